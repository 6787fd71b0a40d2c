import { rmSync } from 'node:fs'
import path from 'node:path'
import { differences } from '../helpers/cli-tree.ts'
import { brokenChain } from './broken-chain.ts'
import type { FaultBench, OperationEnd } from './fault-bench.ts'
import { leftBehind } from './left-behind.ts'
import type { OperationName } from './operations.ts'
import { type RawRepository, type RawSnapshot, rawRepository } from './raw-repository.ts'
import type { SecretWatch } from './secret-watch.ts'

/** What judges a case. It believes nothing that the program says: it has its own list of snapshots, its own password, its own restic. */
export type Oracle = {
  /** The snapshots that it has seen itself, by repository. */
  readonly ledger: ReadonlyMap<string, ReadonlySet<string>>
  readonly raw: RawRepository
  readonly drive: RawRepository
  /** Looks at what is there and takes it into its list. */
  readonly see: () => Promise<void>
  /** Held against the disturbed operation, while the fault is gone again. */
  readonly afterOperation: (operation: OperationName, end: OperationEnd, vaultMoved: boolean) => Promise<string[]>
  /** Held against a later run, which nothing disturbs. */
  readonly afterNext: (operation: OperationName, end: OperationEnd) => Promise<string[]>
  /** All that has to hold when everything is over. */
  readonly inTheEnd: (operation: OperationName, watch: SecretWatch) => Promise<string[]>
}

/** What no person should have to read. */
const noise = /\.go:\d|goroutine|undefined|\[object |^\s+at \S+ \(|node:internal|\bNaN\b/m

/** Opens the oracle. @param known what the template's own look found, by repository */
export function openOracle(bench: FaultBench, known: Readonly<Record<string, readonly string[]>>): Oracle {
  const ledger = new Map(Object.entries(known).map(([repository, ids]) => [repository, new Set(ids)]))
  const raw = rawRepository(bench, bench.repository)
  const drive = rawRepository(bench, bench.drive)
  const both = [
    ['default', raw],
    ['drive', drive],
  ] as const

  /** Restores a snapshot past the program and compares it. @returns sentences of what differs, a few of them */
  const differsFrom = async (snapshot: string, place: string): Promise<string[]> => {
    const target = path.join(bench.folder, 'oracle')
    const there = (await raw.snapshotIds()).includes(snapshot) ? raw : drive
    const said = await there.restore(snapshot, target)
    const wrong = said === null ? differences(place, target) : [said]
    rmSync(target, { recursive: true, force: true })
    // Two FIFOs have no content to compare.
    const told = wrong.flatMap((one) => one.split('\n')).filter((one) => one !== '' && !/is a fifo while file .* is a fifo$/.test(one))
    return told.slice(0, 4).map((one) => one.slice(0, 240))
  }

  /** Whether each snapshot of a vault in one repository is in the other one too, as a copy of it with the same tree. @returns sentences of what is not */
  const notCopied = async (): Promise<string[]> => {
    const [from, to] = await Promise.all([raw.snapshots(), drive.snapshots()])
    const isThere = ({ id, tree }: RawSnapshot) => to.some((one) => one.original === id && one.tree === tree)
    return from
      .filter((one) => one.tags?.some((tag) => tag.startsWith('vault:')) && !isThere(one))
      .map(({ id }) => `${id.slice(0, 8)} is not in drive as it is in default`)
  }

  /** I3: what says that it worked has to be there, whole: of a backup the vault as it is, of a restore the snapshot that it names, of a copy each snapshot. */
  const falseSuccess = async (operation: OperationName, end: OperationEnd): Promise<string[]> => {
    if (end.code === 0 && operation === 'copy') return (await notCopied()).map((one) => `I3: the copy said that it worked: ${one}`)
    if (end.code !== 0 || !['restore', 'backup', 'scheduled'].includes(operation)) return []
    const snapshot = end.answer?.result?.snapshot
    if (typeof snapshot !== 'string') return [`I3: a ${operation} says that it worked and names no snapshot`]
    const wrong = await differsFrom(snapshot, operation === 'restore' ? bench.back : bench.vault)
    return wrong.map((one) => `I3: the ${operation} said that it worked: ${one}`)
  }

  /** I3 and I8: the exit code, the record and the words say the same thing. */
  const toldRight = (end: OperationEnd): string[] => {
    if (noise.test(end.stderr) || noise.test(end.answer === undefined ? end.stdout : ''))
      return [`I3: words for programmers: ${end.stderr || end.stdout}`.slice(0, 600)]
    const { answer } = end
    if (answer === undefined)
      return end.signal === null && !/^x /m.test(end.stderr)
        ? [`I8: it ended with ${end.code} and told nothing: ${end.stdout}${end.stderr}`.slice(0, 600)]
        : []
    const wrong: string[] = []
    // Killed behind its answer, it has no exit code to compare.
    const ended = end.signal === null
    if (ended && answer.exitCode !== end.code) wrong.push(`I8: it ended with ${end.code} and says ${answer.exitCode}`)
    if (ended && end.code !== 0 && end.code !== 3 && answer.problem === null)
      wrong.push(`I3: it ended with ${end.code} and tells no problem`)
    if (answer.problem && !(/[.)?]$/.test(answer.problem.sentence) && answer.problem.remedy.length > 10))
      wrong.push(`I3: no sentence and remedy: ${JSON.stringify(answer.problem)}`)
    if (answer.problem && noise.test(`${answer.problem.sentence}\n${answer.problem.remedy}`))
      wrong.push(`I3: words for programmers: ${JSON.stringify(answer.problem)}`)
    const outcome = end.lines.find((line) => line.event === 'run.outcome' && line.run === answer.run)
    if (answer.run !== undefined && outcome !== undefined && outcome.verdict !== answer.verdict)
      wrong.push(`I3: told ${answer.verdict}, recorded ${outcome.verdict}`)
    if (answer.run !== undefined && outcome === undefined && end.code === 0)
      wrong.push('I3: it says that it worked and recorded no outcome')
    return wrong
  }

  /** I1: what was seen is there, but for what a recorded retention took away, and that only where retention was asked for. */
  const lost = async (operation: OperationName): Promise<string[]> => {
    const wrong: string[] = []
    for (const [name, repository] of both) {
      const present = new Set(await repository.snapshotIds())
      const removed = new Set(bench.history().flatMap((line) => (line.event === 'snapshots.removed' ? (line['ids'] as string[]) : [])))
      const gone = [...(ledger.get(name) ?? [])].filter((id) => !present.has(id))
      if (gone.some((id) => operation !== 'prune' || !removed.has(id)))
        wrong.push(`I1: lost from ${name}: ${gone.map((id) => id.slice(0, 8)).join(', ')}`)
      if (operation === 'prune' && name === 'default' && present.size < 3)
        wrong.push(`I1: only ${present.size} snapshots are left, of which 3 were to be kept`)
      const back = [...removed].filter((id) => present.has(id))
      if (back.length > 0 && name === 'default')
        wrong.push(`I1: recorded as removed and there: ${back.map((id) => id.slice(0, 8)).join(', ')}`)
    }
    return wrong
  }

  return {
    ledger,
    raw,
    drive,
    see: async () => {
      for (const [name, repository] of both) for (const id of await repository.snapshotIds()) ledger.get(name)?.add(id)
    },
    afterOperation: async (operation, end, vaultMoved) => [...toldRight(end), ...(vaultMoved ? [] : await falseSuccess(operation, end))],
    afterNext: async (operation, end) => [
      ...toldRight(end),
      ...(end.code === 0
        ? []
        : [
            `I4: the next ${operation} ended with ${end.code ?? end.signal}: ${end.answer?.problem?.sentence ?? `${end.stdout}${end.stderr}`}`.slice(
              0,
              600,
            ),
          ]),
      ...(await falseSuccess(operation, end)),
    ],
    inTheEnd: async (operation, watch) => {
      const history = bench.history()
      const outcomes = history.filter(({ event }) => event === 'run.outcome')
      const open = history
        .filter(({ event }) => event === 'run.intent')
        .map(({ run, kind }) => ({ run, kind, count: outcomes.filter((line) => line.run === run).length }))
        .filter(({ count }) => count !== 1)
      const wordless = outcomes.filter(
        ({ verdict, problem }) => verdict !== 'done' && verdict !== 'warnings' && !(problem?.sentence && problem.remedy),
      )
      return [
        ...(await lost(operation)),
        ...(await Promise.all(both.map(([, repository]) => repository.check()))).flatMap((said) => (said === null ? [] : [`I2: ${said}`])),
        ...open.map(({ run, kind, count }) => `I3: ${count} outcomes of ${kind} ${run}`),
        ...wordless.map(({ run, verdict }) => `I3: ${verdict} without a reason: ${run}`),
        ...watch.found(),
        ...leftBehind(bench, history.findLast(({ event }) => event === 'run.intent')?.['kind'] === 'backup'),
        ...brokenChain(bench.home),
      ]
    },
  }
}
