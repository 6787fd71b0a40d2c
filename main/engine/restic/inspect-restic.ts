import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { systemCode } from '../problem-error.ts'
import { executableKind, fitsMachine } from './executable-kind.ts'
import { parseResticVersion, versionFault } from './restic-version.ts'
import { type ProgramEnd, type RunProgram, runProgram } from './run-program.ts'

/** The codes a file named as restic can be refused with. */
export type ResticFaultCode = 'restic-missing' | 'restic-too-old' | 'restic-not-executable' | 'restic-not-restic' | 'restic-crashed'

/** A file that is a restic to work with, or what is wrong with it: `fault` ends a sentence that begins with the file's name. */
export type Inspection = Readonly<
  { ok: true; version: string } | { ok: false; code: ResticFaultCode; fault: string; detail?: string | undefined }
>

/** `restic version` takes 16 ms; what needs longer than this hangs. */
const VERSION_TIMEOUT_MS = 5000

/** Looks at a file and asks it for its version. Nothing is run that is not a program or a script of this machine. */
export async function inspectRestic(
  file: string,
  options: { environment: NodeJS.ProcessEnv; platform?: string; arch?: string; signal?: AbortSignal | undefined },
): Promise<Inspection> {
  return (await faultOfFile(file, options.platform ?? process.platform, options.arch ?? process.arch)) ?? (await askVersion(file, options))
}

type Fault = Extract<Inspection, { ok: false }>

function refuse(code: ResticFaultCode, fault: string, detail?: string): Fault {
  return { ok: false, code, fault, ...(detail ? { detail: detail.slice(0, 2000) } : {}) }
}

async function faultOfFile(file: string, platform: string, arch: string): Promise<Fault | undefined> {
  try {
    const facts = await stat(file)
    if (facts.isDirectory()) return refuse('restic-not-restic', 'is a folder, not a program')
    if (!facts.isFile()) return refuse('restic-not-restic', 'is not a regular file')
  } catch (error) {
    return refuse('restic-missing', missingWords(systemCode(error)))
  }
  return faultOfKind(file, platform, arch)
}

function missingWords(code: string): string {
  if (code === 'EACCES') return 'cannot be reached: a folder on the way may not be entered'
  if (code === 'ELOOP') return 'is a link that leads back to itself'
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be looked at (${code})`
}

async function faultOfKind(file: string, platform: string, arch: string): Promise<Fault | undefined> {
  const kind = await executableKind(file)
  if (kind.kind === 'empty') return refuse('restic-not-restic', 'is an empty file')
  if (kind.kind === 'text') return refuse('restic-not-restic', 'is a text file, not a program')
  if (kind.kind === 'other') return refuse('restic-not-restic', 'is not a program')
  if (!fitsMachine(kind, platform, arch)) return refuse('restic-not-restic', 'is a program for another kind of machine')
  const executable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
  return executable ? undefined : refuse('restic-not-executable', 'may not be executed (its permissions do not allow it)')
}

async function askVersion(
  file: string,
  options: { environment: NodeJS.ProcessEnv; signal?: AbortSignal | undefined },
): Promise<Inspection> {
  const end = await runWhenFree(runProgram, file, {
    environment: versionEnvironment(options.environment),
    timeoutMs: VERSION_TIMEOUT_MS,
    signal: options.signal,
  })
  options.signal?.throwIfAborted()
  const fault = faultOfEnd(end)
  if (fault !== undefined) return fault
  const version = parseResticVersion(end.stdout)
  if (version === undefined) return refuse('restic-not-restic', 'runs, but does not answer as restic does', end.stdout || end.stderr)
  const versionWords = versionFault(version)
  return versionWords === undefined ? { ok: true, version } : refuse('restic-too-old', `is ${versionWords}`)
}

/**
 * A file written a moment ago can be "busy" for an instant (ETXTBSY): a process started meanwhile by somebody else holds the descriptor
 * it was written through until it has become its own program (golang/go#22315). Asking again is the known way round.
 */
async function runWhenFree(run: RunProgram, file: string, options: Parameters<RunProgram>[2]): Promise<ProgramEnd> {
  for (let attempt = 1; ; attempt++) {
    const end = await run(file, ['version'], options)
    if (end.startError !== 'ETXTBSY' || attempt === 10) return end
    await wait(20)
  }
}

/** What a version question needs: no repository, no password, and plain English whatever the person speaks. */
function versionEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => /^(path|home|systemroot|tmpdir|temp)$/i.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

function faultOfEnd(end: ProgramEnd): Fault | undefined {
  const code = end.startError
  if (code === 'EACCES' || code === 'EPERM') return refuse('restic-not-executable', 'may not be executed (the system refuses it)')
  if (code === 'ENOENT') return refuse('restic-crashed', 'cannot be started: the interpreter or loader that it names does not exist')
  if (code !== undefined) return refuse('restic-crashed', `cannot be started (${code}): the file is damaged or for another kind of machine`)
  if (end.timedOut) return refuse('restic-crashed', `did not tell its version within ${VERSION_TIMEOUT_MS / 1000} seconds`)
  if (end.signal !== null)
    return refuse('restic-crashed', `crashes when asked for its version (${end.signal}); the file is probably damaged`, end.stderr)
  if (end.code !== 0) return refuse('restic-crashed', `fails when asked for its version (exit code ${end.code})`, end.stderr || end.stdout)
  return undefined
}
