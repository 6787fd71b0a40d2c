import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import type { Job, JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { lookAhead } from '../../../main/engine/runs/restore-run.ts'
import { createShim, type Shim } from '../../helpers/cli-shim.ts'
import { type ClientBench, clientBench } from '../../helpers/client-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let home: TestHome
let shim: Shim
let bench: ClientBench
let client: ClientBench['client']
let vault: string

const put = (name: string, content: string | Buffer) => {
  mkdirSync(path.dirname(path.join(vault, name)), { recursive: true })
  writeFileSync(path.join(vault, name), content)
}
const read = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8')
const folder = (name: string) => path.join(temporaryFolder(name), 'new')

/** A restic whose backups begin with a line of progress, as those of large folders do. */
function telling(restic: string): string {
  const program = path.join(temporaryFolder('telling'), 'restic')
  const numbers = { percent_done: 0.5, total_files: 3, files_done: 1, total_bytes: 12, bytes_done: 6, seconds_remaining: 9 }
  const line = JSON.stringify({ message_type: 'status', ...numbers, current_files: ['/notes/a.md'] })
  writeFileSync(program, `#!/bin/sh\ncase " $* " in *" backup "*) echo '${line}' ;; esac\nexec '${restic}' "$@"\n`)
  chmodSync(program, 0o755)
  return program
}

beforeAll(async () => {
  const restic = process.env['VAULTKEEPER_RESTIC'] ?? 'restic'
  shim = createShim(temporaryFolder('shim'), restic)
  home = await testHome({ environment: { VAULTKEEPER_RESTIC: telling(shim.program) } })
  bench = clientBench(home)
  client = bench.client
  vault = temporaryFolder('notes')
  put('ideas.md', 'first')
  put('notes/a.md', 'a')
  put('notes/b.md', 'b')
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: vault, recoveryDocument: false } },
    repositories: { default: { type: 'local', path: path.join(home.core.home.repositories, 'default') } },
    plans: {
      daily: { kind: 'daily', schedule: '0 7 * * *', sources: [{ vault: 'notes' }], repositories: ['default'], keep: 'all' },
    },
  })
  await done(await client.backups.start({ plan: 'daily' }))
})

/** Follows a job to its end, and sees that nothing of what its runs recorded was lost on the way. */
async function done(begun: { job: string }): Promise<JobEnd> {
  const { end } = await bench.follow(begun)
  const outcomes = recorded(home.root).filter((line) => line.event === 'run.outcome')
  for (const { run, result, verdict } of end.runs) {
    const outcome = outcomes.find((line) => line.run === run)
    expect(outcome?.verdict).toBe(verdict)
    expect(result).toEqual(outcome?.result ?? null)
  }
  return end
}

/** The only run of a job. */
async function theRun(begun: { job: string }): Promise<JobEnd['runs'][number]> {
  const { runs, problem } = await done(begun)
  expect(problem).toBeNull()
  expect(runs).toHaveLength(1)
  return runs[0] as JobEnd['runs'][number]
}

describe('a backup', { timeout: 60_000 }, () => {
  it('of a plan, of all plans and of a folder is a job whose runs say what they were of', async () => {
    put('ideas.md', 'second')
    const lane = { kind: 'backup', vault: 'notes', vaultName: 'Notes', repository: 'default' } as const
    expect(await theRun(await client.backups.start({ plan: 'daily' }))).toMatchObject({
      ...lane,
      plan: 'daily',
      verdict: 'done',
      result: { counts: { files: 3, filesChanged: 1 }, report: { how: 'whole', findingCount: 0 }, unchanged: false },
    })
    expect(await theRun(await client.backups.all())).toMatchObject({ ...lane, plan: 'daily', result: { unchanged: true } })
    const alone = await theRun(await client.backups.start({ folder: vault, verify: false }))
    expect(alone).toMatchObject({
      ...lane,
      plan: null,
      verdict: 'not-verified',
      problem: { code: 'not-verified' },
      result: { report: null },
    })
  })

  it('of what there is not is refused before anything is begun', async () => {
    const before = bench.jobs.list().length
    await expect(client.backups.start({ plan: 'weekly' })).rejects.toMatchObject({ code: 'PROBLEM', data: { code: 'plan-unknown' } })
    await expect(client.backups.start({ folder: 'notes' })).rejects.toMatchObject({ code: 'PROBLEM', data: { code: 'path-not-absolute' } })
    expect(bench.jobs.list()).toHaveLength(before)
  })

  it('tells how far it is, and which file it reads', async () => {
    const held = shim.hold('backup')
    const { job } = await client.backups.start({ folder: vault })
    const seen: Job[] = []
    for await (const one of await client.jobs.follow({ job })) {
      seen.push(one)
      if (one.progress !== null) held.letGo()
    }
    expect(seen.find(({ progress }) => progress !== null)?.progress).toEqual({
      step: 'reading',
      percent: 0.5,
      filesDone: 1,
      files: 3,
      bytesDone: 6,
      bytes: 12,
      secondsLeft: 9,
      current: 'notes/a.md',
    })
    expect(seen.at(-1)).toMatchObject({ progress: null, ended: { verdict: 'done' } })
  })

  it('goes on when the page that began it is closed; a second wish for it is the same job', async () => {
    put('ideas.md', 'third')
    const held = shim.hold('backup')
    const { job } = await client.backups.start({ plan: 'daily' })
    const page = new AbortController()
    const following = await client.jobs.follow({ job }, { signal: page.signal })
    expect(await following.next()).toMatchObject({ value: { id: job, ended: null } })
    await held.reached()
    expect(await client.backups.start({ plan: 'daily' })).toEqual({ job })
    page.abort()
    held.letGo()
    expect((await done({ job })).verdict).toBe('done')
  })

  it('waits for another into the same repository, also of this very process, and says for what', async () => {
    put('ideas.md', 'third and a half')
    const held = shim.hold('backup')
    const first = await client.backups.start({ plan: 'daily' })
    await held.reached()
    const second = await client.backups.start({ folder: vault })
    const states: Job[] = []
    for await (const one of await client.jobs.follow(second)) {
      states.push(one)
      if (one.notes.length > 0) held.letGo()
    }
    expect(states.at(-1)).toMatchObject({
      notes: [expect.stringContaining('Waiting: another Vaultkeeper is backing up Notes')],
      ended: { verdict: 'done' },
    })
    expect((await done(first)).verdict).toBe('done')
  })

  it('that is cancelled in the middle leaves a record that says so, and the next one goes on', async () => {
    put('ideas.md', 'fourth')
    const held = shim.hold('backup')
    const { job } = await client.backups.start({ plan: 'daily' })
    await held.reached()
    expect(await client.jobs.cancel({ job })).toMatchObject({ cancelling: true })
    const end = await done({ job })
    expect(end).toMatchObject({
      verdict: 'cancelled',
      runs: [{ kind: 'backup', verdict: 'cancelled', problem: { code: 'cancelled' }, result: null }],
    })
    held.letGo()
    expect((await done(await client.backups.start({ plan: 'daily' }))).verdict).toBe('done')
  })
})

describe('a restore', { timeout: 60_000 }, () => {
  it('is looked ahead at as the engine does it, with its sentence', async () => {
    const target = folder('target')
    const wish = { snapshot: 'latest', paths: ['notes'], vault: 'notes', target, overwrite: 'always' } as const
    const looked = await client.restores.preview(wish)
    const request = { reference: 'latest:notes', more: [], vault: 'notes', target, overwrite: 'always', verify: true } as const
    const { preview, refusal } = await lookAhead(home.core, request, testHost())
    // How much room there is changes by itself.
    expect({ ...looked.preview, free: 0 }).toEqual({ ...preview, free: 0 })
    expect(looked).toMatchObject({ refusal, sentence: 'Adds 3.', notes: [] })
    expect(existsSync(target)).toBe(false)
  })

  it('is refused with the problem it will have, and says where a link leads', async () => {
    const looked = await client.restores.preview({ snapshot: 'latest', vault: 'notes', target: null })
    expect(looked.refusal).toMatchObject({ code: 'target-not-empty' })
    const run = await theRun(await client.restores.start({ snapshot: 'latest', vault: 'notes', target: null }))
    expect(run).toMatchObject({ kind: 'restore', verdict: 'failed', problem: looked.refusal, begun: null, result: null })
    await expect(client.restores.preview({ snapshot: 'latest', target: 'somewhere' })).rejects.toMatchObject({
      data: { code: 'path-not-absolute' },
    })
    await expect(client.restores.preview({ snapshot: 'gone', vault: 'notes', target: folder('x') })).rejects.toMatchObject({
      data: { code: 'snapshot-not-found' },
    })
  })

  it('tells what it could not bring back and why, and that it can be taken back, which it is', async () => {
    const target = folder('target')
    mkdirSync(path.join(target, 'notes', 'a.md', 'in'), { recursive: true })
    writeFileSync(path.join(target, 'notes', 'b.md'), 'mine')
    const wish = { snapshot: 'latest', paths: ['notes'], vault: 'notes', target, overwrite: 'always' } as const
    const begun = await client.restores.start(wish)
    expect(bench.jobs.get(begun.job).title).toBe(`Restoring notes of Notes from the newest snapshot to ${target}`)
    const run = await theRun(begun)
    expect(run).toMatchObject({ kind: 'restore', verdict: 'warnings', failed: [{ path: 'notes/a.md' }], warningCount: 1 })
    if (run.kind !== 'restore') throw new Error('not a restore')
    expect(run.begun).toEqual({ target, safety: expect.stringMatching(/^[0-9a-f]{64}$/), undoable: true, unfinished: false })
    expect(read(target, 'notes', 'b.md')).toBe('b')
    expect(await client.restores.list()).toMatchObject({ undoable: [{ run: run.run, target }], unfinished: [] })
    const looked = await client.restores.previewUndo({})
    expect(looked).toMatchObject({ of: run.run, target, putBack: 1, unchanged: null })
    const undone = await theRun(await client.restores.undo({ run: run.run }))
    expect(undone).toMatchObject({ kind: 'undo', verdict: 'done', result: { of: run.run, putBack: 1 }, begun: { target, undoable: true } })
    expect(read(target, 'notes', 'b.md')).toBe('mine')
    expect((await client.restores.list()).undoable.map((one) => one.run)).toEqual([undone.run])
  })

  it('that is cancelled while it writes is told as unfinished, and finished', async () => {
    const target = folder('target')
    const held = shim.hold('restore')
    const { job } = await client.restores.start({ snapshot: 'latest', vault: 'notes', target })
    await held.reached()
    await client.jobs.cancel({ job })
    const { runs } = await done({ job })
    expect(runs).toMatchObject([{ kind: 'restore', verdict: 'cancelled', begun: { target, undoable: true, unfinished: true } }])
    held.letGo()
    const run = runs[0]?.run ?? ''
    expect(bench.jobs.get(job).title).toBe(`Restoring Notes from the newest snapshot to ${target}`)
    expect((await client.restores.list()).unfinished).toMatchObject([{ run, target, problem: { code: 'restore-unfinished' } }])
    expect(await theRun(await client.restores.finish({ run }))).toMatchObject({ verdict: 'done', begun: { unfinished: false } })
    expect(read(target, 'ideas.md')).toBe('fourth')
    expect((await client.restores.list()).unfinished).toEqual([])
  })

  it('of nothing that is known is the problem of its job', async () => {
    const { end } = await bench.follow(await client.restores.undo({ run: 'nothing' }))
    expect(end).toMatchObject({ verdict: 'failed', runs: [], problem: { code: 'restore-unknown' } })
  })
})

describe('the care of a repository', { timeout: 60_000 }, () => {
  const repository = 'default'

  it('verifying, mending, unlocking and making one are jobs with what they have to show', async () => {
    expect(await theRun(await client.repositories.verify({ repository }))).toMatchObject({
      kind: 'verify',
      verdict: 'done',
      result: { damage: null, vanished: [], vaults: [{ vault: 'notes', report: { findingCount: 0 } }] },
    })
    expect(await theRun(await client.repositories.unlock({ repository }))).toMatchObject({
      kind: 'unlock',
      result: { removed: 0, kept: [] },
    })
    expect(await theRun(await client.repositories.init({ repository }))).toMatchObject({ kind: 'init', result: { existed: true } })
    expect(await theRun(await client.repositories.repair({ repository }))).toMatchObject({ kind: 'verify', verdict: 'done' })
  })

  it('an index is brought up to date, and made anew', async () => {
    const { end } = await bench.follow(await client.repositories.index({}))
    expect(end).toMatchObject({ verdict: 'done', runs: [], indexes: [{ repository, failed: [] }] })
    const [first] = end.indexes
    expect(first?.added).toBeGreaterThan(2)
    const again = (await bench.follow(await client.repositories.index({ repository, rebuild: true }))).end
    expect(again.indexes).toMatchObject([{ repository, added: first?.added, indexed: first?.indexed }])
  })

  it('what rules would remove is told, also of other rules; then it goes, and its space is freed', async () => {
    const [byPlan] = await client.repositories.previewRetention({ plan: 'daily' })
    expect(byPlan).toMatchObject({ plan: 'daily', vault: 'notes', repository, rules: {}, freezes: [], remove: [] })
    expect(byPlan?.keep).toHaveLength(5)
    const [byOthers] = await client.repositories.previewRetention({ plan: 'daily', keep: { last: 1 } })
    expect(byOthers).toMatchObject({
      rules: { last: 1 },
      remove: [{ id: byPlan?.keep[4]?.snapshot.id }, { id: byPlan?.keep[3]?.snapshot.id }],
    })
    // The newest three stay whatever the rules say.
    expect(byOthers?.keep.map(({ reasons }) => reasons.at(-1))).toEqual(Array(3).fill('one of the newest 3'))
    const end = await done(await client.repositories.prune({ keep: { last: 1 } }))
    expect(end).toMatchObject({
      verdict: 'done',
      remarks: [],
      runs: [
        { kind: 'retention', result: { vaults: [{ vault: 'notes', kept: 3, removed: byOthers?.remove.map(({ id }) => ({ id })) }] } },
        { kind: 'prune', repository },
      ],
    })
    const nothing = await done(await client.repositories.prune({ plan: 'daily', repository: 'default' }))
    expect(nothing).toMatchObject({ verdict: 'done', runs: [{ kind: 'prune' }] })
    await expect(client.repositories.previewRetention({ plan: 'weekly' })).rejects.toMatchObject({ data: { code: 'plan-unknown' } })
  })
})

describe('the schedule', () => {
  it('is paused for a while, for a plan or for all, and resumed; what is due next is told', async () => {
    home.setTime(new Date('2026-11-21T12:00:00Z'))
    expect((await client.schedule.get()).next).toContainEqual({ plan: 'daily', repository: 'default', due: '2026-11-22T07:00:00.000Z' })
    expect(await client.schedule.pause({ plan: 'daily', for: 3_600_000 })).toEqual({ plan: 'daily', until: '2026-11-21T13:00:00.000Z' })
    expect(await client.schedule.pause({})).toEqual({ plan: null, until: null })
    expect((await client.schedule.get()).pauses).toMatchObject([
      { plan: null, until: null },
      { plan: 'daily', until: '2026-11-21T13:00:00.000Z' },
    ])
    expect(await client.schedule.resume({ plan: 'daily' })).toEqual({ plan: 'daily', pausedAll: true })
    expect(await client.schedule.resume({})).toEqual({ plan: null, pausedAll: false })
    expect(await client.schedule.get()).toMatchObject({ pauses: [], daemon: null })
    home.setTime(undefined)
    await expect(client.schedule.pause({ plan: 'weekly' })).rejects.toMatchObject({ data: { code: 'plan-unknown' } })
    await expect(client.notifications.test({})).rejects.toMatchObject({ data: { code: 'carrier-unknown' } })
  })
})

describe('what is unusual', { timeout: 60_000 }, () => {
  it('waits for an answer, by its id', async () => {
    for (let file = 0; file < 40; file++) put(`many/${file}.md`, `${file}`)
    await done(await client.backups.start({ plan: 'daily' }))
    rmSync(path.join(vault, 'many'), { recursive: true })
    await done(await client.backups.start({ plan: 'daily' }))
    const [open, ...others] = await client.anomalies.list()
    expect([open, others]).toMatchObject([{ vault: 'notes', name: 'Notes', plan: 'daily', lastGood: { files: 43 } }, []])
    await expect(client.anomalies.answer({ id: 'nothing', answer: 'expected' })).rejects.toMatchObject({
      data: { code: 'anomaly-unknown' },
    })
    expect(await client.anomalies.answer({ id: open?.id, answer: 'expected' })).toMatchObject([{ id: open?.id }])
    expect(await client.anomalies.list()).toEqual([])
  })
})
