import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import { repair, verify } from '../../../main/engine/runs/verify-run.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('a repair after packs were lost stores anew what the plans take of a vault, and nothing else', async () => {
  const bench = await scheduleBench({
    configuration: {
      vaults: { em: { path: '~/em', recoveryDocument: false } },
      repositories: { cloud: { type: 'local', path: '~/cloud', prune: false } },
      plans: { weights: { kind: 'daily', sources: [{ vault: 'em', include: ['*.json'] }], repositories: ['cloud'] } },
    },
    started: '2026-11-16T12:00:00Z',
  })
  writeFileSync(path.join(bench.folder, 'em', 'weights.json'), '{}')
  writeFileSync(path.join(bench.folder, 'em', 'diary.md'), 'not for the cloud')
  expect(await runPlanNow(bench.core, 'weights', testHost())).toMatchObject([{ verdict: 'done' }])
  const data = path.join(bench.folder, 'cloud', 'data')
  for (const name of readdirSync(data, { recursive: true, withFileTypes: true }))
    if (name.isFile()) rmSync(path.join(name.parentPath, name.name))
  expect(await repair(bench.core, 'cloud', testHost())).toMatchObject({ verdict: 'done' })
  const made = bench
    .events('run.snapshot')
    .slice(1)
    .map(({ counts }) => counts.files)
  expect(made).toEqual([1])
}, 60_000)

it('a snapshot whose file cannot be read is named, proves nothing, and is put aside by the repair, so that space is freed again', async () => {
  const home = await testHome()
  const vault = temporaryFolder('vault')
  const ids: string[] = []
  for (let day = 1; day <= 3; day++) {
    writeFileSync(path.join(vault, 'notes.md'), `notes of day ${day}`)
    const ended = await backup(home.core, { folder: vault, verify: true }, testHost())
    ids.push(ended.result?.snapshot ?? '')
  }
  const [flipped = '', emptied = '', whole = ''] = ids
  const location = path.join(home.core.home.repositories, 'default')
  const fileOf = (id: string) => path.join(location, 'snapshots', id)
  const content = readFileSync(fileOf(flipped))
  content.writeUInt8(content.readUInt8(100) ^ 1, 100)
  writeFileSync(fileOf(flipped), content)
  expect(await verify(home.core, 'default', testHost())).toMatchObject({
    verdict: 'not-verified',
    problem: { code: 'repository-damaged', sentence: expect.stringContaining(`the snapshot ${flipped.slice(0, 8)} cannot be read`) },
  })
  const proven = async () => (await listSnapshots(home.core, 'default', testHost())).snapshots.map(({ verified }) => verified !== null)
  expect(await proven()).toEqual([false, true, true])
  // Over one that is too short restic crashes.
  writeFileSync(fileOf(emptied), '')
  const mended = await repair(home.core, 'default', testHost())
  expect(mended).toMatchObject({ verdict: 'warnings', warnings: { length: 2 } })
  for (const id of [flipped, emptied]) expect(mended.warnings.join()).toContain(id.slice(0, 8))
  expect(readdirSync(path.join(location, 'damaged-snapshots')).toSorted()).toEqual([flipped, emptied].toSorted())
  const { snapshots } = await listSnapshots(home.core, 'default', testHost())
  expect(snapshots.map(({ id, vanished }) => [id, vanished]).slice(0, 1)).toEqual([[whole, null]])
  expect(await verify(home.core, 'default', testHost())).toMatchObject({ verdict: 'done' })
  const freed = await prune(home.core, 'default', null, await circumstancesOf(home.core), testHost())
  expect(freed).toMatchObject({ verdict: 'done' })
})
