import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RecoveryStep } from '../../../../main/contract/agent-events.ts'
import type { RecoverResult } from '../../../../main/contract/procedures/run-results.ts'
import { agentNamed } from '../../../../main/engine/agents/agent-named.ts'
import { recoverInTurn } from '../../../../main/engine/agents/order/recover-in-turn.ts'
import { startAgent } from '../../../../main/engine/agents/process/start-agent.ts'
import { finishRecovery, unfinishedRecoveries } from '../../../../main/engine/agents/recover/finish-recovery.ts'
import { finishCutOff, settleCutOff } from '../../../../main/engine/agents/watch/recover-dead.ts'
import { closeInterruptedRuns } from '../../../../main/engine/runs/recover.ts'
import { recoveriesOf } from '../../../../main/engine/state/agent-queries.ts'
import { endBelow } from '../../../helpers/end-below.ts'
import { howMany, noteFigure, seedOf } from '../../../helpers/figure.ts'
import { type RecoverBench, recoverBench, runsOf } from '../../../helpers/recover-bench.ts'
import { finishInChild, recoverInChild } from '../../../helpers/recover-child.ts'
import { type Random, seeded } from '../../../helpers/seeded.ts'
import { testHost } from '../../../helpers/temporary-home.ts'
import { treeOf } from '../../../helpers/tree-of.ts'

const kills = howMany(5, 30)
const seed = seedOf(20261122)

/** What is there before a recovery, apart from the heartbeat. */
const tree = (bench: RecoverBench) => {
  const { '': root = '', ...rest } = treeOf(bench.jay(), ['heartbeat'])
  // Its heartbeat changes the time of the folder itself.
  return { ...rest, '': root.split(' ').slice(0, 2).join(' ') }
}

async function makeBench(): Promise<{ bench: RecoverBench; reset: () => void }> {
  const bench = await recoverBench({ jay: { preserve: ['queue.log', 'logs/*.log'] } })
  for (let index = 0; index < 40; index++)
    bench.fill({ [`skills/s${index % 5}/${index}.md`]: `skill ${index}`, [`memory/m${index}.md`]: `m ${index}` })
  bench.fill({
    'SOUL.md': 'jay',
    'queue.log': 'q',
    'was-file': 'a file',
    'was-folder/in.md': 'in',
    'closed/a.md': 'a',
    'logs/old.log': 'old',
  })
  symlinkSync('SOUL.md', bench.jay('link'))
  chmodSync(bench.jay('closed'), 0o555)
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  bench.fill({ 'memory/m1.md': 'today', 'memory/fresh.md': 'fresh' })
  rmSync(bench.jay('memory/m0.md'))
  await bench.plan('daily', '2026-11-20T03:00:00Z')
  chmodSync(bench.jay('closed'), 0o755)
  bench.fill({
    'memory/m2.md': 'noise',
    'skills/s1/1.md': 'noise',
    'queue.log': 'q q q',
    'logs/new.log': 'new',
    'diary.md': 'mine',
    'closed/a.md': 'b',
  })
  for (const name of ['was-file', 'was-folder', 'skills/s3', 'SOUL.md', 'link']) rmSync(bench.jay(name), { recursive: true })
  mkdirSync(bench.jay('was-file'))
  writeFileSync(bench.jay('was-file/x'), 'x')
  writeFileSync(bench.jay('was-folder'), 'now a file')
  symlinkSync('/etc/hostname', bench.jay('link'))
  utimesSync(bench.jay('skills'), 1_000, 1_000)
  const kept = `${bench.folder}-kept`
  execFileSync('cp', ['-a', bench.jay(), kept])
  const reset = () => {
    endBelow(bench.folder)
    rmSync(bench.jay(), { recursive: true, force: true })
    execFileSync('cp', ['-a', kept, bench.jay()])
  }
  return { bench, reset }
}

/** Where a kill comes: at any time of a recovery, or shortly behind one of its steps. */
function moment(random: Random, took: number): { step: RecoveryStep | 'ready'; wait: number } {
  if (random() < 0.4) return { step: 'ready', wait: random() * took }
  const steps = ['composed', 'stopped', 'saved', 'restored', 'replacing', 'replacing', 'replaced', 'started', 'verified'] as const
  return { step: steps[Math.floor(random() * steps.length)] ?? 'composed', wait: random() * 12 }
}

describe('a recovery that is killed', { timeout: 300_000 + kills * 60_000 }, () => {
  let bench: RecoverBench
  let reset: () => void
  let before: object
  let after: object
  let took = 0
  beforeAll(async () => {
    ;({ bench, reset } = await makeBench())
    before = tree(bench)
    const child = recoverInChild(bench)
    await child.saying('step ready')
    const began = performance.now()
    const { stdout, stderr } = await child.ended
    took = performance.now() - began
    expect(`${stdout}${stderr}`).toContain('ended done')
    after = tree(bench)
    expect(after).not.toEqual(before)
  }, 120_000)

  it(`leaves the folder as before or recovered, and the record says which (${kills} moments, seed ${seed})`, async () => {
    const random = seeded(seed)
    const tally: Record<string, number> = {}
    let hits = 0
    // One that was over before the kill came is none.
    for (let index = 0; hits < kills && index < 3 * kills; index++) {
      reset()
      expect(tree(bench)).toEqual(before)
      const { step, wait } = moment(random, took)
      const child = recoverInChild(bench)
      await child.saying(`step ${step}`)
      await delay(wait)
      child.process.kill('SIGKILL')
      const { stdout } = await child.ended
      await closeInterruptedRuns(bench.core)
      const told = `kill ${index}, ${Math.round(wait)} ms behind ${step}`
      const [run] = recoveriesOf(bench.core.state.database, 'jay', 1)
      const result = run?.result as RecoverResult | null
      const state = { folder: tree(bench), verdict: run?.verdict, left: bench.left(), restic: resticOf(bench) }
      // It may have been over before it could say so.
      const survived = stdout.includes('ended') || run?.verdict === 'done'
      expect({ told, ...state }).toEqual({
        told,
        folder: result?.folder === 'recovered' ? after : before,
        verdict: survived ? 'done' : 'interrupted',
        left: [],
        restic: [],
      })
      const open = unfinishedRecoveries(bench.core).map(({ agent }) => agent)
      expect([told, open]).toEqual([told, !survived && result?.folder === 'recovered' && result.process !== 'beats' ? ['jay'] : []])
      hits += survived ? 0 : 1
      const key = `${survived ? 'over already' : (result?.folder ?? 'no record')}, ${result?.process}`
      tally[key] = (tally[key] ?? 0) + 1
    }
    process.stdout.write(`${JSON.stringify({ seed, kills, took: Math.round(took), ...tally })}\n`)
    expect(hits).toBe(kills)
    noteFigure('agent-recovery-killed', {
      says: 'recoveries of an agent killed at random, and its folder between two states',
      seed,
      cases: hits,
      wrong: 0,
      also: JSON.stringify(tally),
    })
    reset()
  })

  it('goes on with the start and the heartbeat where the folder was recovered already', async () => {
    reset()
    const child = recoverInChild(bench, { haltAt: 'replaced' })
    await child.saying('step replacing')
    await child.saying('step replaced')
    child.process.kill('SIGKILL')
    await child.ended
    await closeInterruptedRuns(bench.core)
    const [unfinished] = unfinishedRecoveries(bench.core)
    expect(unfinished).toMatchObject({ agent: 'jay', recovery: 'r1' })
    if (unfinished === undefined) return
    const ended = await finishRecovery(bench.core, unfinished, 'heartbeat', testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { folder: 'recovered', process: 'beats', recovery: 'r1' } })
    expect(await runsOf(bench)).not.toEqual([])
    expect(unfinishedRecoveries(bench.core)).toEqual([])
    expect(tree(bench)).toEqual(after)
    // What a restic that was cut off with it had locked goes with the next that writes there, as behind any other run.
    await bench.plan('daily', '2026-11-21T03:00:00Z')
    expect(locksOf(bench)).toEqual([])
  })

  it('goes on all the same where the run that went on with it is killed as well, and forgets no safety snapshot', async () => {
    reset()
    const first = recoverInChild(bench, { haltAt: 'replaced' })
    await first.saying('step replaced')
    first.process.kill('SIGKILL')
    await first.ended
    await closeInterruptedRuns(bench.core)
    const [cutOff] = recoveriesOf(bench.core.state.database, 'jay', 1)
    const { repository = null, snapshots = [], safety = null } = (cutOff?.result ?? {}) as Partial<RecoverResult>
    expect([repository, snapshots.length > 0, safety]).toEqual(['default', true, expect.any(String)])
    const [unfinished] = unfinishedRecoveries(bench.core)
    if (unfinished === undefined) throw new Error('Nothing goes on.')
    const second = finishInChild(bench, unfinished)
    await second.saying('step note')
    second.process.kill('SIGKILL')
    await second.ended
    await closeInterruptedRuns(bench.core)
    const [again] = recoveriesOf(bench.core.state.database, 'jay', 1)
    expect(again?.id).not.toBe(cutOff?.id)
    expect(again).toMatchObject({ verdict: 'interrupted', result: { recovery: 'r1', folder: 'recovered', repository, snapshots, safety } })
    expect(unfinishedRecoveries(bench.core)).toEqual([{ agent: 'jay', run: again?.id, recovery: 'r1' }])
    expect(tree(bench)).toEqual(after)
  })

  it('starts what ran, and was ended, again as it was where the folder stays as before, once', async () => {
    const agent = agentNamed(bench.core, 'jay')
    for (const step of ['stopped', 'stopping'] as const) {
      reset()
      const first = await startAgent(bench.core, agent, 'r0')
      const child = recoverInChild(bench, { haltAt: step })
      await child.saying(`step ${step}`)
      child.process.kill('SIGKILL')
      await child.ended
      const [unfinished] = await settleCutOff(bench.core)
      const [run] = recoveriesOf(bench.core.state.database, 'jay', 1)
      expect([step, run?.verdict, unfinished]).toEqual([
        step,
        'interrupted',
        { agent: 'jay', run: run?.id, recovery: 'r1', asBefore: true },
      ])
      if (unfinished === undefined) return
      // It may have been killed before it had asked: what runs then is left as it is.
      await finishCutOff(bench.core, unfinished, new AbortController().signal, undefined)
      const [finished] = recoveriesOf(bench.core.state.database, 'jay', 1)
      expect([step, finished?.verdict, finished?.problem?.code]).toEqual([step, 'skipped', 'agent-as-before'])
      const { folder, process, pid } = (finished?.result ?? {}) as RecoverResult
      const runs = await runsOf(bench)
      expect([step, folder, runs.includes(process === 'started' ? (pid ?? 0) : first.pid)]).toEqual([step, 'as-before', true])
      if (step === 'stopped') expect([process, runs.includes(first.pid)]).toEqual(['started', false])
      expect([step, tree(bench)]).toEqual([step, before])
      expect(unfinishedRecoveries(bench.core)).toEqual([])
    }
  })

  it('does not go on with that where it was begun anew, and what a person asks for is brought back', async () => {
    reset()
    const agent = agentNamed(bench.core, 'jay')
    await startAgent(bench.core, agent, 'r0')
    const child = recoverInChild(bench, { haltAt: 'stopped' })
    await child.saying('step stopped')
    child.process.kill('SIGKILL')
    await child.ended
    const [unfinished] = await settleCutOff(bench.core)
    if (unfinished === undefined) throw new Error('Nothing goes on.')
    const request = { agent, recovery: 'r2', trigger: 'manual', incomplete: false } as const
    expect(await recoverInTurn(bench.core, request, testHost(), { dependants: [] })).toMatchObject({ verdict: 'done' })
    expect(tree(bench)).toEqual(after)
    const runs = await runsOf(bench)
    await finishCutOff(bench.core, unfinished, new AbortController().signal, undefined)
    const [finished] = recoveriesOf(bench.core.state.database, 'jay', 1)
    expect([finished?.verdict, finished?.problem?.code]).toEqual(['skipped', 'agent-gone-on-already'])
    expect([tree(bench), (await runsOf(bench)).filter((pid) => runs.includes(pid)).length > 0]).toEqual([after, true])
  })
})

function locksOf({ root }: RecoverBench): string[] {
  return readdirSync(path.join(root, 'repositories', 'default', 'locks'))
}

/** restic processes that have to do with a home. */
function resticOf({ root }: RecoverBench): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/cmdline`)) return []
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return /restic/.test(words.split('\0')[0] ?? '') && words.includes(root) ? [words.replaceAll('\0', ' ')] : []
    } catch {
      return []
    }
  })
}
