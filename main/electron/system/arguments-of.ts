import { switchOf } from './switch-of.ts'

/** What a start of the app asks for, the first as well as one that hands over to the app that runs already. */
export type StartRequest = {
  /** No window: the system started it, at login. */
  readonly hidden: boolean
  /** The page to open, as it stands behind `#`; `null`: the window, wherever it is. */
  readonly page: string | null
  /** What is not done, each as a sentence for the log. There is a plain window then. */
  readonly refused: readonly string[]
}

/** Pages that a start may ask for, such as from the desktop entry. No others: what stands behind them is somebody's data. */
export const openablePages: readonly string[] = [
  '/',
  '/restore',
  '/activity',
  '/agents',
  '/approvals',
  '/plans',
  '/settings',
  '/first-run',
  '/comeback',
]

/** How the app is started: as a program of its own, or by a developer's Electron. */
export type StartedAs = { readonly packaged: boolean }

/**
 * Reads the command line of a start. Pure. Nobody but the desktop entry, the login item and a person give arguments to the app: it is registered for no
 * protocol and for no kind of file, since any page on the web can open a link, and nothing here needs one. So whatever is not known is refused. With the worst of
 * it a packaged app does not start at all: hardening/refused-switches.ts.
 *
 *     const { hidden, page, refused } = argumentsOf(process.argv, { packaged: app.isPackaged })
 *
 * @param argv all of it, the program first; Chromium puts switches of its own into that of a second start, and changes the order
 */
export function argumentsOf(argv: readonly string[], { packaged }: StartedAs): StartRequest {
  const given = argv.slice(1)
  // Where it is not packaged the folder of the app is the first that is no switch.
  const folder = packaged ? -1 : given.findIndex((one) => !one.startsWith('-'))
  if (folder >= 0) given.splice(folder, 1)
  const refused: string[] = []
  let [hidden, page]: [boolean, string | null] = [false, null]
  for (const one of given) {
    const { name: known, value } = switchOf(one) ?? {}
    if (one === '--hidden') hidden = true
    else if (known === 'open' && value !== undefined && openablePages.includes(value)) page = value
    else if (known === undefined || known === 'open' || (packaged && !isHarmless(known)))
      refused.push(`${shown(one)}: ${reasonFor(one, known)}`)
  }
  return { hidden: hidden && page === null && refused.length === 0, page, refused }
}

/** The same for a link or a file that macOS hands to a running app (`open-url`, `open-file`): there is none that would be known. */
export function refusedToOpen(what: string): string {
  return `${shown(what)}: ${reasonFor(what, undefined)}`
}

/** How the window looks and which display it is on: not for us to judge. */
const ofTheDisplay =
  /^(?:ozone-platform(?:-hint)?|enable-wayland-ime|wayland-text-input-version|force-device-scale-factor|high-dpi-support|force-color-profile|disable-gpu(?:-compositing|-rasterization|-vsync)?|lang|force-renderer-accessibility|force-prefers-reduced-motion|gtk-version|class|name|display)$/

/**
 * What the system, the package or Chromium adds by itself: see Electron's `second-instance`. The first is macOS' number of the process, the second what an
 * AppImage adds where the desktop can start no sandbox (that is logged where it is looked for: harden-app.ts); started at login it stays without a window.
 */
const addedByItself =
  /^(?:psn_[0-9_]+|no-sandbox|original-process-start-time|allow-file-access-from-files|restart|squirrel-[a-z]+|updated)$/

/** Of a package; whoever develops the app debugs it, and so do its tests. */
function isHarmless(name: string): boolean {
  return ofTheDisplay.test(name) || addedByItself.test(name)
}

function reasonFor(one: string, name: string | undefined): string {
  if (name === 'open') return 'there is no such page to open.'
  if (name !== undefined || one.startsWith('-')) return 'Vaultkeeper does not know this switch.'
  if (/^[a-z][a-z0-9+.-]+:/i.test(one) && !/^[a-z]:[\\/]/i.test(one)) return 'Vaultkeeper opens no links.'
  return 'Vaultkeeper opens no files this way. To restore, open it and choose Restore.'
}

/** Short, on one line, and without what a terminal would take for a command. */
function shown(argument: string): string {
  const plain = argument.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
  return JSON.stringify(plain.length > 80 ? `${plain.slice(0, 79)}…` : plain)
}
