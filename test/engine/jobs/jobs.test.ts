import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EndedRun } from '../../../main/contract/procedures/ended-run.ts'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { Verdict } from '../../../main/contract/verdict.ts'
import type { RunHost } from '../../../main/engine/core.ts'
import { beginOnce } from '../../../main/engine/jobs/begin-once.ts'
import { followJob } from '../../../main/engine/jobs/follow-job.ts'
import { gravestVerdict } from '../../../main/engine/jobs/gravest-verdict.ts'
import { createJobs, type JobOutcome, type Jobs } from '../../../main/engine/jobs/jobs.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { CancelledError } from '../../../main/engine/runs/record-run.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'

const about = { kind: 'unlock', title: 'Removing stale locks' } as const
let home: TestHome
let jobs: Jobs

beforeAll(async () => {
  home = await testHome()
})
beforeEach(() => {
  jobs = createJobs(home.core)
})

/** A run of the kind that a job of a test is. */
const run = (verdict: EndedRun['verdict']): EndedRun => ({
  kind: 'unlock',
  run: 'r',
  plan: null,
  vault: null,
  vaultName: null,
  repository: 'default',
  verdict,
  problem: null,
  warnings: [],
  warningCount: 0,
  failed: [],
  result: { removed: 1, kept: [] },
})
const done: JobOutcome = { runs: [run('done')] }

/** Work that ends when the test says so, or when it is cancelled. */
function work() {
  const ending = Promise.withResolvers<JobOutcome>()
  const begun = Promise.withResolvers<RunHost>()
  const does = (host: RunHost) => {
    host.signal.addEventListener('abort', () => ending.reject(new CancelledError()))
    begun.resolve(host)
    return ending.promise
  }
  return { does, end: ending.resolve, fail: ending.reject, host: begun.promise }
}

async function followed(job: string, signal?: AbortSignal): Promise<Job[]> {
  const seen: Job[] = []
  for await (const one of followJob(jobs, job, signal)) seen.push(one)
  return seen
}

describe('a job', () => {
  it('is begun at once, tells its sentences, and ends with its runs', async () => {
    const { does, end, host } = work()
    const { id } = jobs.begin({ ...about, repository: 'default' }, does)
    expect(jobs.get(id)).toMatchObject({ ...about, repository: 'default', plan: null, progress: null, notes: [], ended: null })
    const seen = followed(id)
    const { onProgress } = await host
    onProgress({ step: 'note', text: 'one' })
    onProgress({ step: 'note', text: 'two' })
    end(done)
    expect((await seen).at(-1)).toMatchObject({ notes: ['one', 'two'], ended: { verdict: 'done', problem: null, runs: done.runs } })
    expect(jobs.list().map((job) => job.id)).toEqual([id])
  })

  it('is followed by several, also by one that comes when it is over', async () => {
    const { does, end } = work()
    const { id } = jobs.begin(about, does)
    const both = Promise.all([followed(id), followed(id)])
    end(done)
    const [one, other] = await both
    expect(one.at(-1)).toBe(other.at(-1))
    expect(await followed(id)).toEqual([one.at(-1)])
  })

  it('goes on when the one who followed it has gone away', async () => {
    const { does, end } = work()
    const { id } = jobs.begin(about, does)
    const page = new AbortController()
    const seen = followed(id, page.signal)
    page.abort()
    expect(await seen).toMatchObject([{ ended: null }])
    expect(jobs.get(id)).toMatchObject({ ended: null, cancelling: false })
    end(done)
    expect((await followed(id)).at(-1)?.ended?.verdict).toBe('done')
  })

  it('is asked to end, says so, and is over when it is', async () => {
    const { does, host } = work()
    const { id } = jobs.begin(about, does)
    expect((await host).signal.aborted).toBe(false)
    expect(jobs.cancel(id)).toMatchObject({ cancelling: true, ended: null })
    expect(jobs.cancel(id).cancelling).toBe(true)
    expect((await host).signal.aborted).toBe(true)
    expect((await followed(id)).at(-1)).toMatchObject({
      cancelling: false,
      ended: { verdict: 'cancelled', problem: { code: 'cancelled' } },
    })
    // Over is over.
    expect(jobs.cancel(id)).toMatchObject({ cancelling: false })
  })

  it('that came to nothing because it was cancelled was cancelled; else it failed', async () => {
    const { id } = jobs.begin(about, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return { runs: [] }
    })
    jobs.cancel(id)
    expect((await followed(id)).at(-1)?.ended).toMatchObject({ verdict: 'cancelled', problem: null, runs: [] })
    const other = jobs.begin(about, async () => ({ runs: [] }))
    expect((await followed(other.id)).at(-1)?.ended?.verdict).toBe('failed')
  })

  it('that cannot be done tells the problem; what nobody expected is logged; no secret gets out', async () => {
    home.core.redactor.add('hunter2-hunter2')
    const refused = work()
    const { id } = jobs.begin(about, refused.does)
    const { onProgress } = await refused.host
    onProgress({ step: 'note', text: 'with hunter2-hunter2' })
    onProgress({ step: 'reading', percent: 0, filesDone: 0, files: 1, bytesDone: 0, bytes: 1, current: 'hunter2-hunter2.md' })
    expect(jobs.get(id).progress).toMatchObject({ step: 'reading', current: expect.not.stringContaining('hunter2') })
    refused.fail(
      new ProblemError({ code: 'wrong-password', sentence: 'Not hunter2-hunter2.', remedy: 'Another.', detail: 'hunter2-hunter2' }),
    )
    const [told] = (await followed(id)).slice(-1)
    expect(told).toMatchObject({ progress: null, ended: { verdict: 'failed', problem: { code: 'wrong-password', remedy: 'Another.' } } })
    expect(JSON.stringify(told)).not.toContain('hunter2')
    const surprised = jobs.begin(about, () => Promise.reject(new TypeError('x of undefined')))
    expect((await followed(surprised.id)).at(-1)?.ended).toMatchObject({ verdict: 'failed', problem: { code: 'unexpected' } })
    expect(home.logged.join('\n')).toContain('x of undefined')
  })

  it('that nobody knows is a problem, to follow and to cancel', async () => {
    expect(() => jobs.cancel('nothing')).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'job-unknown' }) }))
    await expect(followed('nothing')).rejects.toMatchObject({ problem: { code: 'job-unknown' } })
  })

  it('is not begun a second time while the very same goes on', async () => {
    const { does, end } = work()
    const first = beginOnce(jobs, { ...about, repository: 'default' }, does)
    const never = () => Promise.reject(new Error('begun twice'))
    expect(beginOnce(jobs, { ...about, repository: 'default' }, never).id).toBe(first.id)
    expect(beginOnce(jobs, { ...about, repository: 'other' }, async () => done).id).not.toBe(first.id)
    end(done)
    await followed(first.id)
    expect(beginOnce(jobs, { ...about, repository: 'default' }, async () => done).id).not.toBe(first.id)
  })
})

describe('all jobs', () => {
  it('are ended together: who closes them waits until each is over', async () => {
    const [one, other] = [work(), work()]
    const ids = [jobs.begin(about, one.does), jobs.begin(about, other.does)].map(({ id }) => id)
    await jobs.close()
    expect(ids.map((id) => jobs.get(id).ended?.verdict)).toEqual(['cancelled', 'cancelled'])
  })

  it('are forgotten once fifty others have ended after them; what goes on is not', async () => {
    const { does, end } = work()
    const { id } = jobs.begin(about, does)
    const ids: string[] = []
    for (let count = 0; count < 52; count++) {
      const job = jobs.begin(about, async () => done)
      ids.push(job.id)
      await followed(job.id)
    }
    expect(jobs.list().map((job) => job.id)).toEqual([id, ...ids.slice(2)])
    end(done)
    expect((await followed(id)).at(-1)?.ended?.verdict).toBe('done')
    expect(jobs.list().map((job) => job.id)).toEqual([id, ...ids.slice(3)])
  })
})

describe('numbers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are told five times a second at most, the newest of them; sentences at once', async () => {
    const { does, end, host } = work()
    const { id } = jobs.begin(about, does)
    const { onProgress } = await host
    let moved = 0
    const stop = jobs.onMove(() => {
      moved += 1
    })
    for (let filesDone = 1; filesDone <= 1000; filesDone++)
      onProgress({ step: 'verifying', filesDone, files: 1000, bytesDone: 0, bytes: 0 })
    expect(moved).toBe(0)
    vi.advanceTimersByTime(199)
    expect(moved).toBe(0)
    vi.advanceTimersByTime(1)
    expect(moved).toBe(1)
    expect(jobs.get(id).progress).toMatchObject({ filesDone: 1000 })
    onProgress({ step: 'verifying', filesDone: 1, files: 1, bytesDone: 0, bytes: 0 })
    onProgress({ step: 'note', text: 'now' })
    expect(moved).toBe(2)
    // The sentence has brought the numbers along.
    vi.advanceTimersByTime(1000)
    expect(moved).toBe(2)
    stop()
    end(done)
    await followed(id)
    expect(moved).toBe(2)
  })
})

describe('the verdict of several runs', () => {
  it('is that of the one that ended worst', () => {
    const verdicts = Verdict.options
    expect(gravestVerdict([])).toBe('failed')
    expect(gravestVerdict(['done', 'done'])).toBe('done')
    expect(gravestVerdict(['done', 'skipped', 'warnings'])).toBe('warnings')
    expect(gravestVerdict(['not-verified', 'cancelled', 'done'])).toBe('cancelled')
    for (const verdict of verdicts) expect(gravestVerdict([verdict, 'failed'])).toBe('failed')
    for (const verdict of verdicts) expect(gravestVerdict([verdict])).toBe(verdict)
  })
})
