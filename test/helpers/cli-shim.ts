import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from './cli-processes.ts'

/** One start of restic: its command, and all its parameters (never a secret: those do not travel there). */
type ResticCall = { readonly command: string; readonly parameters: readonly string[] }

/** A restic that writes down how it is called, and can be held, made deaf, or slowed, command by command. */
export type Shim = {
  readonly program: string
  /** Every start so far, in order. */
  readonly calls: () => ResticCall[]
  /** Every start that works with a repository: `version` takes milliseconds and is not counted. */
  readonly work: () => string[]
  /** Of every restore that wrote, in order: whether restic was to read again what it had written. */
  readonly readBack: () => boolean[]
  readonly forget: () => void
  /** The next process of that command waits before it begins, until {@link Hold.letGo}. `deaf`: it ignores SIGINT, SIGTERM and SIGHUP meanwhile. */
  readonly hold: (command: string, deaf?: boolean) => Hold
  /** Adds flags to a command from now on, such as `--limit-upload=500`; none takes them away again. */
  readonly flags: (command: string, flags?: string) => void
}

/** A held command. */
type Hold = {
  readonly reached: () => Promise<void>
  readonly letGo: () => void
  /** Lets go, and has the next process of the command wait: there is no moment in which it could slip through. */
  readonly holdNext: () => void
}

/** Puts the shim into a folder of its own. */
export function createShim(folder: string, restic: string): Shim {
  mkdirSync(folder, { recursive: true })
  const program = path.join(folder, 'restic')
  const file = (name: string) => path.join(folder, name)
  writeFileSync(program, script(folder, restic))
  chmodSync(program, 0o755)
  const calls = (): ResticCall[] => {
    if (!existsSync(file('calls'))) return []
    return readFileSync(file('calls'), 'utf8')
      .split('\x1e')
      .slice(0, -1)
      .map((call) => {
        const parameters = call.split('\x1f')
        return { command: parameters.find((one) => !one.startsWith('-')) ?? '', parameters }
      })
  }
  return {
    program,
    calls,
    work: () =>
      calls()
        .map(({ command }) => command)
        .filter((command) => command !== 'version'),
    readBack: () =>
      calls()
        .filter(({ command, parameters }) => command === 'restore' && !parameters.includes('--dry-run'))
        .map(({ parameters }) => parameters.includes('--verify')),
    forget: () => rmSync(file('calls'), { force: true }),
    hold: (command, deaf = false) => {
      rmSync(file(`holding-${command}`), { force: true })
      writeFileSync(file(`hold-${command}`), deaf ? 'deaf' : '')
      return {
        reached: async () => {
          await waitFor(`restic ${command} to begin`, () => existsSync(file(`holding-${command}`)))
        },
        holdNext: () => {
          rmSync(file(`holding-${command}`), { force: true })
          writeFileSync(file(`hold-${command}`), '')
          for (const name of readdirSync(folder)) if (name.startsWith(`held-${command}-`)) rmSync(file(name))
        },
        letGo: () => {
          for (const name of readdirSync(folder)) if (name === `hold-${command}` || name.startsWith(`held-${command}-`)) rmSync(file(name))
        },
      }
    },
    flags: (command, flags) => {
      if (flags === undefined) rmSync(file(`flags-${command}`), { force: true })
      else writeFileSync(file(`flags-${command}`), flags)
    },
  }
}

function script(folder: string, restic: string): string {
  return `#!/bin/sh
d='${folder}'
c=
for a in "$@"; do case "$a" in -*) ;; *) c=$a; break ;; esac; done
IFS=$(printf '\\037'); printf '%s\\036' "$*" >> "$d/calls"
unset IFS
if mv "$d/hold-$c" "$d/held-$c-$$" 2> /dev/null; then
  if [ -s "$d/held-$c-$$" ]; then trap '' INT TERM HUP; fi
  : > "$d/holding-$c"
  while [ -e "$d/held-$c-$$" ]; do sleep 0.02; done
fi
x=
if [ -e "$d/flags-$c" ]; then x=$(cat "$d/flags-$c"); fi
exec '${restic}' $x "$@"
`
}
