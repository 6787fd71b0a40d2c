import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { expectFailure, openBench } from '../helpers/cli-bench.ts'

test('find and versions answer although one of the repositories is not connected', { timeout: 120_000 }, async () => {
  const bench = openBench()
  const place = (name: string) => path.join(bench.folder, name)
  for (const name of ['disk', 'stick']) {
    mkdirSync(place(name))
    bench.environment[`VAULTKEEPER_PASSWORD_${name.toUpperCase()}`] = `of ${name}`
  }
  mkdirSync(bench.home, { mode: 0o700 })
  const configuration = {
    version: 1,
    vaults: { notes: { name: 'Notes', path: bench.vault, recoveryDocument: false } },
    repositories: { disk: { type: 'local', path: place('disk/backups') }, stick: { type: 'local', path: place('stick/backups') } },
    plans: { p: { kind: 'daily', schedule: '0 7 * * *', sources: ['notes'], repositories: ['disk', 'stick'] } },
  }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  writeFileSync(path.join(bench.vault, 'garden.md'), 'tomatoes')
  expect((await bench.cli(['backup', 'p'])).code).toBe(0)
  expect((await bench.json(['find', 'garden']))['unasked']).toEqual([])
  writeFileSync(path.join(bench.vault, 'newer.md'), 'only where both were connected')
  expect((await bench.cli(['backup', 'p'])).code).toBe(0)
  renameSync(place('stick'), place('away'))

  // The stick's index knows the first snapshot only.
  const found = await bench.json(['find', 'garden'])
  expect(found).toMatchObject({
    exitCode: 3,
    unasked: [{ repository: 'stick', problem: { code: 'drive-not-connected' }, from: 'last index' }],
  })
  expect(found['groups']).toMatchObject([
    { repository: 'disk', of: 2, found: [{ path: 'garden.md', snapshots: 2, gone: false }] },
    { repository: 'stick', of: 1, found: [{ path: 'garden.md', snapshots: 1, gone: false }] },
  ])
  const said = await bench.cli(['versions', path.join(bench.vault, 'newer.md')])
  expect(said.stdout).toContain('newer.md in Notes: 1 version in 1 snapshot')
  expect(said.stderr).toMatch(/"stick".* Searched is what was seen in stick last\./)
  await expectFailure(bench, ['versions', 'nowhere.md'], {
    exit: 1,
    code: 'path-not-found',
    sentence: /No snapshot that can be asked now has "nowhere\.md"\. .*"stick"/,
    remedy: /Connect/,
  })

  rmSync(path.join(bench.home, 'cache'), { recursive: true })
  const again = await bench.cli(['find', 'garden'])
  expect(again.stderr).toContain('Nothing in stick was searched.')
  expect(again.stdout).toContain('garden.md')
  await expectFailure(bench, ['find', 'garden', '--repository', 'stick'], {
    exit: 1,
    code: 'drive-not-connected',
    sentence: /"stick"/,
    remedy: /Connect/,
  })
})
