import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { processes, processesNaming, signal, waitFor } from './cli-processes.ts'
import { cliCommand, type Ended, projectFolder, type Running, start } from './cli-run.ts'
import { createShim, type Shim } from './cli-shim.ts'
import { cheapenKey, isCheap } from './forge-snapshots.ts'
import { wholeLines } from './whole-lines.ts'

/** A folder with a home, a vault and a recording restic, for one test. Thrown away behind it, with whatever still runs in it. */
export type Bench = {
  readonly folder: string
  readonly home: string
  readonly vault: string
  readonly restic: string
  readonly shim: Shim
  /** What the command line is given as its whole environment; tests add and take away. */
  readonly environment: Record<string, string>
  /** Stands in front of every command: `nsenter ...`, `setpriv ...`. */
  prefix: readonly string[]
  /** Where the tests themselves find a place that the command line sees: not the same in a mount namespace. */
  seen: (place: string) => string
  readonly start: (parameters: readonly string[], options?: CliOptions) => Running
  readonly cli: (parameters: readonly string[], options?: CliOptions) => Promise<Ended>
  /** Runs a command with `--json` and returns the object that it printed, which must be one and fit the exit code. */
  readonly json: (parameters: readonly string[], options?: CliOptions) => Promise<JsonAnswer>
}

/** What differs from the bench's own settings for one command. An empty text takes a variable away. */
export type CliOptions = {
  readonly environment?: Record<string, string>
  readonly cwd?: string
  readonly input?: string
  readonly cap?: number
}

/** The object of a command with `--json`. */
export type JsonAnswer = Record<string, unknown> & {
  readonly exitCode: number
  readonly verdict?: string
  readonly problem?: { readonly code: string; readonly sentence: string; readonly remedy: string } | null
  readonly warnings?: readonly string[]
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own result, and the tests name what they need of it
  readonly result?: any
}

/** Opens a bench. `home` may lie elsewhere, such as on a small disk. */
export function openBench(places: { home?: string; folder?: string } = {}): Bench {
  const folder = places.folder ?? realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-e2e-')))
  const home = places.home ?? path.join(folder, 'home')
  const vault = path.join(folder, 'Notes')
  const restic = process.env['VAULTKEEPER_RESTIC'] ?? ''
  for (const place of ['Notes', 'person', 'tmp']) mkdirSync(path.join(folder, place), { recursive: true })
  const shim = createShim(path.join(folder, 'shim'), restic)
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: path.join(folder, 'person'),
    TMPDIR: path.join(folder, 'tmp'),
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_RESTIC: shim.program,
    // The compiled program, which else every fresh home would have to make anew.
    NODE_COMPILE_CACHE: path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled'),
  }
  let known = false
  // Half a second for each restic process goes into deriving the key: once there is a repository whose password is known here, the rest of the test is
  // spared that.
  const cheapen = () => {
    const [repository, file] = [repositoryOf(bench), bench.seen(path.join(home, 'secrets', 'default.password'))]
    const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : environment['VAULTKEEPER_PASSWORD']
    if (known || !password || !existsSync(path.join(repository, 'config'))) return
    known = true
    if (!isCheap(repository)) cheapenKey(repository, password)
  }
  const bench: Bench = {
    folder,
    home,
    vault,
    restic,
    shim,
    environment,
    prefix: [],
    seen: (place) => place,
    start: (parameters, options = {}) => {
      const merged = Object.entries({ ...environment, ...options.environment }).filter(([, value]) => value !== '')
      return start([...bench.prefix, ...cliCommand, ...parameters], {
        environment: Object.fromEntries(merged),
        cwd: options.cwd ?? folder,
        input: options.input,
        cap: options.cap,
      })
    },
    cli: async (parameters, options) => {
      const ended = await bench.start(parameters, options).ended
      cheapen()
      return ended
    },
    json: async (parameters, options) => jsonOf(await bench.cli([...parameters, '--json'], options)),
  }
  onTestFinished(() => {
    for (const { pid } of processesNaming(folder)) signal(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return bench
}

/** The one object that a command printed. */
function jsonOf(ended: Ended): JsonAnswer {
  const lines = ended.stdout.trimEnd().split('\n')
  expect(lines, `one JSON object on standard output; standard error: ${ended.stderr}`).toHaveLength(1)
  const answer = JSON.parse(lines[0] ?? '') as JsonAnswer
  expect(answer.exitCode, `exit code in ${ended.stdout}`).toBe(ended.code)
  expect(ended.stdout).not.toMatch(noise)
  return answer
}

/** What no person should have to read. */
const noise = /\.go:\d|goroutine|undefined|\[object |^\s+at \S+ \(|node:internal|NaN/m

/** What a failed command has to look like. */
export type Expected = { readonly exit: number; readonly code: string; readonly sentence: RegExp; readonly remedy: RegExp }

/** A person's view: on standard error one sentence with the cause, one with the remedy, and nothing for programmers. */
export function expectWords(ended: Ended, expected: Omit<Expected, 'code'>): void {
  const all = `${ended.stdout}\n${ended.stderr}`
  expect(all).not.toMatch(noise)
  const lines = ended.stderr.split('\n')
  const cause = lines.findIndex((line) => line.startsWith('x '))
  expect(cause, `a cause in: ${all}`).toBeGreaterThanOrEqual(0)
  expect(lines[cause]).toMatch(expected.sentence)
  expect(lines[cause]).toMatch(/[.)]$/)
  expect(lines[cause + 1]).toMatch(/^ {2}\S/)
  expect(lines[cause + 1]).toMatch(expected.remedy)
  expect(ended.code, all).toBe(expected.exit)
}

/** Runs a command twice, for a person and with `--json`; both must tell the same failure. */
export async function expectFailure(
  bench: Bench,
  parameters: readonly string[],
  expected: Expected,
  options?: CliOptions,
): Promise<{ ended: Ended; answer: JsonAnswer }> {
  const ended = await bench.cli(parameters, options)
  expectWords(ended, expected)
  const answer = await bench.json(parameters, options)
  expectProblem(answer, expected)
  return { ended, answer }
}

/** The same of an answer that is there already. */
export function expectProblem(answer: JsonAnswer, expected: Expected): void {
  expect(answer.problem, JSON.stringify(answer)).toMatchObject({ code: expected.code })
  expect(answer.problem?.sentence).toMatch(expected.sentence)
  expect(answer.problem?.remedy).toMatch(expected.remedy)
  expect(answer.exitCode).toBe(expected.exit)
}

/** One line of `system-history.jsonl`. */
export type HistoryEntry = Record<string, unknown> & { readonly event: string; readonly run?: string; readonly verdict?: string }

/** The history as it stands on disk, but for a line that is being written just now. */
export function historyOf(bench: Bench): HistoryEntry[] {
  return wholeLines(bench.seen(path.join(bench.home, 'system-history.jsonl')))
}

/** The verdicts of all runs of a kind, in order; a run without an outcome is `open`. */
export function verdictsOf(bench: Bench, kind: string): string[] {
  const history = historyOf(bench)
  return history
    .filter((line) => line.event === 'run.intent' && line['kind'] === kind)
    .map(({ run }) => history.find((line) => line.event === 'run.outcome' && line.run === run)?.verdict ?? 'open')
}

/** Where the embedded repository lies. */
export function repositoryOf(bench: Bench): string {
  return bench.seen(path.join(bench.home, 'repositories', 'default'))
}

/** Files of a folder of the repository, with everything below. */
export function repositoryFiles(bench: Bench, folder: string): string[] {
  const place = path.join(repositoryOf(bench), folder)
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Locks in the repository. A file that restic was killed over while it wrote it (`ID-tmp-NUMBER`) is none. */
function locksOf(bench: Bench): string[] {
  return filesIn(path.join(repositoryOf(bench), 'locks')).filter((name) => /^[0-9a-f]{64}$/.test(name))
}

/** How many locks lie in the repository. */
export function lockCount(bench: Bench): number {
  return locksOf(bench).length
}

/** The restic process that a running command line has started for one of its commands. */
export function resticOf(running: Running, command: string): number | undefined {
  // Between fork and exec a child bears its parent's command line, "backup" and all: that is not the restic that is meant.
  return processes().find((one) => one.parent === running.pid && one.command.includes(command) && !one.command.some(isOurs))?.pid
}

const isOurs = (part: string) => part === cliCommand.at(-1)

/** Waits until a running command line has noted down the restic that it started, by which the next start finds it. @returns its pid */
export function notedRestic(bench: Bench, running: Running, command: string): Promise<number> {
  return waitFor(`a note of restic ${command}`, () => {
    const pid = resticOf(running, command)
    return pid !== undefined && existsSync(path.join(bench.home, 'locks', `default.${pid}.restic.json`)) ? pid : undefined
  })
}

/** Nothing half-done is left: one outcome for each intent, a history that holds, no temporary file, no lock, no process, no note of one. */
export async function expectTidy(bench: Bench): Promise<void> {
  const history = historyOf(bench)
  for (const { run, kind } of history.filter(({ event }) => event === 'run.intent')) {
    const outcomes = history.filter((line) => line.event === 'run.outcome' && line.run === run)
    expect(outcomes, `outcomes of ${kind} ${run}`).toHaveLength(1)
  }
  expect(filesIn(bench.seen(path.join(bench.home, 'temporary'))), 'temporary files').toEqual([])
  expect(filesIn(bench.seen(path.join(bench.home, 'programs'))), 'half-brought programs').toEqual([])
  expect(filesIn(bench.environment['TMPDIR'] ?? ''), 'files in TMPDIR').toEqual([])
  expect(
    filesIn(bench.seen(path.join(bench.home, 'locks'))).filter((name) => !name.endsWith('.lock')),
    'notes of who works',
  ).toEqual([])
  expect(locksOf(bench), 'locks in the repository').toEqual([])
  expect(processesNaming(bench.home), 'processes').toEqual([])
  const check = await bench.cli(['history', '--verify'])
  expect(`${check.stdout}${check.stderr}`).toMatch(/The history holds/)
  expect(check.code).toBe(0)
}

/** The next backup ends verified by itself, and everything is in order behind it. */
export async function expectHealthy(bench: Bench, folder = bench.vault): Promise<JsonAnswer> {
  const answer = await bench.json(['backup', folder])
  expect(answer.problem, JSON.stringify(answer)).toBeNull()
  expect(answer).toMatchObject({ verdict: 'done', exitCode: 0 })
  expect(answer.result.report).toMatchObject({ findingCount: 0, vanishedSnapshots: [] })
  await expectTidy(bench)
  return answer
}

/** A backup that has to work, before a test breaks something. */
export async function backUp(bench: Bench, folder = bench.vault): Promise<JsonAnswer> {
  const answer = await bench.json(['backup', folder])
  expect(answer, JSON.stringify(answer)).toMatchObject({ verdict: 'done', exitCode: 0 })
  return answer
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
