import { type Dirent, lstatSync, opendirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { readable } from './readable.ts'
import { tailOfFile } from './tail-of-file.ts'

/** The end of a log, readable and cleaned. `path`: to be shown. `whole`: nothing was left out in front. `modified`: RFC 3339. */
export type LogEnd = {
  readonly path: string
  readonly text: string
  readonly whole: boolean
  readonly bytes: number
  readonly modified: string
}

/** Of each log at most so much is told, from the end. */
const mostLines = 200
const mostBytes = 64 * 1024
/** What is read in front of that, so that a secret is known that begins there. */
const context = 16 * 1024
/** Of its own folder so many logs, the newest; in a folder so many entries are looked at. */
const mostLogs = 4
const mostEntries = 2000

/**
 * The ends of an agent's logs, the newest first: what it wrote when we had started it (below `ours`), then logs that it keeps in its folder.
 * @param clean takes secrets out
 * @returns logs, and sentences on those that could not be read
 */
export function logEnds(ours: string, folder: string, clean: (text: string) => string): { logs: LogEnd[]; not: string[] } {
  const found = [
    ...newest(logsIn(ours), 3),
    ...newest([...logsIn(folder), ...logsIn(join(folder, 'logs')), ...logsIn(join(folder, 'log'))], mostLogs),
  ]
  const logs: LogEnd[] = []
  const not: string[] = []
  for (const path of found) {
    const end = logEnd(path, clean)
    if (typeof end === 'string') not.push(`The log ${onOneLine(path)} is not here: ${end}.`)
    else if (end.bytes > 0) logs.push(end)
  }
  return { logs, not }
}

/** The end of one log, or why there is none. */
function logEnd(path: string, clean: (text: string) => string): LogEnd | string {
  const read = tailOfFile(path, mostBytes, context)
  if (typeof read === 'string') return read
  const { tail, bytes, modified } = read
  // Cleaned as one, and cut only then: half of a secret would not be known.
  const text = clean(readable(tail))
  const lines = text.split('\n')
  const cutFront = tail.length < bytes
  if (lines.at(-1) === '') lines.pop()
  // Its first line begins somewhere in the middle, where there is another one.
  const entire = cutFront && lines.length > 1 ? lines.slice(1) : lines
  const last = entire.slice(-mostLines).join('\n').slice(-mostBytes)
  return {
    path: onOneLine(path),
    text: last,
    whole: !cutFront && entire.length <= mostLines,
    bytes,
    modified: new Date(modified).toISOString(),
  }
}

/** Files in a folder that are called as logs are. The folder is not left through links. */
function logsIn(folder: string): string[] {
  const found: string[] = []
  try {
    if (!lstatSync(folder).isDirectory()) return []
    const real = realpathSync(folder)
    const opened = opendirSync(real)
    try {
      for (let looked = 0; looked < mostEntries; looked++) {
        const entry: Dirent | null = opened.readSync()
        if (entry === null) break
        if (isLogName(entry.name)) found.push(join(real, entry.name))
      }
    } finally {
      opened.closeSync()
    }
  } catch {
    // A folder that is gone, or not ours to read, has no logs for us: that it is so is told by the report's own lines.
  }
  return found
}

/** Whether a file is called as logs are: `agent.log`, `error.log.1`, `output.log.previous`, `stderr.txt`. Pure. */
function isLogName(name: string): boolean {
  if (/\.(?:gz|xz|zst|bz2|zip)$/i.test(name)) return false
  return /\.(?:log|out|err)(?:[.-][\w-]{1,20}){0,2}$/i.test(name) || /^(?:stdout|stderr|output|nohup)(?:\.txt)?$/i.test(name)
}

/** A name may hold the end of a line, and would look like lines of ours. */
function onOneLine(path: string): string {
  return path.replace(/[\r\n]/g, '␤')
}

function newest(paths: readonly string[], most: number): string[] {
  const dated = paths.flatMap((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    return stat === undefined || stat.isDirectory() ? [] : [{ path, modified: stat.mtimeMs }]
  })
  return dated
    .toSorted((one, other) => other.modified - one.modified || other.path.localeCompare(one.path))
    .slice(0, most)
    .map(({ path }) => path)
}
