import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copy } from '../../../main/engine/copy/copy-run.ts'
import type { CopyJob } from '../../../main/engine/copy/missed-by-repository.ts'
import { processStart } from '../../../main/engine/home/process-identity.ts'
import { byPerson } from '../../../main/engine/runs/record-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const vaults = { notes: { path: '~/notes', recoveryDocument: false } }
const local = { type: 'local', path: '~/local', prune: false }
const drive = { type: 'local', path: '~/drive', prune: false }
const daily = { kind: 'daily', sources: ['notes'], repositories: ['local'] }
const configuration = { vaults, repositories: { local, drive }, plans: { daily } }

type Raw = { id: string; tree: string; time: string; original?: string; tags: string[]; hostname: string }

const raw = (bench: ScheduleBench, name: string) =>
  rawRestic(path.join(bench.folder, name), bench.keychain.entries.get(`repository:${name}`))
const snapshots = async (bench: ScheduleBench, name: string) => JSON.parse(await raw(bench, name)('snapshots', '--json')) as Raw[]
const run = (bench: ScheduleBench, job: Partial<CopyJob> = {}, host = testHost()) =>
  copy(bench.core, { from: 'local', to: 'drive', ...job }, null, host)

/** Writes a small file into the vault. @returns where it is */
function write(bench: ScheduleBench, name: string): string {
  const file = path.join(bench.folder, 'notes', name)
  writeFileSync(file, name)
  return file
}

async function days(
  first: number,
  last: number,
  of: object = configuration,
  options: Partial<Parameters<typeof scheduleBench>[0]> = {},
): Promise<ScheduleBench> {
  const bench = await scheduleBench({
    ...options,
    configuration: of,
    started: `2026-11-${first - 1}T12:00:00Z`,
    execute: 'real',
    shifted: true,
  })
  await bench.at(`2026-11-${first - 1}T12:00:00Z`)
  for (let day = first; day <= last; day++) {
    writeFileSync(path.join(bench.folder, 'notes', 'a.md'), `as of ${day}`)
    await bench.at(`2026-11-${day}T07:00:00Z`)
  }
  return bench
}

describe('a copy', () => {
  it('takes along what the other repository lacks, with its time, tags and content, and nothing the second time', async () => {
    const bench = await days(17, 19)
    const host = testHost()
    const ended = await run(bench, {}, host)
    expect(ended).toMatchObject({
      verdict: 'done',
      kind: 'copy',
      result: { from: 'local', repository: 'drive', missing: 3, there: 0, whole: true, files: 1, bytes: 8 },
    })
    const [from, to] = [await snapshots(bench, 'local'), await snapshots(bench, 'drive')]
    const told = ({ time, tree, tags, hostname }: Raw) => ({ time, tree, tags: tags.toSorted(), hostname })
    expect(to.map(told)).toEqual(from.map(told))
    expect(to.map(({ original }) => original)).toEqual(from.map(({ id }) => id))
    expect(ended.result?.proven).toBe(to.at(-1)?.id)
    expect(ended.result?.copied.map(({ id, of }) => [id, of])).toEqual(to.map(({ id, original }) => [id, original]))
    expect(host.told.filter(({ step }) => step === 'copying').at(-1)).toMatchObject({ total: 3, done: 2 })
    // Both cut files alike, so that they share their data.
    const [cut, alike] = await Promise.all(['local', 'drive'].map(async (name) => JSON.parse(await raw(bench, name)('cat', 'config'))))
    expect(alike.chunker_polynomial).toBe(cut.chunker_polynomial)
    // The ledger knows them as what they are.
    const ledger = knownSnapshots(bench.core.state.database, 'drive')
    expect(ledger.map(({ label, plan, vault, due }) => [label, plan, vault, due?.slice(0, 10)])).toEqual(
      [17, 18, 19].map((day) => [`daily/2026-11-${day}`, 'daily', 'notes', `2026-11-${day}`]),
    )
    expect(bench.events('run.intent').at(-1)).toMatchObject({ kind: 'copy', repository: 'drive', source: 'local', trigger: 'manual' })
    expect(await run(bench)).toMatchObject({ verdict: 'done', result: { missing: 0, there: 3, copied: [] } })
    expect(await snapshots(bench, 'drive')).toHaveLength(3)
  })

  it('is not proven where it was too much to read all of it', async () => {
    const bench = await days(17, 16)
    // Holes, which are quick to store; behind them is one that is not come to.
    truncateSync(write(bench, 'b.bin'), 65 * 2 ** 20)
    write(bench, 'c.md')
    await bench.at('2026-11-17T07:00:00Z')
    expect(await run(bench)).toMatchObject({ verdict: 'done', result: { missing: 1, whole: true, proven: null, files: 1 } })
  })

  it('says of what is gone from its source that it is gone, and not that nothing is missing', async () => {
    const bench = await days(17, 18)
    const [, newest] = await snapshots(bench, 'local')
    rmSync(path.join(bench.folder, 'local/snapshots', newest?.id ?? ''))
    expect(await run(bench)).toMatchObject({ verdict: 'done', result: { missing: 1, whole: true } })
    expect(bench.events('snapshots.vanished')).toMatchObject([{ repository: 'local', ids: [newest?.id] }])
    expect((await snapshots(bench, 'drive')).map(({ original }) => original)).not.toContain(newest?.id)
  })

  it('ends what a killed one left in the source, though nothing is missing any more', async () => {
    const bench = await days(17, 17)
    expect(await run(bench)).toMatchObject({ verdict: 'done' })
    const left = spawn('sleep', ['60'], { detached: true })
    await once(left, 'spawn')
    const pid = left.pid ?? 0
    const note = path.join(bench.core.home.locks, `local.${pid}.restic.json`)
    const gone = { owner: 4_194_304, ownerStarted: '1' }
    writeFileSync(note, JSON.stringify({ pid, started: processStart(pid), command: 'snapshots', ...gone }), { mode: 0o600 })
    const ended = once(left, 'exit')
    expect(await run(bench)).toMatchObject({ verdict: 'done', result: { missing: 0 } })
    expect(await ended).toEqual([null, 'SIGINT'])
    expect(existsSync(note)).toBe(false)
  })

  it('is none where nothing has been backed up, or from a repository into itself', async () => {
    const bench = await days(17, 16)
    expect(await run(bench)).toMatchObject({ verdict: 'skipped', problem: { code: 'nothing-backed-up' } })
    await expect(async () => run(bench, { to: 'local' })).rejects.toMatchObject({ problem: { code: 'copy-into-itself' } })
    await expect(async () => run(bench, { to: 'moon' })).rejects.toMatchObject({ problem: { code: 'repository-unknown' } })
  })
})

describe('a copy that takes its time', () => {
  it('holds up no backup into its source; nothing is removed there meanwhile, and that is made up for', async () => {
    const folder = temporaryFolder('copy')
    const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
    const mirror = { of: 'local', schedule: '0 12 * * *' }
    const few = {
      ...configuration,
      repositories: { local, drive: { ...drive, mirror } },
      plans: { daily: { ...daily, keep: { last: 3 } } },
    }
    const bench = await days(17, 19, few, { folder, environment: { VAULTKEEPER_RESTIC: shim.program } })
    const hold = shim.hold('copy')
    await bench.lookAt('2026-11-19T12:00:00Z')
    await hold.reached()
    await bench.lookAt('2026-11-20T07:00:00Z')
    await waitFor('the retention', () => bench.runs().find((run) => run.startsWith('daily/local schedule')))
    await waitFor('its end', () => !bench.runs().some((run) => run.startsWith('daily/local') && run.endsWith('open')))
    expect(bench.runs().slice(-3)).toEqual([
      '@copy/drive 11-19T12:00 schedule: open',
      'daily/local/notes 11-20T07:00 schedule: done',
      'daily/local schedule: skipped being-copied',
    ])
    hold.letGo()
    await bench.at('2026-11-20T07:01:00Z')
    expect(bench.runs()).toContain('daily/local catch-up: done')
    expect(await snapshots(bench, 'local')).toHaveLength(3)
  })

  it('says when the machine slept in its middle, and what it builds on is gone', async () => {
    const folder = temporaryFolder('copy')
    const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
    const bench = await days(17, 18, configuration, { folder, environment: { VAULTKEEPER_RESTIC: shim.program } })
    await run(bench)
    writeFileSync(path.join(bench.folder, 'notes', 'a.md'), 'as of 19')
    await bench.at('2026-11-19T07:00:00Z')
    const hold = shim.hold('copy')
    const ended = run(bench)
    await hold.reached()
    const packs = readdirSync(path.join(bench.folder, 'drive/data'), { withFileTypes: true, recursive: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(packs.length).toBeGreaterThan(0)
    for (const { parentPath, name } of packs) rmSync(path.join(parentPath, name))
    await bench.lookAt('2026-11-19T09:00:00Z')
    hold.letGo()
    expect(await ended).toMatchObject({
      verdict: 'failed',
      problem: { code: 'repository-damaged', sentence: expect.stringContaining('slept') },
    })
  })

  it('ends when it is cancelled, and goes on the next time', async () => {
    const folder = temporaryFolder('copy')
    const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
    const bench = await days(18, 18, configuration, { folder, environment: { VAULTKEEPER_RESTIC: shim.program } })
    const hold = shim.hold('copy')
    const controller = new AbortController()
    const ended = run(bench, {}, testHost(controller.signal))
    await hold.reached()
    controller.abort(byPerson)
    hold.letGo()
    expect(await ended).toMatchObject({ verdict: 'cancelled', problem: { code: 'cancelled' } })
    expect(await run(bench)).toMatchObject({ verdict: 'done', result: { whole: true } })
  })
})
