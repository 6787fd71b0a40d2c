import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { cliCommand, type Ended, type Running, sourceCommand, start } from '../helpers/cli-run.ts'
import { markedEnvironment } from './marked-secrets.ts'
import { type Places, placesIn } from './places.ts'
import { cheapSettings, type Settings } from './settings.ts'

/** One line of the history. */
export type HistoryLine = Record<string, unknown> & {
  readonly seq: number
  readonly event: string
  readonly run?: string
  readonly verdict?: string
  readonly problem?: { readonly code: string; readonly sentence: string; readonly remedy: string }
}

/** The object of a command with `--json`. */
type Answer = Record<string, unknown> & {
  readonly run?: string
  readonly exitCode: number
  readonly verdict?: string
  readonly problem?: { readonly code: string; readonly sentence: string; readonly remedy: string } | null
  readonly warnings?: readonly string[]
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own result, and kinds name what they need of it
  readonly result?: any
}

/** How the disturbed operation ended. `answer`: where it got as far as to give one. `lines`: what stood in the history then, of this case. */
export type OperationEnd = Ended & { readonly answer: Answer | undefined; readonly lines: readonly HistoryLine[] }

/** What a kind has to work with: a home with a past, a vault and two repositories, on a small disk of its own. */
export type FaultBench = Places &
  Settings & {
    /** Whether Vaultkeeper runs as an ordinary user, to whom nothing belongs of what the snapshots hold. */
    readonly ordinary: boolean
    /** The whole environment of the command line; kinds add to it before the operation. */
    readonly environment: Record<string, string>
    /** Stands in front of the operation alone, such as `strace ...`. Kinds push to it; it is emptied when the fault is disarmed. */
    readonly prefix: string[]
    readonly start: (parameters: readonly string[], options?: { cap?: number; input?: string }) => Running
    /** All that was started so far. */
    readonly started: readonly Running[]
    /** Runs a command with `--json`. */
    readonly json: (parameters: readonly string[]) => Promise<OperationEnd>
    readonly history: () => HistoryLine[]
  }

/** One with no rights but their own: for `setpriv`. */
export const ordinaryUser = ['--reuid=1000', '--regid=1000', '--clear-groups', '--inh-caps=-all', '--ambient-caps=-all']

/**
 * Opens the bench of a case, or of the template.
 * @param folder where its things are
 * @param person whether Vaultkeeper runs as an ordinary user, whose all of them are then
 */
export function openFaultBench(folder: string, person = false, settings: Settings = cheapSettings()): FaultBench {
  const as = person ? ['setpriv', ...ordinaryUser] : []
  // What a kind has made by then, too; a disk that is read-only says no.
  const give = () => {
    if (person) spawnSync('chown', ['-Rh', '--from=0:0', '1000:1000', folder])
  }
  give()
  const places = placesIn(folder)
  const prefix: string[] = []
  const environment: Record<string, string> = {
    ...markedEnvironment,
    PATH: process.env['PATH'] ?? '',
    HOME: places.person,
    TMPDIR: places.temporary,
    VAULTKEEPER_HOME: places.home,
    VAULTKEEPER_RESTIC: settings.restic,
    // In files, so that neither environment nor command line holds them.
    VAULTKEEPER_PASSWORD_FILE: path.join(folder, 'keys', 'default'),
    VAULTKEEPER_PASSWORD_FILE_DRIVE: path.join(folder, 'keys', 'drive'),
    NODE_COMPILE_CACHE: settings.compiled,
    NO_COLOR: '1',
    // Not by an argument: what the program starts of itself, such as the helper that asks the keychain, is changed as well.
    NODE_OPTIONS: settings.without === null ? '' : `--import=${settings.without}`,
  }
  const history = () => historyIn(places.home)
  const started: Running[] = []
  const begin: FaultBench['start'] = (parameters, options = {}) => {
    // What is shipped is one file: a module can only be changed in the sources.
    const command = environment['NODE_OPTIONS']?.includes('--import') ? sourceCommand : cliCommand
    give()
    const running = start([...prefix, ...as, ...command, ...parameters], {
      environment: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
      cwd: folder,
      input: options.input,
      cap: options.cap ?? 150_000,
    })
    started.push(running)
    return running
  }
  return {
    ...places,
    ...settings,
    ordinary: person,
    environment,
    prefix,
    start: begin,
    started,
    history,
    json: async (parameters) => {
      const before = history().length
      return endOf(await begin([...parameters, '--json']).ended, history().slice(before))
    },
  }
}

/** What an ended command with `--json` said. */
export function endOf(ended: Ended, lines: readonly HistoryLine[]): OperationEnd {
  return { ...ended, answer: answerOf(ended.stdout), lines }
}

/** A command of several runs tells their problems inside of each: the first of them stands for the whole. */
function answerOf(stdout: string): Answer | undefined {
  try {
    const answer = JSON.parse(stdout) as Answer
    const inner = Object.values(answer)
      .flatMap((value) => (Array.isArray(value) ? (value as Partial<Answer>[]) : []))
      .find((value) => value?.problem)
    // A plan of one vault is one backup.
    const [only] = (answer['runs'] as Answer[] | undefined) ?? []
    return {
      ...answer,
      ...(only === undefined ? {} : { run: only.run, result: only.result, verdict: only.verdict }),
      problem: answer.problem ?? inner?.problem ?? null,
    } as Answer
  } catch {
    return undefined
  }
}

/** All whole lines of a home's history, those of older segments first. What is cut off or damaged is left out: the chain is looked at by the oracle. */
function historyIn(home: string): HistoryLine[] {
  if (!existsSync(home)) return []
  const segments = readdirSync(home)
    .filter((name) => /^system-history\.\d+\.jsonl$/.test(name))
    .sort()
  return [...segments, 'system-history.jsonl'].flatMap((name) => {
    const file = path.join(home, name)
    if (!existsSync(file)) return []
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as HistoryLine]
        } catch {
          return []
        }
      })
  })
}
