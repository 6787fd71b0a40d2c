import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Core } from '../../../main/engine/core.ts'
import { executeJob, runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { check } from '../../../main/engine/runs/check-run.ts'
import { runPlan } from '../../../main/engine/runs/plan-run.ts'
import { recordRun } from '../../../main/engine/runs/record-run.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'
import { httpSink } from '../news/sinks.ts'

const vaults = { notes: { path: '~/notes', recoveryDocument: false } }
const local = { type: 'local', path: '~/local', prune: false }
const daily = { kind: 'daily', sources: ['notes'], repositories: ['local'] }
const oneDaily = { vaults, repositories: { local }, plans: { daily } }
const started = '2026-11-16T12:00:00Z'
const due = '2026-11-17T07:00:00.000Z'

const write = (bench: ScheduleBench, name: string, text: string) => writeFileSync(path.join(bench.folder, 'notes', name), text)
const place = (bench: ScheduleBench, name = 'local') => path.join(bench.folder, name)
const raw = (bench: ScheduleBench) => rawRestic(place(bench), bench.keychain.entries.get('repository:local'))
const job = { plan: 'daily', repository: 'local', vaults: ['notes'], due, trigger: 'schedule' } as const

async function realBench(configuration: object = oneDaily, options: Partial<Parameters<typeof scheduleBench>[0]> = {}) {
  const bench = await scheduleBench({ configuration, started, execute: 'real', ...options })
  write(bench, 'a.md', 'something worth keeping')
  await bench.at(started)
  return bench
}

describe('a plan with real backups', () => {
  it("gives each due time its snapshot, labelled by the plan's own zone, whether or not something changed", async () => {
    const bench = await realBench({ ...oneDaily, plans: { daily: { ...daily, timeZone: 'Pacific/Auckland' } } })
    for (const day of [17, 18]) await bench.at(`2026-11-${day}T18:00:00Z`)
    expect(bench.runs()).toEqual([17, 18].map((day) => `daily/local/notes 11-${day}T18:00 schedule: done`))
    const snapshots = JSON.parse(await raw(bench)('snapshots', '--json')) as { tags: string[]; tree: string }[]
    expect(snapshots.map(({ tags }) => tags.sort())).toEqual(
      [18, 19].map((day) => [`due:2026-11-${day - 1}T18:00:00.000Z`, `label:daily/2026-11-${day}`, 'plan:daily', 'vault:notes']),
    )
    expect(new Set(snapshots.map(({ tree }) => tree)).size).toBe(1)
    expect(bench.events('run.verified').map(({ report }) => [report.findingCount, report.countsAgree])).toEqual([
      [0, true],
      [0, true],
    ])
  })

  it('takes over the snapshot of a run that could not record it, and makes no second one', async () => {
    const bench = await realBench()
    const lost = loseSnapshotRecord(bench.core)
    await bench.at(due)
    expect(snapshotIds(place(bench))).toHaveLength(1)
    lost.end()
    await bench.at('2026-11-17T07:01:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-17T07:00 schedule: failed unexpected', 'daily/local/notes 11-17T07:00 retry: done'])
    expect(snapshotIds(place(bench))).toEqual([bench.events('run.snapshot')[0]?.snapshot.id])
    expect(bench.events('run.snapshot')[0]?.snapshot.label).toBe('daily/2026-11-17')
  })

  it('judges such a snapshot by the moment it was made: what was edited and added since is no damage, and the next run saves it', async () => {
    const bench = await realBench()
    write(bench, 'b.md', 'left as it was')
    const lost = loseSnapshotRecord(bench.core)
    await bench.at(due)
    lost.end()
    write(bench, 'a.md', 'worked on before the next start')
    write(bench, 'new.md', 'new since')
    await bench.at('2026-11-17T07:01:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-17T07:00 schedule: failed unexpected', 'daily/local/notes 11-17T07:00 retry: done'])
    expect(bench.events('run.verified').map(({ report }) => [report.comparedFiles, report.findings])).toEqual([[1, []]])
    await bench.at('2026-11-18T07:00:00Z')
    expect(bench.events('run.verified').at(-1)?.report).toMatchObject({ comparedFiles: 3, changedSince: 0, findingCount: 0 })
  })

  it('does not call such a snapshot good when what it needs is gone: everything is stored anew', async () => {
    const bench = await realBench()
    const lost = loseSnapshotRecord(bench.core)
    await bench.at(due)
    lost.end()
    // As if somebody had pruned while nobody looked: the packs, and the index that names them.
    await raw(bench)('repair', 'index', '--quiet')
    for (const folder of readdirSync(path.join(place(bench), 'data'))) rmSync(path.join(place(bench), 'data', folder), { recursive: true })
    for (let number = 0; number < 256; number++)
      mkdirSync(path.join(place(bench), 'data', number.toString(16).padStart(2, '0')), { recursive: true })
    await raw(bench)('repair', 'index', '--quiet')
    await bench.at('2026-11-17T07:01:00Z')
    expect(bench.runs().slice(1)).toEqual([
      'daily/local/notes 11-17T07:00 retry: failed lock-lost',
      'daily/local/notes 11-17T07:00 retry: done',
    ])
    expect(bench.events('run.snapshot').at(-1)?.snapshot.label).toBe('daily/2026-11-17.2')
    await raw(bench)('check', '--read-data', '--quiet')
  })

  it('checks the repository after a lock was lost, although others have failed since, until one has ended well', async () => {
    const folder = temporaryFolder('lost')
    const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
    const bench = await realBench(oneDaily, { folder, environment: { VAULTKEEPER_RESTIC: shim.program } })
    await bench.at(due)
    for (const [verdict, code] of [
      ['failed', 'lock-lost'],
      ['skipped', 'drive-not-connected'],
      ['failed', 'repository-busy'],
    ] as const) {
      const intent = { kind: 'backup', repository: 'local', vault: 'notes', plan: 'daily', trigger: 'manual' } as const
      const problem = { code, sentence: 'It went as the test wants it.', remedy: 'None.' }
      await recordRun(bench.core, intent, async () => ({ verdict, problem, warnings: [] }))
    }
    const checks = () => shim.work().filter((command) => command === 'check').length
    await bench.at('2026-11-18T07:00:00Z')
    expect(checks()).toBe(1)
    await bench.at('2026-11-19T07:00:00Z')
    expect(checks()).toBe(1)
    expect(bench.runs().slice(-2)).toEqual([18, 19].map((day) => `daily/local/notes 11-${day}T07:00 schedule: done`))
  })

  it('is run once when two Vaultkeepers on one home come to it at the same time', async () => {
    const bench = await realBench()
    const other = await scheduleBench({
      configuration: oneDaily,
      started: due,
      folder: bench.folder,
      root: bench.root,
      keychain: bench.keychain,
    })
    bench.setTime(new Date(due))
    await Promise.all([bench, other].map(({ core }) => runPlan(core, job, testHost())))
    expect(bench.runs().sort()).toEqual([
      'daily/local/notes 11-17T07:00 schedule: done',
      'daily/local/notes 11-17T07:00 schedule: skipped already-done',
    ])
    expect(snapshotIds(place(bench))).toHaveLength(1)
    await bench.at('2026-11-17T07:01:00Z')
    expect(bench.jobs).toEqual([])
  })

  it('on a drive that is taken away and comes back is skipped once, then made up for', async () => {
    const bench = await realBench()
    await bench.at(due)
    renameSync(place(bench), place(bench, 'away'))
    for (const time of ['2026-11-18T07:00:00Z', '2026-11-18T07:03:00Z', '2026-11-18T12:00:00Z']) await bench.at(time)
    renameSync(place(bench, 'away'), place(bench))
    await bench.at('2026-11-18T12:01:00Z')
    expect(bench.skips()).toEqual(['daily/local 11-18T07:00..11-18T07:00 x1 drive-not-connected'])
    expect(bench.runs().slice(1)).toEqual(['daily/local/notes 11-18T07:00 catch-up: done'])
  })

  it('that goes away after the conditions were looked at is skipped, and tried again', async () => {
    const bench = await realBench()
    await bench.at(due)
    renameSync(place(bench), place(bench, 'away'))
    const ended = await runPlan(bench.core, { ...job, due: '2026-11-18T07:00:00.000Z' }, testHost())
    expect(ended).toMatchObject([{ verdict: 'skipped', problem: { code: 'drive-not-connected' } }])
    expect(await runPlanNow(bench.core, 'daily', testHost())).toMatchObject([
      { verdict: 'failed', problem: { code: 'drive-not-connected' } },
    ])
    const occasion = { plan: '@check', due: '2026-11-21T12:00:00.000Z', trigger: 'schedule' } as const
    expect(await check(bench.core, 'local', 0, occasion, testHost())).toMatchObject({
      verdict: 'skipped',
      problem: { code: 'drive-not-connected' },
    })
    renameSync(place(bench, 'away'), place(bench))
    await bench.at('2026-11-18T07:01:00Z')
    expect(bench.runs().at(-1)).toBe('daily/local/notes 11-18T07:00 retry: done')
  })

  it('that a person calls for goes into its repositories at once: one that does not answer holds up no other', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    const bench = await realBench({
      ...oneDaily,
      repositories: { local, far: { type: 'rest', url: server.url, prune: false } },
      plans: { daily: { ...daily, repositories: ['far', 'local'] } },
    })
    const run = () => runPlanNow(bench.core, 'daily', testHost())
    await run()
    server.freeze()
    const ended = run()
    const done = (name: string) => bench.runs().filter((one) => one.startsWith(`daily/${name}/`) && one.endsWith('done')).length
    await waitFor('the other one', () => done('local') === 2)
    expect(done('far')).toBe(1)
    server.thaw()
    expect(await ended).toMatchObject([
      { verdict: 'done', result: { repository: 'far' } },
      { verdict: 'done', result: { repository: 'local' } },
    ])
  })

  it('goes on with its other vaults and repositories when one is missing or another one than it was', async () => {
    const configuration = {
      vaults: { gone: { path: '~/gone', recoveryDocument: false }, ...vaults },
      repositories: { local, other: { ...local, path: '~/other' } },
      plans: { daily: { ...daily, sources: ['gone', 'notes'], repositories: ['other', 'local'] } },
    }
    const bench = await realBench(configuration)
    rmSync(path.join(bench.folder, 'gone'), { recursive: true })
    await bench.at(due)
    expect(bench.runs().filter((run) => run.endsWith('schedule: done'))).toHaveLength(2)
    rmSync(place(bench, 'other'), { recursive: true })
    await rawRestic(place(bench, 'other'), 'another')('init')
    await bench.at('2026-11-18T07:00:00Z')
    expect(bench.runs().slice(4).sort()).toEqual([
      'daily/local/gone 11-18T07:00 schedule: failed folder-missing',
      'daily/local/notes 11-18T07:00 schedule: done',
      'daily/other/gone 11-18T07:00 schedule: failed folder-missing',
      'daily/other/notes 11-18T07:00 schedule: failed wrong-password',
    ])
  })
})

describe('hooks', () => {
  const hooked = async (before: string[] | undefined) => {
    const bench = await realBench(oneDaily, { folder: temporaryFolder('hooks') })
    const told = path.join(bench.folder, 'told.json')
    const script = path.join(bench.folder, 'after')
    writeFileSync(script, `#!/bin/sh\ncat > '${told}'\n`)
    chmodSync(script, 0o755)
    const hooks = { after: { command: [script] }, ...(before ? { before: { command: before } } : {}) }
    bench.configure({ ...oneDaily, plans: { daily: { ...daily, hooks } } })
    return { bench, told: () => JSON.parse(readFileSync(told, 'utf8')) as Record<string, unknown> }
  }

  it('before that fails keeps the backup from being made; the one after is told', async () => {
    const { bench, told } = await hooked(['false'])
    await bench.at(due)
    expect(bench.runs()).toEqual(['daily/local/notes 11-17T07:00 schedule: failed hook-failed'])
    expect(existsSync(place(bench))).toBe(false)
    expect(told()).toMatchObject({ plan: 'daily', vault: 'notes', verdict: 'failed', problem: { code: 'hook-failed' }, snapshot: null })
    expect(bench.events('hook.ended').map(({ when, verdict }) => `${when} ${verdict}`)).toEqual(['before failed', 'after done'])
  })

  it('after is told of a failure that was thrown, and of success with its label', async () => {
    const { bench, told } = await hooked(['true'])
    renameSync(path.join(bench.folder, 'notes'), path.join(bench.folder, 'away'))
    await bench.at(due)
    expect(told()).toMatchObject({ verdict: 'failed', problem: { code: 'folder-missing' } })
    renameSync(path.join(bench.folder, 'away'), path.join(bench.folder, 'notes'))
    await bench.at('2026-11-18T07:00:00Z')
    expect(told()).toMatchObject({ verdict: 'done', problem: null, label: 'daily/2026-11-18', repository: 'local' })
  })

  it('after runs although the daemon ends in the middle, and the run is made up for at once', async () => {
    const { bench, told } = await hooked(undefined)
    const controller = new AbortController()
    const ending = executeJob(bench.core, job, { signal: controller.signal, onProgress: () => controller.abort() })
    await ending
    expect(told()).toMatchObject({ verdict: 'interrupted', problem: { code: 'stopped' } })
    await bench.at('2026-11-17T07:00:10Z')
    expect(bench.runs()).toEqual([
      'daily/local/notes 11-17T07:00 schedule: interrupted stopped',
      'daily/local/notes 11-17T07:00 retry: done',
    ])
  })
})

describe('on change', () => {
  it('a snapshot is labelled by its moment; where nothing has changed none is made', async () => {
    const plans = { change: { kind: 'on-change', sources: ['notes'], repositories: ['local'], timeZone: 'Asia/Kolkata', approval: false } }
    const bench = await realBench({ ...oneDaily, plans })
    const ask = () => bench.scheduler.request({ plan: 'change', repository: 'local', vaults: ['notes'], due: null, trigger: 'change' })
    ask()
    await bench.at('2026-11-20T20:30:05Z')
    ask()
    await bench.at('2026-11-20T20:31:00Z')
    expect(bench.runs()).toEqual(['change/local/notes change: done', 'change/local/notes change: skipped nothing-changed'])
    expect(bench.events('run.snapshot').map(({ snapshot, unchanged }) => [snapshot.label, unchanged])).toEqual([
      ['on-change/2026-11-21-020005', false],
      ['on-change/2026-11-21-020005', true],
    ])
    expect(snapshotIds(place(bench))).toHaveLength(1)
  })
})

describe('pings', () => {
  const pinged = async (plan: object) => {
    const sink = await httpSink()
    const notifications = { ping: { url: `http://${sink.host}/uuid` } }
    const bench = await realBench({ ...oneDaily, notifications, plans: { daily: { ...daily, ...plan } } })
    const run = async (what: object, host = testHost()) => {
      sink.got.length = 0
      const [ended] = await runPlan(bench.core, { ...job, ...what }, host)
      return [ended?.problem?.code ?? ended?.verdict, ...sink.got.map((one) => one.path)]
    }
    return { bench, run, sink }
  }

  it('what was begun is ended: where nothing has changed, as a success', async () => {
    const { run } = await pinged({ kind: 'on-change', approval: false })
    const change = { due: null, trigger: 'change' }
    expect(await run(change)).toEqual(['done', '/uuid/start', '/uuid'])
    expect(await run(change)).toEqual(['nothing-changed', '/uuid/start', '/uuid'])
  })

  it('what is skipped was never begun, and is no success', async () => {
    const { bench, run } = await pinged({ sources: [{ vault: 'notes', include: ['*.md'] }] })
    const file = path.join(bench.folder, 'notes', 'a.md')
    renameSync(file, `${file}.txt`)
    expect(await run({})).toEqual(['nothing-selected'])
    rmSync(`${file}.txt`)
    expect(await run({})).toEqual(['folder-empty'])
    write(bench, 'a.md', 'something worth keeping')
    expect(await run({})).toEqual(['done', '/uuid/start', '/uuid'])
    expect(await run({})).toEqual(['already-done'])
    renameSync(place(bench), place(bench, 'away'))
    expect(await run({ due: '2026-11-18T07:00:00.000Z' })).toEqual(['drive-not-connected'])
    rmSync(file)
    renameSync(place(bench, 'away'), place(bench))
    expect(await run({ due: '2026-11-18T07:00:00.000Z' })).toEqual(['folder-emptied', '/uuid/fail'])
  })
})

describe('the check on its calendar', () => {
  const weekly = { ...oneDaily, verification: { check: '0 12 * * 6', readDataEvery: '21d' } }
  const parts = (bench: ScheduleBench) =>
    bench
      .events('run.outcome')
      .flatMap(({ result }) => (typeof result?.['parts'] === 'number' ? [`${result['part']}/${result['parts']}`] : []))

  it('reads its part of the data by turns, tells damage, records it, and goes on with the next part', async () => {
    const bench = await realBench(weekly)
    await bench.at(due)
    await bench.at('2026-11-21T12:00:00Z')
    expect(bench.runs().at(-1)).toBe('@check/local 11-21T12:00 schedule: done')
    const packs = readdirSync(path.join(place(bench), 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const { parentPath, name } of packs) {
      const file = path.join(parentPath, name)
      const content = readFileSync(file)
      content.fill(0, 0, 20)
      chmodSync(file, 0o600)
      writeFileSync(file, content)
    }
    // The packs are shared out by their names, so one of the two next checks at the latest comes to each.
    for (const day of ['11-28', '12-05', '12-12']) await bench.at(`2026-${day}T12:00:00Z`)
    expect(parts(bench)).toEqual(['1/3', '2/3', '3/3', '1/3'])
    const found = bench.runs().filter((run) => run.startsWith('@check') && run.endsWith('not-verified repository-damaged'))
    expect(found.length).toBeGreaterThan(0)
    expect(bench.events('repository.damaged').length).toBe(found.length)
    expect(knownRepository(bench.core.state.database, 'local')?.damaged).not.toBeNull()
  })

  it('has nothing to do before the first backup, is made once by two processes, and made up for when the daemon ended in it', async () => {
    const bench = await realBench({ ...weekly, verification: { ...weekly.verification, readDataEvery: false } })
    const occasion = { plan: '@check', due: '2026-11-21T12:00:00.000Z', trigger: 'schedule' } as const
    expect(await check(bench.core, 'local', 0, occasion, testHost())).toMatchObject({
      verdict: 'skipped',
      problem: { code: 'nothing-backed-up' },
    })
    await bench.at(due)
    const later = { ...occasion, due: '2026-11-28T12:00:00.000Z' }
    const controller = new AbortController()
    controller.abort()
    expect(await check(bench.core, 'local', 0, later, testHost(controller.signal))).toMatchObject({
      verdict: 'interrupted',
      problem: { code: 'stopped' },
    })
    const both = await Promise.all([0, 1].map(() => check(bench.core, 'local', 0, later, testHost())))
    expect(both.map(({ verdict, problem }) => `${verdict} ${problem?.code ?? ''}`).sort()).toEqual(['done ', 'skipped already-done'])
    expect(parts(bench)).toEqual(['0/0'])
  })
})

/** From now on no snapshot can be recorded, as when the process is killed in that moment. */
function loseSnapshotRecord(core: Core): { end: () => void } {
  const { record } = core
  const changed = core as { record: Core['record'] }
  changed.record = (event) => (event.event === 'run.snapshot' ? Promise.reject(new Error('lost')) : record(event))
  return {
    end: () => {
      changed.record = record
    },
  }
}
