import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, expectFailure, openBench, repositoryOf } from '../helpers/cli-bench.ts'
import { rawRestic } from '../helpers/raw-restic.ts'

test('on the command line: another machine is seen, named, its snapshots are looked into and restored, and it is given up', {
  timeout: 120_000,
}, async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'correct horse battery staple'
  bench.environment['VAULTKEEPER_HOST'] = 'laptop'
  writeFileSync(path.join(bench.vault, 'ideas.md'), 'one\n')
  await backUp(bench)
  const elsewhere = path.join(bench.folder, 'person')
  const page = path.join(elsewhere, 'page.md')
  const raw = rawRestic(repositoryOf(bench), bench.environment['VAULTKEEPER_PASSWORD'], elsewhere)
  for (const day of [1, 2, 3]) {
    writeFileSync(page, `page of day ${day}\n`)
    const tags = `vault:web,plan:daily,label:daily/2026-10-0${day}`
    await raw('backup', '--quiet', '--host', 'server', '--time', `2026-10-0${day} 21:00:00`, '--tag', tags, '.')
  }

  const ofServer = await bench.json(['snapshots', '--machine', 'server'])
  expect(ofServer['snapshots']).toMatchObject(
    [1, 2, 3].map((day) => ({ label: `daily/2026-10-0${day}`, vault: 'web@server', vaultName: 'web on server', machine: 'server' })),
  )
  expect((await bench.json(['snapshots', '--machine', 'this']))['snapshots']).toMatchObject([{ machine: null, host: 'laptop' }])
  expect((await bench.cli(['status'])).stdout).toMatch(/^server: last snapshot /m)

  const named = await bench.json(['machines', 'server', '--name', 'The server', '--stale-after', '26h'])
  expect(named['machines']).toMatchObject([{ machine: 'server', name: 'The server', by: 'configuration', allowed: 26 * 3_600_000 }])
  const shown = await bench.cli(['machines'])
  expect(shown.stdout).toMatch(/The server \(server\) .* 3 snapshots .* web .* default .* 26 hours$/m)

  // By whatever a person calls it.
  expect((await bench.cli(['ls', 'daily/2026-10-02'])).stdout).toMatch(/page\.md/)
  expect((await bench.cli(['diff', 'daily/2026-10-02', 'page.md', '--vault', 'web'])).stdout).toMatch(/page of day 2/)
  expect((await bench.cli(['find', 'page.md'])).stdout).toMatch(/^web on The server/m)
  expect((await bench.json(['versions', 'page.md', '--vault', 'web@server']))['found']).toMatchObject([
    { vault: 'web@server', vaultName: 'web on The server', versions: [{}, {}, {}] },
  ])
  expect((await bench.cli(['show', 'latest:ideas.md'])).stdout).toBe('one\n')
  const target = path.join(bench.folder, 'from-server')
  const restored = await bench.json(['restore', 'latest', '--vault', 'web on The server', '--to', target])
  expect(restored).toMatchObject({ verdict: 'done', result: { label: 'daily/2026-10-03' } })
  expect(readFileSync(path.join(target, 'page.md'), 'utf8')).toBe('page of day 3\n')
  await expectFailure(bench, ['restore', 'daily/2026-10-01', '--in-place', '--overwrite', 'always'], {
    exit: 1,
    code: 'in-place-elsewhere',
    sentence: /is of The server: there is no original place of it on this machine/,
    remedy: /--to/,
  })
  expect((await bench.json(['pin', 'daily/2026-10-01'])).problem).toMatchObject({
    code: 'snapshot-of-other-machine',
    sentence: expect.stringMatching(/only The server decides how long it is kept/),
    remedy: expect.stringMatching(/Pin it there/),
  })
  expect(existsSync(path.join(bench.vault, 'page.md'))).toBe(false)
  expect((await bench.json(['machines', 'sever', '--name', 'x'])).problem).toMatchObject({
    code: 'machine-unknown',
    sentence: expect.stringMatching(/no snapshots of a machine "sever"/),
    remedy: expect.stringMatching(/There are: server\./),
  })
  const given = await bench.json(['machines', 'server', '--stale-after', 'never'])
  expect(given['machines']).toMatchObject([{ name: 'The server', allowed: null, by: 'configuration' }])
})
