import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type Bench, backUp, expectTidy, expectWords, historyOf, openBench, repositoryOf, verdictsOf } from '../helpers/cli-bench.ts'
import { signal } from '../helpers/cli-processes.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'

/** A first backup; after it, restic opens the repository without half a second of thinking. */
async function firstBackup(bench: Bench): Promise<void> {
  await backUp(bench)
  const [file = ''] = readdirSync(bench.home, { recursive: true, encoding: 'utf8' }).filter((name) => /password/.test(name))
  cheapenKey(repositoryOf(bench), readFileSync(path.join(bench.home, file), 'utf8').trim())
}

function fill(bench: Bench, files = 40): void {
  for (let index = 0; index < files; index += 1) {
    const file = path.join(bench.vault, `part-${index % 4}`, `note-${index}.md`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `# Note ${index}\n\nWhat I thought on day ${index}.\n`.repeat(3))
  }
}

const hashes = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )

it('rm -rf of a vault: status says it in numbers, the last good state brings it back, and a person answers', async () => {
  const bench = openBench()
  fill(bench)
  await firstBackup(bench)
  const good = hashes(bench.vault)
  for (const part of ['part-0', 'part-1', 'part-2']) rmSync(path.join(bench.vault, part), { recursive: true })
  const bad = await backUp(bench)
  const listed = await bench.cli(['snapshots'])
  expect(listed.stdout).toMatch(/40 files .*verified, last good state\n.*10 files .*verified, unusual\n/)
  const status = await bench.cli(['status'])
  expect(status.code).toBe(1)
  expect(status.stdout).toContain('Notes: 30 of 40 files are gone (75 %; 20 % may be).')
  expect(status.stdout).toContain('Nothing is removed until somebody has answered.')
  expect(status.stdout).toMatch(/Last good state: manual\/\S+ of .*, 40 files/)
  const command = /restore last-good --vault (\S+) --repository (\S+) --to FOLDER/.exec(status.stdout)
  const answer = /vaultkeeper status --restored (\S+)/.exec(status.stdout)?.[1] ?? ''
  expect(command?.[2]).toBe('default')
  const back = path.join(bench.folder, 'back')
  const restored = await bench.json(['restore', 'last-good', '--vault', command?.[1] ?? '', '--to', back])
  expect(restored).toMatchObject({ verdict: 'done', exitCode: 0 })
  expect(hashes(back)).toEqual(good)
  // The same state again is no news, but whoever backs it up is told.
  writeFileSync(path.join(bench.vault, 'part-3', 'new.md'), 'new')
  const again = await bench.cli(['backup', bench.vault])
  expect(again.code).toBe(0)
  expect(again.stderr).toContain('x Unusual in Notes: 30 of 40 files are gone')
  expect(historyOf(bench).filter(({ event }) => event === 'anomaly.raised')).toHaveLength(1)
  const json = await bench.json(['status'])
  expect(json).toMatchObject({
    attention: true,
    anomalies: [{ code: 'mass-deletion', plan: null, name: 'Notes', snapshot: bad.result.snapshot, lastGood: { files: 40 } }],
  })
  fill(bench)
  const answered = await bench.json(['status', '--restored', answer])
  expect(answered).toMatchObject({ exitCode: 0, attention: false, anomalies: [], answered: [{ code: 'mass-deletion' }] })
  expect(historyOf(bench).findLast(({ event }) => event === 'anomaly.answered')).toMatchObject({
    answer: 'restored',
    by: expect.stringMatching(/.+@.+/),
  })
  await backUp(bench)
  expect(await bench.json(['status'])).toMatchObject({ attention: false, anomalies: [] })
  const empty = await bench.cli(['status', '--expected'])
  expect(empty.stdout).toContain('Nothing waits for an answer.')
  expectWords(await bench.cli(['status', '--expected', answer]), { exit: 1, sentence: /No anomaly ".+" waits/, remedy: /status/ })
  expect((await bench.cli(['status', '--expected', '--restored'])).code).toBe(2)
})

it('a vault that is gone with its disk: asked once, over failing runs; quiet after "this was me"', async () => {
  const bench = openBench()
  fill(bench)
  await firstBackup(bench)
  const good = hashes(bench.vault)
  rmSync(bench.vault, { recursive: true })
  for (const _ of [1, 2])
    expect(await bench.json(['backup', bench.vault])).toMatchObject({ exitCode: 1, problem: { code: 'folder-missing' } })
  mkdirSync(bench.vault)
  const emptied = await bench.json(['backup', bench.vault])
  expect(emptied).toMatchObject({ exitCode: 1, problem: { code: 'folder-emptied' } })
  // Where there are several vaults, "latest" alone means none of them.
  expect(emptied.problem?.remedy).toMatch(/vaultkeeper restore last-good --vault notes-\S+ --repository default --to FOLDER$/)
  const raised = () => historyOf(bench).filter(({ event }) => event === 'anomaly.raised')
  expect(raised()).toMatchObject([{ code: 'vault-missing', why: 'The folder is gone with its 40 files, or its disk is not connected' }])
  const answered = await bench.cli(['status', '--expected'])
  expect(answered.stdout).toContain('Taken as expected: The folder is gone with its 40 files, or its disk is not connected (notes')
  expect(await bench.json(['backup', bench.vault])).toMatchObject({ exitCode: 1 })
  expect(raised()).toHaveLength(1)
  const back = path.join(bench.folder, 'back')
  expect(await bench.json(['restore', 'last-good', '--to', back])).toMatchObject({ verdict: 'done' })
  expect(hashes(back)).toEqual(good)
  expect(existsSync(path.join(bench.vault, 'part-0'))).toBe(false)
})

it('kill -9 while it looks at what changed: the next run finds the snapshot and asks', async () => {
  const bench = openBench()
  fill(bench)
  await firstBackup(bench)
  for (const part of ['part-0', 'part-1', 'part-2']) rmSync(path.join(bench.vault, part), { recursive: true })
  const hold = bench.shim.hold('ls')
  const running = bench.start(['backup', bench.vault])
  await hold.reached()
  signal(running.pid, 'SIGKILL')
  await running.ended
  hold.letGo()
  const raised = () => historyOf(bench).filter(({ event }) => event === 'anomaly.raised')
  expect([verdictsOf(bench, 'backup'), raised()]).toEqual([['done', 'open'], []])
  const next = await backUp(bench)
  expect(next.result).toMatchObject({ unchanged: true })
  expect(raised()).toMatchObject([{ code: 'mass-deletion', snapshot: next.result.snapshot, numbers: { filesBefore: 40, lost: 30 } }])
  await expectTidy(bench)
})
