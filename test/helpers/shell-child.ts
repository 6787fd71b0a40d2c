// The whole app under the fake Electron in a process of its own, which can be killed: says what is to be seen, and does what it is told, through its parent's channel.
// Usage, forked: node shell-child.ts HOME
import { registerHooks } from 'node:module'
import path from 'node:path'

registerHooks({
  // The fake takes from the test runner only what tidies up behind a test, and there is none.
  resolve: (name, context, next) => (name === 'vitest' ? { url: 'child:vitest', shortCircuit: true } : next(name, context)),
  load: (url, context, next) =>
    url === 'child:vitest'
      ? { format: 'module', source: 'export const afterAll = () => {}; export const onTestFinished = () => {}', shortCircuit: true }
      : next(url, context),
})

/** What it is told: an item of the menu, a button of the question. */
export type ToShellChild = { readonly choose: string } | { readonly press: string }
/** What it tells: what is to be seen. */
export type FromShellChild = {
  readonly toolTip: string
  readonly menu: readonly string[]
  readonly question: string | null
}

const [root = ''] = process.argv.slice(2)
const project = path.join(import.meta.dirname, '..', '..')
const { createFakeElectron } = await import('./fake-electron/fake-electron.ts')
const { startShell } = await import('../../main/electron/shell.ts')
const { fakeKeychain } = await import('./fake-keychain.ts')
const argv = ['/opt/Vaultkeeper/vaultkeeper', '--hidden']
const fake = createFakeElectron({ cwd: process.env['HOME'] ?? '/', argv, ready: false })

function look(): void {
  const [tray] = fake.tray.trays.filter((one) => !one.isDestroyed())
  process.send?.({
    toolTip: tray?.toolTip ?? '',
    menu: tray?.menu.clickable() ?? [],
    question: fake.dialog.questions[0]?.options.message ?? null,
  } satisfies FromShellChild)
}
process.on('message', (told: ToShellChild) => {
  if ('choose' in told) fake.tray.tray().choose(told.choose)
  else fake.dialog.questions[0]?.press(told.press)
})
void fake.app.ended.then((code) => process.exit(code))
setInterval(look, 25)
void startShell({
  electron: fake.electron,
  platform: 'linux',
  argv,
  environment: { ...process.env, XDG_CURRENT_DESKTOP: 'XFCE' },
  root,
  places: {
    preload: path.join(project, 'dist', 'preload', 'preload.cjs'),
    pages: path.join(project, 'dist', 'pages'),
    icons: path.join(project, 'assets', 'icons'),
  },
  ports: { keychain: fakeKeychain() },
})
fake.app.becomeReady()
