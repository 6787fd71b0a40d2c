import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openBench } from '../helpers/cli-bench.ts'

it('latest is the newest state wherever it is, and never silently an older one', async () => {
  const bench = openBench()
  const [first, second] = ['first', 'second'].map((name) => path.join(bench.folder, name)) as [string, string]
  mkdirSync(bench.home, { recursive: true })
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { notes: { path: bench.vault, recoveryDocument: false } },
      repositories: { first: { type: 'local', path: first }, second: { type: 'local', path: second } },
      plans: {
        one: { kind: 'daily', sources: ['notes'], repositories: ['first'] },
        two: { kind: 'weekly', sources: ['notes'], repositories: ['second'] },
      },
    }),
  )
  for (const name of ['FIRST', 'SECOND']) bench.environment[`VAULTKEEPER_PASSWORD_${name}`] = `of the ${name} one`
  const note = path.join(bench.vault, 'note.md')
  writeFileSync(note, 'as it was in the morning')
  expect(await bench.json(['backup', 'one'])).toMatchObject({ exitCode: 0 })
  writeFileSync(note, 'as it was in the evening')
  expect(await bench.json(['backup', 'two'])).toMatchObject({ exitCode: 0 })
  const restored = async (to: string, ...more: string[]) => {
    const target = path.join(bench.folder, to)
    const { exitCode, problem } = await bench.json(['restore', 'latest', '--to', target, ...more])
    return exitCode === 0 ? readFileSync(path.join(target, 'note.md'), 'utf8') : problem
  }
  expect(await restored('a')).toBe('as it was in the evening')

  renameSync(second, `${second}-away`)
  const refused = { code: 'latest-not-there', sentence: expect.stringContaining('in the repository "second", which is not there now') }
  expect(await restored('b')).toMatchObject(refused)
  expect(await restored('b', '--dry-run')).toMatchObject(refused)
  // Whoever names the repository knows.
  expect(await restored('b', '--repository', 'first')).toBe('as it was in the morning')

  renameSync(`${second}-away`, second)
  expect(await restored('c')).toBe('as it was in the evening')
}, 120_000)
