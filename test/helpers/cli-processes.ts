import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A process as /proc tells it. */
export type SeenProcess = { readonly pid: number; readonly parent: number; readonly command: readonly string[] }

/** Waits until something has happened, looking every few milliseconds. Throws when it does not come. */
export async function waitFor<Value>(what: string, look: () => Value | undefined | false, cap = 60_000): Promise<Value> {
  const until = performance.now() + cap
  for (;;) {
    const value = look()
    if (value !== undefined && value !== false) return value
    if (performance.now() > until) throw new Error(`Waited ${cap / 1000} s in vain for: ${what}`)
    await delay(5)
  }
}

/** Every process that runs now. */
export function processes(): SeenProcess[] {
  return pids().flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1)
      return state === 'Z' ? [] : [{ pid, parent: Number(parent), command }]
    } catch {
      return []
    }
  })
}

/** Processes that name a text in their command line. */
export function processesNaming(text: string): SeenProcess[] {
  return processes().filter(({ command }) => command.some((part) => part.includes(text)))
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

/** Sends a signal to one process that a test started; one that is gone already is no fault. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (pid <= 1) throw new Error(`No process to signal: ${pid}`)
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** What was seen of secrets: where, and of which process. */
type Sighting = { readonly pid: number; readonly where: 'cmdline' | 'environ'; readonly command: string }

/** What else a watch is told. `allowed`: secrets that restic takes from nowhere but its environment. `mayHold`: programs that may have any in theirs, by their command line. */
type WatchOptions = { readonly allowed?: readonly string[]; readonly mayHold?: (command: string) => boolean }

/** Looks at all processes again and again for texts that must not be there. */
export type Watch = { readonly looks: () => number; readonly sightings: readonly Sighting[]; readonly stop: () => void }

/**
 * Reads the command line of every process each 20 ms, and the environment of those that may not hold a secret there: restic's, if nothing else is said.
 * @param forms the secrets, and every form in which they would still be readable
 */
export function watchForSecrets(forms: readonly string[], options: WatchOptions = {}): Watch {
  const { mayHold = (command) => !/(^|\/)restic\0/.test(command) } = options
  const notInEnvironment = forms.filter((form) => !options.allowed?.includes(form))
  const sightings: Sighting[] = []
  let looks = 0
  const own = process.pid
  const look = () => {
    looks += 1
    for (const pid of pids()) {
      if (pid === own) continue
      const command = read(`/proc/${pid}/cmdline`)
      if (holds(command, forms)) sightings.push({ pid, where: 'cmdline', command: command.replaceAll('\0', ' ') })
      if (mayHold(command)) continue
      if (holds(read(`/proc/${pid}/environ`), notInEnvironment))
        sightings.push({ pid, where: 'environ', command: command.replaceAll('\0', ' ') })
    }
  }
  look()
  const timer = setInterval(look, 20)
  return { looks: () => looks, sightings, stop: () => clearInterval(timer) }
}

function holds(text: string, forms: readonly string[]): boolean {
  return forms.some((form) => text.includes(form))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
