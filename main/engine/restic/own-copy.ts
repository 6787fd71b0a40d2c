import { chmod, lstat, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { systemCode } from '../problem-error.ts'
import { compareVersions } from './restic-version.ts'
import { sha256Of } from './sha256-of.ts'

/** A program in a folder of its own, with a note of what it was when it was put there; or why it is not to be used. */
export type OwnCopy = Readonly<{ ok: true; program: string; version: string } | { ok: false; folder: string; fault: string }>

/** The note beside the program, `<name>.json`. */
type Note = Readonly<{ version: string; sha256: string; source: string }>

/** Which program: `restic` lives in `<binDirectory>/restic-<version>/restic[.exe]`. */
type Place = Readonly<{ binDirectory: string; name: string; platform?: string | undefined }>

/** All copies of a program in `binDirectory`, newest version first, each compared with its note byte for byte. */
export async function ownCopies(place: Place): Promise<readonly OwnCopy[]> {
  const names = await readdir(place.binDirectory).catch(() => [])
  const versions = names.flatMap((name) => (name.startsWith(`${place.name}-`) ? [name.slice(place.name.length + 1)] : []))
  const numbered = versions.filter((version) => /^\d/.test(version)).sort((a, b) => compareVersions(numbersOf(b), numbersOf(a)))
  return Promise.all(numbered.map((version) => checkCopy(place, version)))
}

/** `1.75.2+dfsg-1` -> `1.75.2` */
function numbersOf(version: string): string {
  return /^[\d.]+/.exec(version)?.[0] ?? '0'
}

async function checkCopy(place: Place, version: string): Promise<OwnCopy> {
  const folder = folderOf(place, version)
  try {
    const fault = await faultOfCopy(place, folder, version)
    return fault === undefined ? { ok: true, program: path.join(folder, programName(place)), version } : { ok: false, folder, fault }
  } catch (error) {
    return { ok: false, folder, fault: `cannot be read (${systemCode(error) || 'unknown'})` }
  }
}

async function faultOfCopy(place: Place, folder: string, version: string): Promise<string | undefined> {
  const program = path.join(folder, programName(place))
  // A link is never ours: whoever planted it chooses what it leads to, also after we looked.
  if (!(await lstat(folder)).isDirectory()) return 'is not a folder that Vaultkeeper made'
  const facts = await lstat(program).catch(() => undefined)
  if (!facts?.isFile()) return 'holds no program'
  const note = await readNote(path.join(folder, `${place.name}.json`))
  if (note?.version !== version) return 'has no fitting note of what it was when it was put there'
  return (await sha256Of(program)) === note.sha256 ? undefined : 'was changed since it was put there (its SHA-256 differs)'
}

async function readNote(file: string): Promise<Note | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof note !== 'object' || note === null) return undefined
    const { version, sha256, source } = note as Record<string, unknown>
    return typeof version === 'string' && typeof sha256 === 'string' ? { version, sha256, source: String(source) } : undefined
  } catch {
    return undefined
  }
}

/** What {@link keepCopy} puts in place: `program` lies in a temporary folder `incoming` inside `binDirectory`. */
export type KeepOptions = Place & Readonly<{ version: string; program: string; incoming: string; source: string }>

/**
 * Puts a program that has been checked in its place, whole or not at all: made ready in the temporary folder, written through to the disk,
 * then renamed. Where another process was first, its copy is used; where the copy there is damaged, it is replaced.
 */
export async function keepCopy(options: KeepOptions): Promise<OwnCopy> {
  const ready = await makeReady(options)
  const folder = folderOf(options, options.version)
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (await renamed(ready, folder)) {
      await syncToDisk(options.binDirectory)
      return { ok: true, program: path.join(folder, programName(options)), version: options.version }
    }
    const there = await lstat(folder).catch(() => undefined)
    if (there && !there.isDirectory()) return { ok: false, folder, fault: 'is in the way: it is not a folder that Vaultkeeper made' }
    const copy = there ? await checkCopy(options, options.version) : undefined
    if (copy?.ok) return copy
    if (copy) await renamed(folder, path.join(options.incoming, `damaged-${attempt}`))
  }
  return { ok: false, folder, fault: 'could not be replaced' }
}

async function makeReady(options: KeepOptions): Promise<string> {
  const ready = path.join(options.incoming, 'ready')
  const program = path.join(ready, programName(options))
  await mkdir(ready, { mode: 0o755 })
  await rename(options.program, program)
  await chmod(program, 0o755)
  const note: Note = { version: options.version, sha256: await sha256Of(program), source: options.source }
  await writeFile(path.join(ready, `${options.name}.json`), `${JSON.stringify(note)}\n`, { flag: 'wx', flush: true })
  await syncToDisk(program)
  await syncToDisk(ready)
  return ready
}

/** Whether the rename was done; "something is there already" is an answer, anything else an error. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'ENOENT', 'EPERM'].includes(systemCode(error))) return false
    throw error
  }
}

/** Windows does not open folders, and refuses to flush what is open for reading: the rename alone has to do there. */
async function syncToDisk(fileOrFolder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(fileOrFolder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function folderOf(place: Place, version: string): string {
  return path.join(place.binDirectory, `${place.name}-${version}`)
}

function programName(place: Place): string {
  return (place.platform ?? process.platform) === 'win32' ? `${place.name}.exe` : place.name
}
