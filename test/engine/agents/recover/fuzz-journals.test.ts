import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Journal, readJournal, readJournals } from '../../../../main/engine/agents/recover/journal.ts'
import { planReplacement } from '../../../../main/engine/agents/recover/plan-replacement.ts'
import { openTree } from '../../../../main/engine/agents/recover/restored-tree.ts'
import { settleRecoveries } from '../../../../main/engine/agents/recover/settle-recoveries.ts'
import { closeInterruptedRuns } from '../../../../main/engine/runs/recover.ts'
import { howMany, noteFigure, seedOf } from '../../../helpers/figure.ts'
import { mutantOf } from '../../../helpers/mutate-bytes.ts'
import { manifest } from '../../../helpers/random-tree.ts'
import { type RecoverBench, recoverBench } from '../../../helpers/recover-bench.ts'
import { pick, type Random, seeded } from '../../../helpers/seeded.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'

const seed = seedOf(20261122)

let bench: RecoverBench
let outside: string
beforeAll(async () => {
  bench = await recoverBench()
  outside = temporaryFolder('outside')
  writeFileSync(path.join(outside, 'mine.md'), 'mine')
  mkdirSync(path.join(outside, 'empty'))
})

/** A recovery that was cut off while it replaced, with another agent and files of the person's beside it. */
async function cutOff(run: string): Promise<Journal> {
  for (const name of readdirSync(bench.folder)) rmSync(path.join(bench.folder, name), { recursive: true })
  bench.fill({ 'a.md': 'old', 'sub/b.md': 'old', '../other/a.md': 'of another agent', '../mine.md': 'mine' })
  const staging = path.join(bench.folder, `.vaultkeeper-recovery-jay-${run}`)
  const composed = path.join(staging, '0')
  mkdirSync(path.join(composed, 'sub'), { recursive: true })
  for (const name of ['a.md', 'sub/b.md', 'd.md']) writeFileSync(path.join(composed, name), 'of the backup')
  const { replacement } = await planReplacement(await openTree(composed), bench.jay(), { preserve: [], foreign: [] })
  const of = { run, recovery: 'r', agent: 'jay', pid: 2 ** 22 + 1, processStart: 'long ago', made: [], repositories: ['default'] }
  return { ...of, phase: 'replacing', folder: bench.jay(), staging, replacement }
}

const fileOf = (run: string) => path.join(bench.core.home.root, 'agents', 'jay', 'recovery', `${run}.json`)

/** What a recovery of the agent has nothing to do with. Folders' own times change when something is made in them. */
const elsewhere = () => [...manifest(outside), ...['other', 'mine.md'].flatMap((name) => manifest(path.join(bench.folder, name)))]

/** All of the agent, and what lies beside it. */
const here = () => manifest(bench.folder).filter((line) => !line.startsWith('"" '))

/** A journal that says what nobody writes in one of its fields, or in one of what it moves. */
function odd(random: Random, journal: Journal): string {
  const value = pick(random, [
    null,
    '',
    '.',
    '..',
    '../other',
    '../../..',
    'sub/../../other',
    '/',
    outside,
    `${outside}/empty`,
    `${bench.folder}/other`,
    `${bench.folder}/../agents/jay`,
    'a\0b',
    '\u0107',
    'replacing',
    'clearing',
    'composing',
    -1,
    0.5,
    1e300,
    true,
    [],
    {},
    [outside],
    [`${outside}/empty`],
    [null],
    ['../../runs'],
    [{ path: '../other', was: null }],
    { from: outside, moves: [], before: [], after: [] },
  ])
  const { replacement } = journal
  if (replacement === null || random() < 0.5) return JSON.stringify({ ...journal, [pick(random, Object.keys(journal))]: value })
  const part = pick(random, ['from', 'moves', 'before', 'after'] as const)
  const list = replacement[part]
  const first = typeof list === 'string' ? undefined : list[0]
  if (first === undefined || random() < 0.2) return JSON.stringify({ ...journal, replacement: { ...replacement, [part]: value } })
  const changed = { ...first, [pick(random, Object.keys(first))]: value }
  return JSON.stringify({ ...journal, replacement: { ...replacement, [part]: [changed, ...list.slice(1)] } })
}

describe('journals that are not as they were written', { timeout: 3_600_000 }, () => {
  it('move and remove nothing but what is the agent’s, break nothing, and are told', async () => {
    const random = seeded(seed)
    const log: string[] = []
    const core = { ...bench.core, ports: { ...bench.core.ports, log: (line: string) => void log.push(line) } }
    const cases = howMany(300, 5_000)
    const wrong: string[] = []
    let taken = 0
    for (let at = 0; at < cases; at++) {
      const run = `run-${at}`
      const journal = await cutOff(run)
      const whole = JSON.stringify(journal)
      const { how, bytes } = at % 2 === 0 ? mutantOf(random, Buffer.from(whole)) : { how: 'odd', bytes: Buffer.from(odd(random, journal)) }
      mkdirSync(path.dirname(fileOf(run)), { recursive: true })
      writeFileSync(fileOf(run), bytes)
      const [apart, before] = [elsewhere(), here()]
      const tell = (what: string) => wrong.push(`mutant ${at}, ${how}, ${bytes.toString().slice(0, 2_000)}: ${what}`)
      const isOurs = readJournal(core.home, journal) !== undefined
      log.length = 0
      try {
        await settleRecoveries(core)
      } catch (error) {
        tell(error instanceof Error ? (error.stack ?? '') : String(error))
      }
      if (elsewhere().join('\n') !== apart.join('\n')) tell('it touched what is not of the agent')
      if (log.some((line) => /\b(?:Type|Range|Syntax|Reference)Error\b/.test(line))) tell(log.join('\n'))
      if (isOurs) taken += 1
      else if (here().join('\n') !== before.join('\n')) tell('it is none, and something was moved')
      else if (!log.some((line) => line.includes(fileOf(run)))) tell('it is none, and that is not told')
      for (const name of readdirSync(path.dirname(fileOf(run)))) rmSync(path.join(path.dirname(fileOf(run)), name), { recursive: true })
    }
    expect(wrong).toEqual([])
    expect([taken > cases / 50, taken < cases * 0.8]).toEqual([true, true])
    noteFigure('mutated-journals', {
      says: 'mutated journals of recoveries: nothing outside is touched, each is told',
      seed,
      cases,
      wrong: wrong.length,
      also: `${taken} taken, for they say nothing else`,
    })
  })

  it('are told in the record of the run that they were of, kept for a person, and nothing passes for done by them', async () => {
    const { run, agent, pid, processStart, ...rest } = await cutOff('told')
    await bench.core.record({ event: 'run.intent', run, kind: 'recover', agent, trigger: 'manual', pid, processStart })
    writeFileSync(fileOf(run), JSON.stringify({ ...rest, run, agent, pid, processStart, staging: outside }))
    const before = here()
    await closeInterruptedRuns(bench.core)
    expect([here(), readJournals(bench.core.home), bench.events('recovery.step').filter((step) => step.run === run)]).toEqual([
      before,
      [],
      [],
    ])
    const aside = fileOf(run).replace(/json$/, 'unreadable')
    expect(readFileSync(aside, 'utf8')).toContain(outside)
    const outcome = bench.events('run.outcome').find((one) => one.run === run)
    expect([outcome?.verdict, outcome?.problem?.sentence]).toEqual(['interrupted', expect.stringContaining(`${aside} is no note of ours`)])
  })
})
