import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, backUp, expectFailure, expectTidy, openBench, repositoryOf } from '../helpers/cli-bench.ts'
import { rawRestic } from '../helpers/raw-restic.ts'

/** Three states of a vault: a note is changed, one deleted, one renamed, and another vault beside it has a note of the same name. */
async function threeStates(): Promise<{ bench: Bench; labels: string[]; ids: string[] }> {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of find'
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(bench.vault, name)), { recursive: true })
    writeFileSync(path.join(bench.vault, name), text)
  }
  const [labels, ids]: [string[], string[]] = [[], []]
  const keep = async (folder = bench.vault) => {
    const { result } = await backUp(bench, folder)
    labels.push(result.label)
    ids.push(result.snapshot)
  }
  write('ideas/garden.md', '# Garden\n\n- tomatoes\n')
  write('ideas/old name.md', 'the content of what is renamed\n')
  write('gone.md', 'to be deleted\n')
  write('esc\u001b[31m.md', 'red \u001b[2J\n')
  write('large.bin', 'x\0\0\0'.repeat(100_000))
  symlinkSync('ideas/garden.md', path.join(bench.vault, 'link.md'))
  await keep()
  write('ideas/garden.md', '# Garden\n\n- potatoes\n- tomatoes\n')
  rmSync(path.join(bench.vault, 'gone.md'))
  renameSync(path.join(bench.vault, 'ideas/old name.md'), path.join(bench.vault, 'ideas/new name.md'))
  await keep()
  write('unrelated.txt', 'changes nothing for the others\n')
  await keep()
  const other = path.join(bench.folder, 'Agents')
  mkdirSync(path.join(other, 'ideas'), { recursive: true })
  writeFileSync(path.join(other, 'ideas/garden.md'), 'of the agents')
  await keep(other)
  return { bench, labels, ids }
}

test('find, versions, ls, snapshots and their calendar answer from what is known, each vault for itself', {
  timeout: 120_000,
}, async () => {
  const { bench, labels, ids } = await threeStates()
  const found = await bench.cli(['find', 'GARDEN'])
  expect(found.code, found.stderr).toBe(0)
  expect(found.stdout.split('\n').map((line) => line.trim())).toEqual([
    'Notes',
    expect.stringMatching(/^size +changed +in +from and until +path$/),
    expect.stringMatching(/^32 bytes .* 3 of 3 snapshots .* ideas\/garden\.md$/),
    '',
    'Agents',
    expect.stringMatching(/^size/),
    expect.stringMatching(/^13 bytes .* 1 of 1 snapshot .* ideas\/garden\.md$/),
    '',
  ])
  bench.shim.forget()
  const deleted = await bench.json(['find', 'gone.md', '--vault', 'Notes'])
  expect(deleted['groups']).toMatchObject([
    { vaultName: 'Notes', of: 3, found: [{ path: 'gone.md', gone: true, snapshots: 1, newest: { id: ids[0] } }], more: false },
  ])
  expect((await bench.cli(['find', '*/old*'])).stdout).toMatch(/deleted +ideas\/old name\.md/)
  expect((await bench.cli(['find', 'esc'])).stdout).toContain('esc\\x1b[31m.md')
  // The file that is meant, wherever somebody stands.
  const inside = { cwd: path.join(bench.vault, 'ideas') }
  const hint = /vaultkeeper (versions .*)/.exec((await bench.cli(['find', 'unrelated'], inside)).stderr)?.[1]?.split(' ') ?? []
  expect(hint[1]).toBe(path.join(bench.vault, 'unrelated.txt'))
  expect((await bench.json(hint, inside))['found']).toMatchObject([{ path: 'unrelated.txt' }])
  expect((await bench.json(['find', 'md', '--limit', '1', '--vault', 'Notes']))['groups']).toMatchObject([{ found: [{}], more: true }])
  expect((await bench.json(['find', 'gone', '--in', labels[1] ?? '']))['groups']).toMatchObject([{ found: [] }])
  expect((await bench.cli(['find', 'no such name'])).stdout).toBe('Nothing is called "no such name".\n')
  await expectFailure(bench, ['find', '[a'], { exit: 1, code: 'pattern-malformed', sentence: /not a pattern/, remedy: /backslash/ })

  // By a path in a vault, by one on this disk, and of what is not there any more.
  const versions = await bench.json(['versions', path.join(bench.vault, 'ideas/garden.md')])
  expect(versions['found']).toMatchObject([
    {
      vaultName: 'Notes',
      path: 'ideas/garden.md',
      gone: false,
      versions: [{ size: 32, snapshots: [{ label: labels[1] }, { label: labels[2] }] }, { size: 21 }],
    },
  ])
  expect((await bench.json(['versions', 'garden.md'], { cwd: path.join(bench.vault, 'ideas') }))['found']).toEqual(versions['found'])
  expect(((await bench.json(['versions', 'ideas/garden.md']))['found'] as unknown[]).length).toBe(2)
  const told = await bench.cli(['versions', 'gone.md'])
  expect(told.stdout).toMatch(/^gone\.md in Notes: 1 version in 1 snapshot; deleted since\n/)
  expect(told.stdout).toContain(`vaultkeeper show ${labels[0]}:gone.md`)
  await expectFailure(bench, ['versions', 'nowhere.md'], {
    exit: 1,
    code: 'path-not-found',
    sentence: /No snapshot has/,
    remedy: /vaultkeeper find nowhere.md/,
  })

  // With its vault: that of the other was made in the same second, and is called the same, where the machine is quick.
  const sorted = await bench.cli(['ls', labels[2] ?? '', '--vault', 'Notes', '--recursive', '--sort', 'size', '--limit', '2', '--json'])
  expect(
    sorted.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { path: string }).path),
  ).toEqual(['/large.bin', '/ideas/garden.md'])
  expect((await bench.cli(['ls', `${labels[0]}:ideas`])).stdout).toMatch(/^-rw.* ideas\/garden\.md\n-rw.* ideas\/old name\.md\n$/)
  expect((await bench.cli(['ls', `${ids[0]}:link.md`])).stdout).toMatch(/^Lrwxrwxrwx .* link\.md\n$/)

  // Nor is the password needed for what the ledger knows.
  bench.environment['VAULTKEEPER_PASSWORD'] = 'another'
  expect((await bench.json(['snapshots']))['snapshots']).toMatchObject(labels.map((label) => ({ label })))
  expect((await bench.json(['snapshots', '--vault', 'Notes', '--most', '2']))['snapshots']).toMatchObject([
    { label: labels[1] },
    { label: labels[2] },
  ])
  const calendar = await bench.json(['snapshots', '--calendar'])
  const days = (calendar['vaults'] as { name: string; days: { snapshots: string[] }[] }[]).map(({ name, days: all }) => [
    name,
    all.reduce((sum, { snapshots }) => sum + snapshots.length, 0),
  ])
  expect(days).toEqual([
    ['Notes', 3],
    ['Agents', 1],
  ])
  const shown = await bench.cli(['snapshots', '--calendar', '--vault', 'Notes'])
  expect(shown.stdout).toMatch(/^Notes {2}3 snapshots on [12] of [12] days? since \d{4}-\d\d-\d\d; the last on this day\n/)
  expect(shown.stdout).toMatch(/\d■[123]/)
  expect((await bench.cli(['snapshots', '--month', '2026-13'])).code).toBe(2)
  // None of this needed restic.
  expect(bench.shim.work()).toEqual([])
})

test('show prints what a terminal may see of a file, its bytes only where no terminal is, and what plain restic put there', {
  timeout: 120_000,
}, async () => {
  const { bench, labels } = await threeStates()
  const at = (name: string) => `${labels[0]}:${name}`
  const text = await bench.cli(['show', at('esc\u001b[31m.md')])
  expect(text.stdout).toBe('red \\x1b[2J\n')
  expect(text.stderr).toMatch(/esc\\x1b\[31m\.md: Markdown, 9 bytes, changed/)
  expect((await bench.cli(['show', at('large.bin')])).stdout).toMatch(
    /^large\.bin: binary file, 400 kB, changed .*\nAll of it: vaultkeeper show/,
  )
  expect((await bench.cli(['show', at('link.md')])).stdout).toMatch(/^link\.md is a link that leads to ideas\/garden\.md, changed/)
  expect(await bench.json(['show', at('ideas/garden.md')])).toMatchObject({
    path: 'ideas/garden.md',
    kind: { kind: 'text', format: 'markdown' },
    text: '# Garden\n\n- tomatoes\n',
    cut: false,
  })
  const bytes = await bench.cli(['show', at('large.bin'), '--raw'])
  expect(bytes.stdout).toBe(readFileSync(path.join(bench.vault, 'large.bin'), 'utf8'))
  expect((await bench.cli(['show', at('large.bin'), '--raw', '--json'])).code).toBe(2)
  // A terminal would obey them.
  bench.prefix = ['sh', '-c', 'exec script -qec "$*" /dev/null', 'sh']
  const onTerminal = await bench.cli(['show', at('large.bin'), '--raw'])
  bench.prefix = []
  expect([onTerminal.code, onTerminal.stdout]).toEqual([
    1,
    expect.stringMatching(/^.*x.* Bytes as they are may be commands for the terminal\./),
  ])
  await expectFailure(bench, ['show', at('ideas')], { exit: 1, code: 'not-a-file', sentence: /is a folder/, remedy: /vaultkeeper ls/ })
  await expectFailure(bench, ['show', labels[0] ?? ''], { exit: 1, code: 'path-missing', sentence: /names no file/, remedy: /latest:/ })
  await expectFailure(bench, ['show', at('no.md')], {
    exit: 1,
    code: 'path-not-found',
    sentence: /There is no "no\.md"/,
    remedy: /vaultkeeper ls/,
  })

  // What plain restic put there is found by its whole path, and so is a file of this disk.
  const raw = rawRestic(repositoryOf(bench), bench.environment['VAULTKEEPER_PASSWORD'])
  await raw('backup', '--quiet', '--host', 'elsewhere', bench.vault)
  const versions = await bench.json(['versions', path.join(bench.vault, 'ideas/garden.md')])
  const whole = path.join(bench.vault, 'ideas/garden.md').slice(1)
  expect(versions['found']).toMatchObject([
    { vaultName: 'Notes', path: 'ideas/garden.md', versions: [{}, {}] },
    {
      vault: `${bench.vault}@elsewhere`,
      vaultName: `${bench.vault} on elsewhere`,
      path: whole,
      versions: [{ size: 32, snapshots: [{ label: null }] }],
    },
  ])
  const [, foreign] = versions['found'] as { versions: { snapshots: { id: string }[] }[] }[]
  const id = foreign?.versions[0]?.snapshots[0]?.id ?? ''
  expect((await bench.cli(['show', `${id.slice(0, 8)}:${whole}`])).stdout).toBe('# Garden\n\n- potatoes\n- tomatoes\n')
  expect((await bench.json(['find', 'garden']))['groups']).toMatchObject([
    { vaultName: 'Notes' },
    { vaultName: 'Agents' },
    { vault: `${bench.vault}@elsewhere`, found: [{ path: whole }] },
  ])
  expect((await bench.cli(['diff', labels[0] ?? '', id.slice(0, 8)])).code).toBe(0)
  await expectTidy(bench)
})

test('find tells two vaults of one name apart by their folders', { timeout: 60_000 }, async () => {
  const bench = openBench()
  bench.environment['VAULTKEEPER_PASSWORD'] = 'of find'
  const folders = ['own', 'work'].map((name) => path.join(bench.folder, name, 'Notes'))
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'plan.md'), folder)
    await backUp(bench, folder)
  }
  const { stdout } = await bench.cli(['find', 'plan.md'])
  expect(stdout.split('\n').filter((line) => line.startsWith('Notes'))).toEqual(folders.map((folder) => `Notes (${folder})`))
})
