import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { systemCode } from '../../problem-error.ts'

/**
 * A process of this machine. `start`: see processStart; zombies are left out. What another person's process does not tell is empty: `argv`, `folder`
 * (where it works), `variables` (its environment as it was begun, `NAME=value`).
 */
export type ProcessFacts = {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly start: string
  readonly argv: readonly string[]
  readonly folder: string
  readonly variables: readonly string[]
}

/** So many processes are looked at before others have their turn: a few ms. */
const inOneGo = 64

/** All processes of this machine, as far as it tells: Linux all of it, macOS neither where they work nor with what variables, Windows nothing. Rejects where they cannot be read. */
export async function processTable(): Promise<ProcessFacts[]> {
  if (process.platform === 'linux') return linuxTable()
  return process.platform === 'win32' ? [] : psTable()
}

/** Read at once rather than by the threads for files, which take ten times as long for so many small ones; but not all in one go. */
async function linuxTable(): Promise<ProcessFacts[]> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const table: ProcessFacts[] = []
  for (const [index, pid] of pids.entries()) {
    if (index % inOneGo === inOneGo - 1) await setImmediate()
    const facts = linuxProcess(pid)
    if (facts !== undefined) table.push(facts)
  }
  return table
}

function linuxProcess(pid: string): ProcessFacts | undefined {
  const read = (name: string) => orNothing(() => readFileSync(`/proc/${pid}/${name}`, 'utf8'))
  const stat = parseStat(Number(pid), read('stat'))
  if (stat === undefined) return undefined
  const argv = withoutEnd(read('cmdline'))
  // Threads of the kernel have none.
  if (argv.length === 0) return { ...stat, argv, folder: '', variables: [] }
  const folder = orNothing(() => readlinkSync(`/proc/${pid}/cwd`))
  return { ...stat, argv, folder: folder.replace(/ \(deleted\)$/, ''), variables: withoutEnd(read('environ')) }
}

/** One that ends meanwhile, or is somebody else's, has nothing to tell. That it cannot be read for another reason must not pass for that. */
function orNothing(read: () => string): string {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCode(error))) return ''
    throw error
  }
}

/** Reads /proc/PID/stat: the name of the program is in brackets and may hold spaces and brackets; then state, parent, group, session and, as the 20th, start. */
export function parseStat(pid: number, stat: string): Pick<ProcessFacts, 'pid' | 'parent' | 'group' | 'session' | 'start'> | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent, group, session] = fields
  const start = fields[19]
  if (start === undefined || /^[ZXx]/.test(state)) return undefined
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), start }
}

function withoutEnd(text: string): string[] {
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}

function psTable(): Promise<ProcessFacts[]> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 5_000, maxBuffer: 16 * 1024 * 1024, encoding: 'utf8' } as const
    execFile('/bin/ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart=,command='], options, (error, output) =>
      error === null ? resolve(parsePs(output)) : reject(error),
    )
  })
}

/** Reads what `ps -axo pid=,ppid=,pgid=,stat=,lstart=,command=` says. It tells no session, and arguments divided by spaces alone; the start is five words, in whatever language. */
export function parsePs(output: string): ProcessFacts[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', start, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+(?:\s+\S+){4})\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || start === undefined || state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: 0,
        start,
        argv: command.split(' '),
        folder: '',
        variables: [],
      },
    ]
  })
}
