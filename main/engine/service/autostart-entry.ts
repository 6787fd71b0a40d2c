import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { replaceWhole } from '../home/replace-whole.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { LoginItem } from './login-item.ts'
import { serviceName } from './service-plan.ts'

/** Where the desktops of Linux look for what is to be started with a session. */
export function autostartPath(environment: NodeJS.ProcessEnv): string {
  const own = environment['XDG_CONFIG_HOME']
  const folder = own !== undefined && isAbsolute(own) ? own : join(environment['HOME'] ?? homedir(), '.config')
  return join(folder, 'autostart', `${serviceName}.desktop`)
}

/** Whether the tray app is started with the session on this machine; on Linux alone it can be told from outside of the app. */
export function isAutostarted(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return false
  try {
    return !switchedOff.test(readFileSync(autostartPath(environment), 'utf8'))
  } catch {
    // Not there, or nothing that the desktop could read either.
    return false
  }
}

/** Where desktops keep it that a person has switched an entry off. */
const switchedOff = /^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m

/** What is started: a program with its arguments, and variables that it is given. */
export type Autostart = {
  /** Absolute. */
  readonly program: string
  readonly parameters: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/**
 * A desktop entry that starts a program, and is passed over where that is gone.
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function autostartEntry({ program, parameters, variables }: Autostart): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  const command = [...(set.length > 0 ? ['/usr/bin/env', ...set] : []), program, ...parameters]
  return `[Desktop Entry]
Type=Application
Name=Vaultkeeper
Comment=Backups by their plans
TryExec=${inEntry(program)}
Exec=${inEntry(command.map(quoted).join(' '))}
Icon=vaultkeeper-tray
Terminal=false
`
}

/** The login item of Linux. @param path see {@link autostartPath} */
export function autostartItem(path: string, started: Autostart): LoginItem {
  const wanted = autostartEntry(started)
  return {
    get: () => {
      const there = attempt(path, () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined))
      if (there === undefined) return { state: 'off', where: path, note: null }
      if (switchedOff.test(there)) return { state: 'refused', where: path, note: 'It was switched off in the settings of the desktop.' }
      if (lineOf(there) === lineOf(wanted)) return { state: 'on', where: path, note: null }
      return { state: 'off', where: path, note: 'What is there starts another program, or the app from where it was before.' }
    },
    set: (on) =>
      attempt(path, () => {
        if (!on) return rmSync(path, { force: true })
        mkdirSync(dirname(path), { recursive: true })
        replaceWhole(path, wanted, 0o644)
      }),
  }
}

/** Desktops add lines of their own. */
function lineOf(entry: string): string | undefined {
  return entry.split('\n').find((line) => line.startsWith('Exec='))
}

/** As an argument stands in `Exec`, where `%` begins a code. */
function quoted(argument: string): string {
  return `"${argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`
}

/** As any text stands in an entry. */
function inEntry(text: string): string {
  const escaped: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return text.replace(/[\\\n\r\t]/g, (character) => escaped[character] ?? character)
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    return fail(
      'login-item-unusable',
      `What starts Vaultkeeper at login, ${path}, cannot be read or written (${systemCode(error) || String(error)}).`,
      'See to that folder, or add Vaultkeeper to what your desktop starts by its own settings.',
    )
  }
}
