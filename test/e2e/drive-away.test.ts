import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openBench } from '../helpers/cli-bench.ts'
import { writeNotes } from '../helpers/cli-tree.ts'

test('with a drive away the other repositories are still listed and restored from, and what fails says where', {
  timeout: 60_000,
}, async () => {
  const bench = openBench()
  writeNotes(bench.vault, 3)
  const drive = path.join(bench.folder, 'drive')
  Object.assign(bench.environment, { VAULTKEEPER_PASSWORD_DRIVE: 'one', VAULTKEEPER_PASSWORD_OTHER: 'two' })
  await bench.json(['config', 'path'])
  const configured = {
    version: 1,
    vaults: { notes: { name: 'My Notes', path: bench.vault, recoveryDocument: false } },
    repositories: { drive: { type: 'local', path: drive }, other: { type: 'local', path: path.join(bench.folder, 'other') } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive', 'other'] } },
  }
  expect(await bench.json(['init'])).toMatchObject({ exitCode: 0 })
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configured))
  expect((await bench.cli(['status'])).stdout).toMatch(/^- Nothing is backed up by the plans yet/)

  const first = await bench.cli(['backup', 'daily'])
  expect(first.code).toBe(0)
  expect(first.stdout).toMatch(/vaultkeeper restore daily\/\S+ --vault notes --repository other --to FOLDER/)
  expect((await bench.cli(['status'])).stdout).toMatch(/^✔ All is protected/)

  renameSync(drive, `${drive}-away`)
  const gone = await bench.cli(['status'])
  expect(gone.code).toBe(1)
  expect(gone.stdout).toMatch(/^x 1 thing to look at, below/)
  expect(gone.stdout).toMatch(/^x The repository "drive" is not where it was, .*\n {2}Connect its drive, or put the folder back/m)
  const listed = await bench.json(['snapshots'])
  expect(listed).toMatchObject({ exitCode: 3, unasked: [{ repository: 'drive', problem: { code: 'drive-not-connected' } }] })
  expect((listed['snapshots'] as { repository: string }[]).map(({ repository }) => repository).sort()).toEqual(['drive', 'other'])
  expect(await bench.json(['snapshots', '--repository', 'drive'])).toMatchObject({ exitCode: 1, problem: { code: 'drive-not-connected' } })
  expect(await bench.json(['restore', 'latest', '--to', path.join(bench.folder, 'back')])).toMatchObject({ exitCode: 0 })

  const second = await bench.cli(['backup', 'daily'])
  expect(second.code).toBe(1)
  expect(second.stderr).toMatch(/x My Notes into drive: The repository "drive" is not where it was/)
  expect((await bench.cli(['backup', 'dayly'])).stderr).toMatch(
    /There is no plan "dayly", and no folder of that name here\.\s+Plans are: daily\./,
  )
})
