import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, expectFailure, openBench, repositoryOf } from '../helpers/cli-bench.ts'
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

test('a path of this disk is looked for in its vault; nothing at all and regular expressions are answered with what may be asked', {
  timeout: 60_000,
}, async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of patterns'
  mkdirSync(path.join(bench.vault, 'ideas'))
  writeFileSync(path.join(bench.vault, 'ideas/[garden].md'), 'garden\n')
  await backUp(bench)
  const found = async (pattern: string) => {
    const { groups } = (await bench.json(['find', pattern])) as unknown as { groups: { found: { path: string }[] }[] }
    return groups.flatMap((group) => group.found.map((one) => one.path))
  }
  expect(await found(path.join(bench.vault, 'ideas/*.md'))).toEqual(['ideas/[garden].md'])
  expect(await found(path.join(bench.vault, 'garden.md'))).toEqual([])
  expect(await found('\\[garden*')).toEqual(['ideas/[garden].md'])
  const nothing = await bench.cli(['find', '.*garden.*'])
  expect([nothing.code, nothing.stdout]).toEqual([0, 'Nothing is called ".*garden.*".\n'])
  expect(nothing.stderr).toMatch(/backslash/)
  const refused = { exit: 1, sentence: /nothing to look for/, remedy: /part of a name/ }
  await expectFailure(bench, ['find', ''], { ...refused, code: 'pattern-malformed' })
  await expectFailure(bench, ['versions', ''], { exit: 1, code: 'path-missing', sentence: /No file was named/, remedy: /versions/ })

  // A file that is gone is got back as it is told, and the way there as well.
  rmSync(path.join(bench.vault, 'ideas/[garden].md'))
  writeFileSync(path.join(bench.vault, 'other.md'), 'other')
  await backUp(bench)
  const versions = await bench.cli(typedIn((await bench.cli(['find', 'garden'])).stderr))
  const advice = versions.stdout.split('\n').find((line) => line.startsWith('Get one back'))
  expect((await bench.cli(typedIn(advice ?? ''))).code).toBe(0)
  expect(readFileSync(path.join(bench.vault, 'ideas/[garden].md'), 'utf8')).toBe('garden\n')
})

test('a mistake in the command line is one JSON object as well', async () => {
  const bench = openBench()
  for (const words of [['restore', 'latest'], ['find'], ['bakcup', 'x'], ['snapshots', '--month', 'May']])
    expect((await bench.json(words)).problem, words.join(' ')).toMatchObject({
      code: 'usage',
      remedy: 'See how it is used with: vaultkeeper --help',
    })
  expect((await bench.json(['restore', 'latest'])).problem?.sentence).toBe('say where to: either --to <folder> or --in-place')
})

test('an undo tells what it put back from what had stayed, and how to go back on it', async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of undo'
  for (const name of ['one.md', 'two.md', 'three.md']) writeFileSync(path.join(bench.vault, name), name)
  await backUp(bench)
  writeFileSync(path.join(bench.vault, 'one.md'), 'changed since')
  expect((await bench.json(['restore', 'latest', '--in-place', '--overwrite', 'always'])).exitCode).toBe(0)
  const undone = await bench.cli(['undo'])
  expect(undone.stdout).toContain(': 1 file put back as it was, rights and times put back of 2 more whose content had stayed.\n')
  expect(readFileSync(path.join(bench.vault, 'one.md'), 'utf8')).toBe('changed since')
  const again = await bench.json(['undo'])
  expect(again.problem?.code).toBe('nothing-to-undo')
  const back = await bench.json(typedIn(again.problem?.remedy ?? ''))
  expect(back).toMatchObject({ exitCode: 0, result: { putBack: 3, unchanged: 2 } })
  expect(readFileSync(path.join(bench.vault, 'one.md'), 'utf8')).toBe('one.md')

  // Versions that only a safety snapshot has can be looked at, got back and compared as it is told, whatever other vaults there are.
  const other = path.join(bench.folder, 'Agents')
  mkdirSync(other)
  writeFileSync(path.join(other, 'rules.md'), 'rules')
  await backUp(bench, other)
  await bench.json(['restore', 'latest', '--vault', 'Notes', '--to', other, '--overwrite', 'always'])
  writeFileSync(path.join(other, 'one.md'), 'of agents')
  await bench.json(['restore', 'latest:one.md', '--vault', 'Notes', '--to', path.join(bench.folder, 'elsewhere')])
  writeFileSync(path.join(bench.folder, 'elsewhere/one.md'), 'elsewhere')
  await bench.json(['restore', 'latest:one.md', '--vault', 'Notes', '--to', path.join(bench.folder, 'elsewhere'), '--overwrite', 'always'])
  const told = await bench.cli(['versions', 'one.md'])
  expect(told.stdout).toMatch(/^one\.md in Notes: [34] versions/)
  expect(told.stdout).not.toMatch(/^one\.md: /m)
  const advices = told.stdout.split('\n').filter((line) => line.includes('vaultkeeper '))
  expect(advices).toHaveLength(3)
  for (const advice of advices) expect((await bench.cli(typedIn(advice))).code, advice).toBe(0)
})

test('hints for names that no terminal may see, and for paths with more slashes than needed, can be pasted', {
  timeout: 120_000,
}, async () => {
  const bench = openBench()
  mkdirSync(path.join(bench.vault, 'ideas'))
  const names = ['new\nline.md', "it's \\x1b \u001b[31m\u202e.md", 'ideas/garden.md']
  for (const content of ['first', 'second']) {
    for (const name of names) writeFileSync(path.join(bench.vault, name), `${content} of ${name}`)
    await backUp(bench)
  }
  const pasted = async (hint: string, more: string[]) => {
    const words = execFileSync('bash', ['-c', `printf '%s\\0' ${hint}`], { encoding: 'utf8' }).split('\0')
    return bench.cli([...words.slice(1, -1), ...more])
  }
  for (const name of [...names, 'ideas//garden.md', './ideas/./garden.md']) {
    const { stdout } = await bench.cli(['versions', name], { cwd: bench.vault })
    expect(stdout).not.toMatch(/[\u001b\u202e]/)
    const [show = '', restore = '', diff = ''] = [...stdout.matchAll(/vaultkeeper (?:show|restore|diff) .*$/gm)].map(([hint]) => hint)
    expect((await pasted(show, ['--raw'])).stdout).toBe(`second of ${path.normalize(name)}`)
    expect((await pasted(diff, [])).code).toBe(0)
    expect(await pasted(restore, ['--dry-run'])).toMatchObject({ code: 0, stderr: '' })
  }
  for (const name of ['./ideas/garden.md', 'ideas//garden.md'])
    expect(await bench.json(['restore', `latest:${name}`, '--to', path.join(bench.folder, 'out', name.length.toString())])).toMatchObject({
      exitCode: 0,
      result: { restored: 1 },
    })
})
