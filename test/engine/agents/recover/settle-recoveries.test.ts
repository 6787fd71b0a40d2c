import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { agentNamed } from '../../../../main/engine/agents/agent-named.ts'
import { markedEnvironment } from '../../../../main/engine/agents/process/agent-environment.ts'
import { finishRecovery, unfinishedRecoveries } from '../../../../main/engine/agents/recover/finish-recovery.ts'
import { type Journal, readJournals, writeJournal } from '../../../../main/engine/agents/recover/journal.ts'
import { planReplacement } from '../../../../main/engine/agents/recover/plan-replacement.ts'
import { openTree } from '../../../../main/engine/agents/recover/restored-tree.ts'
import { settleRecoveries, settleRun } from '../../../../main/engine/agents/recover/settle-recoveries.ts'
import { settleCutOff } from '../../../../main/engine/agents/watch/recover-dead.ts'
import { closeInterruptedRuns } from '../../../../main/engine/runs/recover.ts'
import { startedProcess } from '../../../../main/engine/state/agent-queries.ts'
import { type RecoverBench, recoverBench } from '../../../helpers/recover-bench.ts'
import { testHost } from '../../../helpers/temporary-home.ts'

/** A recovery whose process is gone, with all planned and nothing moved yet. */
async function cutOff(): Promise<{ bench: RecoverBench; journal: Journal; read: (name: string) => string }> {
  const bench = await recoverBench()
  bench.fill({ 'a.md': 'old', 'sub/b.md': 'old', 'c.md': 'old' })
  const staging = path.join(bench.folder, '.vaultkeeper-recovery-jay-1')
  const composed = path.join(staging, '0')
  mkdirSync(path.join(composed, 'sub'), { recursive: true })
  for (const name of ['a.md', 'sub/b.md', 'c.md', 'd.md']) writeFileSync(path.join(composed, name), 'of the backup')
  const { replacement } = await planReplacement(await openTree(composed), bench.jay(), { preserve: [], foreign: [] })
  const of = { run: '1', recovery: 'r', agent: 'jay', pid: 2 ** 22 + 1, processStart: 'long ago', made: [], repositories: [] }
  const journal: Journal = { ...of, phase: 'replacing', folder: bench.jay(), staging, replacement }
  writeJournal(bench.core.home, journal)
  return { bench, journal, read: (name) => readFileSync(path.join(bench.folder, name), 'utf8') }
}

it('a disk that is not there leaves a recovery that was cut off as it is, and nothing says that it was done', async () => {
  const { bench, journal, read } = await cutOff()
  const away = `${bench.folder}-away`
  renameSync(bench.folder, away)
  expect(await settleRun(bench.core, journal)).toBe(false)
  expect(bench.events('recovery.step')).toEqual([])
  // As where a disk was mounted: the folder that it stood for is there, and empty.
  mkdirSync(bench.folder)
  expect(await settleRun(bench.core, journal)).toBe(false)
  expect([bench.events('recovery.step'), readdirSync(bench.folder)]).toEqual([[], []])
  rmSync(bench.folder, { recursive: true })
  renameSync(away, bench.folder)
  expect(await settleRun(bench.core, journal)).toBe(true)
  expect([read('jay/a.md'), read('jay/sub/b.md'), bench.left()]).toEqual(['of the backup', 'of the backup', []])
  expect(bench.events('recovery.step').map(({ step }) => step)).toEqual(['replaced'])
})

it('what was written after it was seen and saved is kept beside the folder, with what appeared; what was not is gone', async () => {
  const { bench, read } = await cutOff()
  bench.fill({ 'sub/b.md': 'written since', 'd.md': 'appeared since' })
  await settleRecoveries(bench.core)
  expect(['a.md', 'sub/b.md', 'c.md', 'd.md'].map((name) => read(`jay/${name}`))).toEqual(Array(4).fill('of the backup'))
  expect(
    readdirSync(bench.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.startsWith('jay.kept-1/'))
      .toSorted(),
  ).toEqual(['jay.kept-1/d.md', 'jay.kept-1/sub', 'jay.kept-1/sub/b.md'])
  expect([read('jay.kept-1/sub/b.md'), read('jay.kept-1/d.md'), bench.left()]).toEqual(['written since', 'appeared since', []])
  expect(readJournals(bench.core.home)).toEqual([])

  // Taken back, what was written stays where it was written.
  const { bench: other, journal: again, read: readOther } = await cutOff()
  other.fill({ 'a.md': 'written since' })
  writeJournal(other.core.home, { ...again, phase: 'putting-back' })
  await settleRecoveries(other.core)
  expect([readOther('jay/a.md'), readOther('jay/c.md'), readdirSync(other.folder)]).toEqual(['written since', 'old', ['jay']])
})

it('what is kept beside the folder is told in the record of the run, whoever closes it later', async () => {
  const { bench, journal } = await cutOff()
  const { run, agent, pid, processStart } = journal
  await bench.core.record({ event: 'run.intent', run, kind: 'recover', agent, trigger: 'manual', pid, processStart })
  bench.fill({ 'sub/b.md': 'written since' })
  await settleRecoveries(bench.core)
  expect(bench.events('run.outcome')).toEqual([])
  await closeInterruptedRuns(bench.core)
  const told = `sub/b.md was written while the folder was being replaced: as it was then it is kept in ${bench.jay()}.kept-1.`
  const outcomes = bench.events('run.outcome')
  expect(outcomes.map(({ problem }) => problem?.sentence)).toEqual([
    expect.stringMatching(/^Vaultkeeper was ended in the middle of this recover\. /),
  ])
  expect(outcomes[0]?.problem?.sentence).toContain(told)
  expect(readdirSync(path.join(bench.core.home.root, 'agents', agent, 'recovery'))).toEqual([])
})

it('what is no journal of ours moves and removes nothing, and holds up nobody', async () => {
  const { bench, journal } = await cutOff()
  const file = path.join(bench.core.home.root, 'agents', 'jay', 'recovery', '1.json')
  const before = readdirSync(bench.folder, { recursive: true }).toSorted()
  const mine = { ...journal, phase: 'clearing', replacement: null }
  for (const one of [null, {}, [], 'x', 1, { ...mine, staging: bench.jay() }, { ...mine, run: '2' }, { ...mine, made: null }]) {
    writeFileSync(file, JSON.stringify(one))
    await settleRecoveries(bench.core)
    expect([one, readdirSync(bench.folder, { recursive: true }).toSorted()]).toEqual([one, before])
  }
  // The same in earnest: else nothing of this would say anything.
  writeFileSync(file, JSON.stringify(mine))
  await settleRecoveries(bench.core)
  expect(bench.left()).toEqual([])
})

it('nothing is brought back over what an earlier recovery could not be brought to its end by', async () => {
  const { bench, journal } = await cutOff()
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  writeJournal(bench.core.home, journal)
  // Something in the way that no rename can take the place of.
  rmSync(bench.jay('sub'), { recursive: true })
  writeFileSync(bench.jay('sub'), 'in the way')
  mkdirSync(path.join(journal.staging, '0', 'sub'), { recursive: true })
  writeFileSync(path.join(journal.staging, '0', 'sub', 'b.md'), 'of the backup')
  const { verdict, problem, result } = await bench.recover()
  expect([verdict, problem?.code, result?.folder]).toEqual(['failed', 'agent-half-replaced', 'as-before'])
})

it('goes on by itself where the folder is recovered, but not with an agent that a person said to leave alone', async () => {
  const { bench, journal } = await cutOff()
  const { run, agent, pid, processStart } = journal
  await bench.core.record({ event: 'run.intent', run, kind: 'recover', agent, trigger: 'manual', pid, processStart })
  expect(await settleCutOff(bench.core)).toEqual([{ agent, run, recovery: 'r' }])
  await bench.core.record({ event: 'agent.held', agent, until: null, by: 'a person' })
  expect(await settleCutOff(bench.core)).toEqual([])
  await bench.core.record({ event: 'agent.released', agent, by: 'a person' })
  expect(await settleCutOff(bench.core)).toHaveLength(1)
})

it('takes for the started one what a run that was cut off had started and could not record, also where the run that went on was cut off', async () => {
  for (const alsoCutOff of [[], ['2']]) {
    const { bench, journal } = await cutOff()
    const { core } = bench
    const { run, agent, pid, processStart, recovery } = journal
    const jay = agentNamed(core, agent)
    await core.record({ event: 'run.intent', run, kind: 'recover', agent, trigger: 'manual', pid, processStart })
    await closeInterruptedRuns(core)
    const [program = '', ...parameters] = jay.start
    // Started, as by that run; the next word would have been that it was.
    const env = markedEnvironment(core, jay, run)
    const started = spawn(program, parameters, { cwd: jay.path, env, detached: true, stdio: 'ignore' })
    for (const another of alsoCutOff) {
      await core.record({ event: 'run.intent', run: another, kind: 'recover', agent, trigger: 'manual', pid, processStart })
      await core.record({ event: 'recovery.step', run: another, recovery, agent, step: 'replaced', snapshots: [], safety: null })
      await closeInterruptedRuns(core)
    }
    const unfinished = unfinishedRecoveries(core)
    expect(unfinished).toEqual([{ agent, run: alsoCutOff.at(-1) ?? run, recovery }])
    if (unfinished[0] === undefined) return
    const ended = await finishRecovery(core, unfinished[0], 'heartbeat', testHost())
    expect(ended.problem).toBeUndefined()
    expect(ended).toMatchObject({ verdict: 'done', result: { folder: 'recovered', process: 'beats', pid: started.pid } })
    expect(startedProcess(core.state.database, agent)).toMatchObject({ pid: started.pid, run: ended.run })
  }
})
