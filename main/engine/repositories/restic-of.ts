import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRestic, type Restic, type StartedProcess } from 'restic-wrapper'
import type { Core } from '../core.ts'
import { processAlive, processStart } from '../home/process-identity.ts'
import { ProblemError } from '../problem-error.ts'
import { cacheUsable } from '../restic/cache-usable.ts'
import { findRestic } from '../restic/find-restic.ts'
import { CancelledError } from '../runs/record-run.ts'
import { outageInWords } from '../way-problem.ts'

/** A restic process that was started and not yet seen to end, and the Vaultkeeper that started it: left behind when that was killed. */
export type RecordedChild = {
  readonly pid: number
  readonly started: string
  readonly command: string
  readonly owner: number
  readonly ownerStarted: string
}

/** Where a restic process that works on a repository is noted down; each has a file of its own. */
export function childFile(core: Core, repository: string, pid: number): string {
  return join(core.home.locks, `${repository}.${pid}.restic.json`)
}

/** All notes of restic processes on a repository. */
export function childFiles(core: Core, repository: string): string[] {
  const names = readdirSync(core.home.locks).filter((name) => name.startsWith(`${repository}.`) && name.endsWith('.restic.json'))
  return names.map((name) => join(core.home.locks, name))
}

/** Notes that a Vaultkeeper was killed in the middle of writing. Their names end with its pid, so that one still being written is told apart. */
export function halfNotes(core: Core, repository: string): string[] {
  const names = readdirSync(core.home.locks).filter((name) => {
    const owner = name.startsWith(`${repository}.`) ? /\.restic\.json\.(\d+)$/.exec(name)?.[1] : undefined
    return owner !== undefined && !processAlive(Number(owner), '')
  })
  return names.map((name) => join(core.home.locks, name))
}

/** Finds restic (or brings it) and hands out a wrapper that notes down every process it starts. Throws a problem when there is none. */
export async function resticOf(
  core: Core,
  repository: string,
  options: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<Restic> {
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    memory: join(core.home.cache, 'restic-version.json'),
    progress: options.onLine,
    signal: options.signal,
  }).catch((error: unknown) => {
    throw options.signal.aborted ? new CancelledError() : error
  })
  if (!found.ok) throw new ProblemError(found.problem)
  let told = 0
  const cacheDirectory = join(core.home.cache, 'restic')
  return createRestic({
    program: found.restic.program,
    cacheDirectory,
    cacheUsable: () => cacheUsable(cacheDirectory),
    onProcess: (child) => noteChild(core, repository, child),
    onRetrying: ({ message, since }) => {
      // Once for each series of tries.
      if (since === told) return
      told = since
      options.onLine(core.redactor.redact(`The repository "${repository}" does not answer (${outageInWords(message)}); trying again`))
    },
    onLog: ({ text }) => core.ports.log(core.redactor.redact(text)),
  })
}

function noteChild(core: Core, repository: string, child: StartedProcess): void {
  const file = childFile(core, repository, child.pid)
  core.running.add(child.pid)
  core.ports.log(`restic ${child.command}: process ${child.pid}`)
  // Complete or not there; not flushed, because no process outlives a power cut.
  const half = `${file}.${process.pid}`
  try {
    const note: RecordedChild = {
      pid: child.pid,
      started: processStart(child.pid) ?? '',
      command: child.command,
      owner: process.pid,
      ownerStarted: processStart(process.pid) ?? '',
    }
    writeFileSync(half, JSON.stringify(note), { mode: 0o600 })
    renameSync(half, file)
  } catch {
    // Without the note a crash leaves a process that ends by itself at its next line of output: no reason not to work.
  }
  void child.ended.then(() => {
    core.running.delete(child.pid)
    try {
      for (const note of [half, file]) rmSync(note, { force: true })
    } catch (error) {
      // A disk that turned read-only, say: it is no reason for the daemon to die. The next run removes it.
      core.ports.log(`restic ${child.command}: its note is left behind: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}
