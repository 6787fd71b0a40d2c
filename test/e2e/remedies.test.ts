import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, openBench, repositoryOf } from '../helpers/cli-bench.ts'
import { rawRestic } from '../helpers/raw-restic.ts'

/** The words of the command that a remedy names, as a shell would take them. */
function typedIn(text: string): string[] {
  const [, command = ''] = /vaultkeeper (.*?)\.?$/m.exec(text) ?? []
  return [...command.replace(/ > FILE$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three ?? '')
}

test('what is advised works when it is typed in, also where "latest" means a snapshot of each of several vaults', {
  timeout: 60_000,
}, async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of remedies'
  mkdirSync(path.join(bench.vault, 'my ideas'))
  writeFileSync(path.join(bench.vault, 'my ideas/a picture.bin'), Buffer.from([0, 1, 2, 3]))
  await backUp(bench)
  const other = path.join(bench.folder, 'Agents')
  mkdirSync(other)
  writeFileSync(path.join(other, 'rules.md'), 'rules\n')
  const { result } = await backUp(bench, other)

  const works = async (advice: string) => {
    const words = typedIn(advice)
    const ended = await bench.cli(words)
    expect(ended.code, `${words.join(' ')}: ${ended.stderr}`).toBe(0)
  }
  const inNotes = ['--vault', 'Notes']
  for (const asked of [
    ['ls', 'latest:nope'],
    ['show', 'latest:nope'],
    ['restore', 'latest:nope', '--to', path.join(bench.folder, 'fresh')],
    ['restore', 'latest:../nope', '--to', path.join(bench.folder, 'fresh')],
  ])
    await works((await bench.json([...asked, ...inNotes])).problem?.remedy ?? '')
  await works((await bench.cli(['show', 'latest:my ideas/a picture.bin', ...inNotes])).stdout)
  await works((await bench.cli(['versions', 'my ideas/a picture.bin'])).stdout)

  // A snapshot of plain restic is of no vault, and is no third one.
  await rawRestic(repositoryOf(bench), 'of remedies')('backup', other)
  await bench.cli(['snapshots'])
  const { problem } = await bench.json(['ls', 'latest'])
  expect(problem?.sentence).toBe('"latest" means a snapshot of Agents, Notes, and one of no vault, which another program made.')
  expect(problem?.remedy).not.toContain(result.snapshot.slice(0, 8))
  const [, foreign = ''] = /The other one is: ([0-9a-f]{8})$/.exec(problem?.remedy ?? '') ?? []
  expect((await bench.cli(['ls', foreign])).code).toBe(0)
})
