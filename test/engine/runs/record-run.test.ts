import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import type { Verdict } from '../../../main/contract/verdict.ts'
import type { Core } from '../../../main/engine/core.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../../../main/engine/runs/record-run.ts'
import { closeInterruptedRuns, recover } from '../../../main/engine/runs/recover.ts'
import { latestRuns, openRuns } from '../../../main/engine/state/queries.ts'
import { startNode } from '../../helpers/run-node.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'

const problem = { code: 'no-space', sentence: 'The disk is full.', remedy: 'Free some.' }
const intent = { kind: 'backup' as const, repository: 'default', vault: 'v' }
const outcomes = (root: string, run?: string) =>
  recorded(root).filter((line) => line.event === 'run.outcome' && (run === undefined || line.run === run)) as (HistoryEvent & {
    event: 'run.outcome'
  })[]

const thrown: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(new CancelledError()),
  fc.constant(new ProblemError(problem)),
  fc.string().map((text) => new Error(text)),
  fc.constant(new RangeError('many\nlines')),
  fc.constant({ toString: 'no function' }),
  fc.anything(),
)
const returned: fc.Arbitrary<Ending<Record<string, unknown>>> = fc.record(
  {
    verdict: fc.constantFrom<Verdict>('done', 'warnings', 'not-verified', 'failed', 'skipped', 'cancelled'),
    warnings: fc.array(fc.string(), { maxLength: 3 }),
    problem: fc.constant(problem),
    result: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.nat(), fc.constant(null))),
  },
  { requiredKeys: ['verdict', 'warnings'] },
)

describe('a recorded run', () => {
  it('ends in exactly one outcome, whatever its work does', async () => {
    const { core, root } = await testHome()
    const ways = fc.oneof(
      returned.map((ending) => ({ expected: ending.verdict, work: async () => ending })),
      thrown.map((error) => ({
        expected: error instanceof CancelledError ? 'cancelled' : 'failed',
        work: async () => Promise.reject(error),
      })),
      thrown.map((error) => ({
        expected: error instanceof CancelledError ? 'cancelled' : 'failed',
        work: () => {
          throw error
        },
      })),
    )
    await fc.assert(
      fc.asyncProperty(ways, async ({ expected, work }) => {
        const ended = await recordRun(core, intent, work)
        expect(ended.verdict).toBe(expected)
        expect(outcomes(root, ended.run)).toMatchObject([{ verdict: expected, warningCount: ended.warnings.length }])
        expect(latestRuns(core.state.database, 1)).toMatchObject([{ id: ended.run, verdict: expected }])
        if (expected === 'failed' && ended.problem !== undefined) expect(ended.problem.remedy).not.toBe('')
      }),
      { numRuns: 60 },
    )
    expect(openRuns(core.state.database)).toEqual([])
    expect(await verifyHistory(core.home.historyFile, core.state.last())).toMatchObject({ holds: true })
  })

  it('has its intent on the disk before anything is done', async () => {
    const { core, root, setTime } = await testHome()
    setTime(new Date('2026-11-21T07:15:02.345Z'))
    const ended = await recordRun(core, intent, async (run) => {
      expect(recorded(root).at(-1)).toMatchObject({ event: 'run.intent', run, ...intent, pid: process.pid })
      expect(openRuns(core.state.database)).toMatchObject([{ id: run, verdict: null }])
      return { verdict: 'done', warnings: [] }
    })
    expect(ended.run).toMatch(/^20261121T071502-[0-9a-f]{6}$/)
  })

  it('records the first hundred warnings and counts them all', async () => {
    const { core, root } = await testHome()
    const warnings = Array.from({ length: 250 }, (_, i) => `Not saved: ${i}`)
    const ended = await recordRun(core, intent, async () => ({ verdict: 'warnings', warnings, warningCount: 900 }))
    expect(ended.warnings).toHaveLength(250)
    expect(outcomes(root)[0]?.warnings).toHaveLength(100)
    expect(outcomes(root)[0]?.warningCount).toBe(900)
  })

  it('tells no secret: not in its problem, its warnings, the record, or the log', async () => {
    const { core, root, logged } = await testHome()
    core.redactor.add('hunter2')
    const ended = await recordRun(core, intent, async () => {
      throw new Error('could not open with hunter2')
    })
    const other = await recordRun(core, intent, async () => ({
      verdict: 'failed',
      warnings: ['said hunter2'],
      problem: { code: 'c', sentence: 'hunter2.', remedy: 'Not hunter2.', detail: 'hunter2' },
    }))
    expect(JSON.stringify([ended, other, recorded(root), logged])).not.toContain('hunter2')
    expect(logged.join()).toContain('could not open')
  })

  /** A core whose every outcome fails to be written, until the ballast is given up (or for ever). */
  function withFullDisk(core: Core, untilBallastGoes: boolean): Core {
    const full = { code: 'home-no-space', sentence: 'The disk is full.', remedy: 'Free some space.' }
    const record = async (event: HistoryEvent) => {
      if (event.event === 'run.outcome' && !(untilBallastGoes && !existsSync(core.home.ballast))) throw new ProblemError(full)
      await core.record(event)
    }
    return { ...core, record }
  }
  const tried = (core: Core): Promise<EndedRun<Record<string, unknown>> | ProblemError> =>
    recordRun<Record<string, unknown>>(core, intent, async () => ({ verdict: 'done', warnings: [] })).catch((error: ProblemError) => error)

  it('that cannot be recorded must not be called done', async () => {
    const { core, root } = await testHome()
    const error = await tried(withFullDisk(core, false))
    expect(error).toBeInstanceOf(ProblemError)
    expect((error as ProblemError).problem).toMatchObject({ code: 'not-recorded', remedy: 'Free some space.' })
    expect((error as ProblemError).problem.sentence).toContain('was done, but could not be recorded: The disk is full.')
    expect(outcomes(root)).toEqual([])
    // Once there is room: as what it was.
    await closeInterruptedRuns(core)
    expect(outcomes(root)).toMatchObject([{ verdict: 'done' }])
    await closeInterruptedRuns(core)
    expect(outcomes(root)).toHaveLength(1)
  })

  it('gives up the ballast for its outcome', async () => {
    const { core, root } = await testHome()
    writeFileSync(core.home.ballast, 'x')
    expect(await tried(withFullDisk(core, true))).toMatchObject({ verdict: 'done' })
    expect(existsSync(core.home.ballast)).toBe(false)
    expect(outcomes(root)).toHaveLength(1)
  })

  it('does not begin when its intent cannot be recorded', async () => {
    const { core } = await testHome()
    const record = async () => {
      throw new ProblemError(problem)
    }
    let begun = false
    const work = async (): Promise<Ending<Record<string, unknown>>> => {
      begun = true
      return { verdict: 'done', warnings: [] }
    }
    await expect(recordRun({ ...core, record }, intent, work)).rejects.toBeInstanceOf(ProblemError)
    expect(begun).toBe(false)
  })
})

describe('a run whose process is gone', () => {
  const left = (run: string, pid: number, processStart: string): HistoryEvent => ({
    event: 'run.intent',
    run,
    kind: 'restore',
    repository: 'default',
    target: '/there',
    pid,
    processStart,
  })

  it('is closed as interrupted, once, by whoever starts next; one that goes on is left alone', async () => {
    const { core, root } = await testHome()
    // The same pid began at another time: it is not the process that was recorded.
    await core.record(left('gone', process.pid, 'another time'))
    await core.record(left('never', 4_194_304, 'x'))
    await recordRun(core, intent, async (run) => {
      await closeInterruptedRuns(core)
      await closeInterruptedRuns(core)
      expect(openRuns(core.state.database).map(({ id }) => id)).toEqual([run])
      return { verdict: 'done', warnings: [] }
    })
    for (const run of ['gone', 'never'])
      expect(outcomes(root, run)).toMatchObject([{ verdict: 'interrupted', problem: { remedy: expect.stringContaining('/there') } }])
    expect(outcomes(root)).toHaveLength(3)
  })

  it('is closed once even when several processes find it', async () => {
    const { core, root } = await testHome()
    for (let i = 0; i < 5; i++) await core.record(left(`run-${i}`, 4_194_304, 'x'))
    const script = `
      const { createEngine } = await engine('engine.ts')
      const { systemClock } = await engine('ports.ts')
      const { closeInterruptedRuns } = await engine('runs/recover.ts')
      const { core, close } = await createEngine(parameters[0], { clock: systemClock, environment: {}, randomBytes: (length) => Buffer.alloc(length), log: () => {} })
      console.log('ready')
      await new Promise((resolve) => process.stdin.once('data', resolve))
      await closeInterruptedRuns(core)
      close()
      process.exit(0)`
    const children = [1, 2, 3].map(() => startNode(script, [root]))
    await Promise.all(children.map((child) => child.saying('ready')))
    for (const child of children) child.process.stdin?.write('go\n')
    for (const child of children) expect(await child.ended).toMatchObject({ code: 0, stderr: '' })
    expect(outcomes(root).map(({ run }) => run)).toEqual(['run-0', 'run-1', 'run-2', 'run-3', 'run-4'])
  })

  it('leaves work behind only when it wrote to the repository', async () => {
    const { core, root } = await testHome()
    expect(await recover(core, 'default')).toBe(false)
    await recordRun(core, intent, async () => ({ verdict: 'done', warnings: [] }))
    expect(await recover(core, 'default')).toBe(false)
    await core.record({ ...left('r', 4_194_304, 'x'), kind: 'backup' } as HistoryEvent)
    expect(await recover(core, 'default')).toBe(true)
    expect(outcomes(root, 'r')).toHaveLength(1)
    await recordRun(core, intent, async () => ({ verdict: 'warnings', warnings: [] }))
    expect(await recover(core, 'default')).toBe(false)
    const failed = (code: string) => async () => ({ verdict: 'failed' as const, warnings: [], problem: { ...problem, code } })
    await recordRun(core, { kind: 'restore', repository: 'default' }, failed('target-not-allowed'))
    expect(await recover(core, 'default')).toBe(false)
    // Its safety snapshot may have been cut off, with restic's lock still there.
    await recordRun(core, { kind: 'restore', repository: 'default' }, failed('safety-failed'))
    expect(await recover(core, 'default')).toBe(true)
    await recordRun(core, intent, async () => ({ verdict: 'done', warnings: [] }))
    expect(await recover(core, 'default')).toBe(false)
  })

  it('had its line cut off, and the history goes on', async () => {
    const { core, root, close } = await testHome()
    await core.record(left('cut', 4_194_304, 'x'))
    close()
    appendFileSync(core.home.historyFile, '{"seq":3,"time":"2026')
    const again = await testHome({ root })
    await closeInterruptedRuns(again.core)
    expect(await verifyHistory(again.core.home.historyFile, again.core.state.last())).toMatchObject({ holds: true, explained: 1 })
    expect(openRuns(again.core.state.database)).toEqual([])
  })
})
