import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { loadAndTake } from '../../main/engine/config/take-configuration.ts'
import type { Core } from '../../main/engine/core.ts'
import { problemOfError } from '../../main/engine/problem-of-error.ts'
import { type BackupResult, backup } from '../../main/engine/runs/backup-run.ts'
import type { EndedRun } from '../../main/engine/runs/record-run.ts'
import { brokenChain } from '../faults/broken-chain.ts'
import { asAnotherProcess } from './as-another-process.ts'
import { differences } from './cli-tree.ts'
import { type RawRestic, rawRestic } from './raw-restic.ts'
import type { Came } from './sweep-calls.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { testHome, testHost } from './temporary-home.ts'

/** A home with a vault and a plan for sweeps: whatever fails in it, nobody puts anything right by hand. */
export type SweepBench = {
  /** Of home, vault and all else. */
  readonly folder: string
  readonly vault: string
  readonly home: string
  /** Starts the program, does something, and ends it. What lasts longer than a minute is cancelled. */
  readonly start: <Result>(work: (core: Core, host: ReturnType<typeof testHost>) => Promise<Result>) => Promise<Result>
  readonly backUp: () => Promise<EndedRun<BackupResult>>
  readonly change: () => void
  /** What must hold whatever failed: the record, the snapshots that were there, and no leftovers. @returns what is wrong */
  readonly wrongNow: () => Promise<string[]>
  /** What a folder differs in from the vault. */
  readonly differFrom: (place: string) => string[]
  /** The same of a snapshot, by plain restic. */
  readonly snapshotDiffers: (snapshot: string) => Promise<string[]>
  readonly raw: RawRestic
}

const repositoryIn = (home: string) => path.join(home, 'repositories', 'default')

/** Makes one, with two snapshots in its repository. */
export async function sweepBench(): Promise<SweepBench> {
  const folder = temporaryFolder('sweep')
  const vault = path.join(folder, 'Notes')
  const home = path.join(folder, 'home')
  mkdirSync(path.join(vault, 'deep', 'er'), { recursive: true })
  for (let note = 0; note < 8; note++) writeFileSync(path.join(vault, note % 2 === 0 ? 'deep/er' : '', `note ${note}.md`), `note ${note}\n`)
  const first = await testHome({ root: home })
  const { keychain } = first
  writeFileSync(
    path.join(home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { notes: { path: vault } },
      plans: { notes: { kind: 'daily', schedule: '0 7 * * *', sources: ['notes'] } },
    }),
  )
  first.close()
  const start: SweepBench['start'] = async (work) => {
    asAnotherProcess()
    const { core, close } = await testHome({ root: home, keychain })
    try {
      await loadAndTake(core)
      return await work(core, testHost(AbortSignal.timeout(60_000)))
    } finally {
      close()
    }
  }
  const backUp = () => start((core, host) => backup(core, { folder: vault, verify: true }, host))
  let changes = 0
  const change = () => writeFileSync(path.join(vault, 'deep', 'changed.md'), `change ${changes++}\n`)
  await backUp()
  change()
  await backUp()
  const raw = rawRestic(
    repositoryIn(home),
    keychain.entries.get([...keychain.entries.keys()].find((name) => name.startsWith('repository:')) ?? ''),
  )
  const seen = new Set<string>()
  const told = new Set<string>()
  const wrongNow = async () => {
    const present = readdirSync(path.join(repositoryIn(home), 'snapshots'))
    const lost = [...seen].filter((id) => !present.includes(id))
    for (const id of present) seen.add(id)
    const lines = soundLines(home)
    const intents = lines.flatMap((line) => (line.event === 'run.intent' ? [line] : []))
    const outcomes = lines.flatMap((line) => (line.event === 'run.outcome' ? [line] : []))
    const wrong = [
      ...lost.map((id) => `the snapshot ${id} is lost`),
      ...intents
        .filter(({ run }) => outcomes.filter((one) => one.run === run).length !== 1)
        .map(({ run, kind }) => `${kind} ${run} has not one outcome`),
      ...outcomes
        .filter(({ verdict, problem }) => !['done', 'warnings'].includes(verdict) && (!isSaid(problem) || problem?.code === 'unexpected'))
        .map(({ run, problem }) => `${run} gives no reason: ${JSON.stringify(problem)}`),
      ...brokenChain(home),
      ...leftIn(home),
    ].filter((one) => !told.has(one))
    // What an earlier case left is not told of each later one.
    for (const one of wrong) told.add(one)
    return wrong
  }
  await wrongNow()
  const differFrom = (place: string) =>
    differences(vault, place)
      .slice(0, 2)
      .map((one) => `it is not as it was: ${one}`)
  return {
    folder,
    vault,
    home,
    start,
    backUp,
    change,
    wrongNow,
    raw,
    differFrom,
    snapshotDiffers: async (snapshot) => {
      const target = path.join(folder, 'compared')
      await raw('restore', snapshot, '--target', target, '--no-lock', '--quiet')
      const wrong = differFrom(target)
      rmSync(target, { recursive: true, force: true })
      return wrong
    },
  }
}

/** Words that only a programmer understands, or none at all. */
const noise = /undefined|\[object |NaN|Cannot read|is not a function|^\s+at |SQLITE|errcode|injected/m

/** Whether a problem is told in words. */
export function isSaid(problem: { readonly sentence: string; readonly remedy: string } | undefined): boolean {
  return (
    problem !== undefined &&
    problem.sentence.length > 10 &&
    problem.remedy.length > 10 &&
    !noise.test(`${problem.sentence}\n${problem.remedy}`)
  )
}

/** What is wrong with how an operation ended: with a verdict, or with a problem that somebody thought of. */
export function wrongEnd({ returned, thrown }: Came): string[] {
  if (thrown === undefined) return returned === undefined ? ['it says nothing'] : []
  const problem = problemOfError(thrown)
  if (problem.code === 'unexpected') return [`it was not expected: ${thrown instanceof Error ? thrown.stack : String(thrown)}`]
  return isSaid(problem) ? [] : [`it says ${JSON.stringify(problem)}`]
}

/** The lines of the history that can be read. One that was cut off may stand there, as long as a later line says so, which {@link brokenChain} looks at. */
function soundLines(home: string): HistoryEvent[] {
  return readFileSync(path.join(home, 'system-history.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => /,"hash":"[0-9a-f]{64}"\}$/.test(line))
    .map((line) => JSON.parse(line))
}

function leftIn(home: string): string[] {
  const names = (folder: string) => readdirSync(path.join(home, folder)).map((name) => path.join(folder, name))
  const left = [
    ...names('locks').filter((name) => !name.endsWith('.lock')),
    // Those of a program that runs go with the first that finds it gone; here it is the same process all the time.
    ...names('temporary').filter((name) => !path.basename(name).startsWith(`${process.pid}-`)),
    ...names('').filter((name) => /\.tmp$|~$|\.\d+$/.test(name)),
    ...readdirSync(path.join(repositoryIn(home), 'locks')),
  ]
  return left.map((name) => `left behind: ${name}`)
}
