import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, expectFailure, expectTidy, openBench } from '../helpers/cli-bench.ts'

type Change = { readonly path: string; readonly change: string; readonly formerPath: string | null }

test('diff tells what became of every path, line by line what became of a file, and what is on the disk now', {
  timeout: 120_000,
}, async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of diff'
  const at = (name: string) => path.join(bench.vault, name)
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(path.dirname(at(name)), { recursive: true })
    writeFileSync(at(name), content)
  }
  write('notes/plan.md', '# Plan\n\n## Week\n\n- milk\n')
  write('weights.json', '{"em":{"risk":1,"speed":2},"list":[1,2]}')
  write('same size.txt', 'one')
  write('touched.txt', 'touched only')
  write('old/name.md', 'the content of what is renamed')
  write('gone/a.md', 'a')
  write('gone/b/c.md', 'cc')
  write('image.png', Buffer.from('89504e470d0a1a0a00', 'hex'))
  symlinkSync('notes/plan.md', at('link'))
  const first: string = (await backUp(bench)).result.label
  write('notes/plan.md', '# Plan\n\n## Week\n\n- oat milk\n- bread\n')
  write('weights.json', '{"list":[1,2,3],"em":{"speed":2,"risk":9}}')
  write('same size.txt', 'two')
  utimesSync(at('touched.txt'), 1_000, 1_000)
  renameSync(at('old/name.md'), at('notes/name.md'))
  rmSync(at('gone'), { recursive: true })
  write('more/deep/x.md', 'x')
  write('image.png', Buffer.from('89504e470d0a1a0a0000', 'hex'))
  rmSync(at('link'))
  symlinkSync('weights.json', at('link'))
  const second: string = (await backUp(bench)).result.label

  // Without the second one it is the one before.
  const answer = await bench.json(['diff', 'latest'])
  expect(answer).toMatchObject({ from: { label: first }, to: { label: second } })
  expect((answer['changes'] as Change[]).map(({ path: name, change, formerPath }) => `${change} ${formerPath ?? ''}${name}`)).toEqual([
    'removed gone',
    'removed gone/a.md',
    'removed gone/b',
    'removed gone/b/c.md',
    'modified image.png',
    'modified link',
    'added more',
    'added more/deep',
    'added more/deep/x.md',
    'renamed old/name.mdnotes/name.md',
    'modified notes/plan.md',
    'modified same size.txt',
    'modified weights.json',
  ])
  expect(answer['counts']).toEqual({
    added: 1,
    removed: 2,
    modified: 5,
    renamed: 1,
    metadata: 1,
    bytesAdded: 1,
    bytesRemoved: 3,
    bytesGrown: 15,
  })
  const shown = await bench.cli(['diff', first, second, '--metadata', '--limit', '100'])
  expect(shown.stdout).toMatch(new RegExp(`^From ${first} \\(.*\\) to ${second} \\(.*\\)\n`))
  // A folder that is gone is one line, and not one of the folders in it.
  expect(shown.stdout).toMatch(/^- removed +2 files, 3 bytes +gone\/$/m)
  expect(shown.stdout).not.toContain('gone/b')
  expect(shown.stdout).toMatch(/^> renamed .* old\/name\.md -> notes\/name\.md$/m)
  expect(shown.stdout).toMatch(/^\. times, rights .* touched\.txt$/m)
  expect(shown.stdout).toMatch(
    /^1 file added \(1 byte\), 2 removed \(3 bytes\), 5 changed \(\+15 bytes\), 1 renamed, 1 with other times or rights$/m,
  )
  expect((await bench.cli(['diff', first, second, 'gone', '--limit', '1'])).stdout).toMatch(/^2 files removed \(3 bytes\)$/m)
  expect((await bench.cli(['diff', first, second, '--limit', '2'])).stdout).toMatch(/^and \d more: --limit \d+$/m)
  expect((await bench.json(['diff', first, second, '--grew']))['grown']).toContainEqual({
    folder: 'more/deep',
    bytesBefore: 0,
    bytesAfter: 1,
    filesBefore: 0,
    filesAfter: 1,
    changes: 1,
  })

  const file = async (...parameters: string[]) => (await bench.cli(['diff', ...parameters])).stdout.split('\n')
  expect(await file(first, second, 'notes/plan.md')).toEqual([
    'notes/plan.md',
    expect.stringMatching(new RegExp(`^--- ${first}: 24 bytes, changed `)),
    expect.stringMatching(new RegExp(`^\\+\\+\\+ ${second}: 36 bytes, changed `)),
    '@@ -2,4 +2,5 @@ Plan > Week',
    ' ',
    ' ## Week',
    ' ',
    '-- milk',
    '+- oat milk',
    '+- bread',
    '',
  ])
  // What is no name of a snapshot is a path: then it is what the newest one brought.
  expect(await file('latest', 'notes/plan.md')).toEqual(await file(first, second, 'notes/plan.md'))
  const json = await bench.json(['diff', first, second, 'weights.json'])
  expect(json['file']).toMatchObject({
    how: 'json',
    same: false,
    hunks: [{ context: 'em.risk', lines: expect.arrayContaining(['-    "risk": 1,', '+    "risk": 9,', '+    3']) }],
  })
  expect(await file(`${first}:image.png`, second)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/not text: 9 bytes \(PNG image\) before, 10 bytes/),
      expect.stringMatching(/^ {2}SHA-256 [0-9a-f]{64} /),
    ]),
  )
  expect(await file(first, second, 'link')).toEqual(expect.arrayContaining(['-notes/plan.md', '+weights.json']))
  expect(await file(first, second, 'touched.txt')).toContain('The content is the same.')
  expect(await file(first, second, 'notes/name.md')).toEqual(
    expect.arrayContaining(['notes/name.md, which was old/name.md', 'The content is the same.']),
  )

  // Against the disk, also where the file is not there any more.
  write('notes/plan.md', '# Plan\n\n## Week\n\n- bread\n')
  expect(await file('latest', 'notes/plan.md', '--disk')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\+\+\+ the disk: 25 bytes/), '-- oat milk', ' - bread']),
  )
  rmSync(at('same size.txt'))
  expect(await file('latest:same size.txt', '--disk')).toEqual(expect.arrayContaining(['+++ the disk: not there', '-two']))
  await expectFailure(bench, ['diff', 'latest', '--disk'], { exit: 1, code: 'path-missing', sentence: /Only a file/, remedy: /--disk/ })
  await expectFailure(bench, ['diff', 'latest', 'no.md', '--disk'], {
    exit: 1,
    code: 'path-not-found',
    sentence: /in either/,
    remedy: /find/,
  })
  await expectFailure(bench, ['diff', 'latest', '../outside', '--disk'], {
    exit: 1,
    code: 'path-not-inside',
    sentence: /no path in the vault/,
    remedy: /Name a path/,
  })
  await expectFailure(bench, ['diff', first, second, 'no.md'], { exit: 1, code: 'path-not-found', sentence: /in either/, remedy: /find/ })
  expect((await bench.cli(['diff', 'latest', 'a', 'b', '--disk'])).code).toBe(2)
  await expectTidy(bench)
})
