import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { snapshotStamp } from '../../../main/engine/runs/snapshot-stamp.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const time = new Date('2026-10-25T06:07:08.900Z')

test("under a clock that is not the machine's a snapshot bears its time, in restic and in the records, and is verified as any other", async () => {
  const home = await testHome({ shifted: true })
  home.setTime(time)
  const folder = path.join(temporaryFolder('stamp'), 'notes')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'a.md'), 'a')
  const ended = await backup(home.core, { folder, verify: true }, testHost())
  expect(ended).toMatchObject({ verdict: 'done', result: { report: { comparedFiles: 1, changedSince: 0 } } })
  const raw = rawRestic(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default'))
  const [snapshot] = JSON.parse(await raw('snapshots', '--json')) as { time: string }[]
  expect(new Date(snapshot?.time ?? '').toISOString()).toBe('2026-10-25T06:07:08.000Z')
  const seen = recorded(home.root).find((line) => line.event === 'run.snapshot')
  expect(seen).toMatchObject({ snapshot: { time: '2026-10-25T06:07:08.000Z' } })
})

test("under the machine's clock restic is told nothing", () => {
  expect(snapshotStamp({ now: () => time, monotonic: () => 0 })).toBeUndefined()
})
