import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openBench } from '../helpers/cli-bench.ts'

test('recovery-doc: how the documents stand, brought up to date, printed; a backup keeps them so', { timeout: 180_000 }, async () => {
  const bench = openBench()
  const configure = (name: string, more: object = {}) => {
    mkdirSync(bench.home, { recursive: true })
    const configuration = { version: 1, vaults: { notes: { name, path: bench.vault }, ...more } }
    writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  }
  expect(await bench.json(['recovery-doc'])).toMatchObject({ exitCode: 1, problem: { code: 'no-vaults' } })
  writeFileSync(path.join(bench.vault, 'a.md'), 'the only copy')
  configure('My notes\n')
  expect(await bench.json(['recovery-doc'])).toMatchObject({ exitCode: 1, problem: { code: 'configuration-broken' } })
  configure('My notes')
  const file = path.join(bench.vault, '00_system/docs/disaster-recovery.md')
  expect(await bench.json(['recovery-doc'])).toMatchObject({ exitCode: 1, documents: [{ vault: 'notes', state: 'missing', path: file }] })
  const written = await bench.cli(['recovery-doc', '--write'])
  expect(written).toMatchObject({ code: 0, stdout: `+ My notes: written  ${file}\n` })
  const printed = await bench.cli(['recovery-doc', 'notes', '--stdout'])
  expect(printed.stdout.trimEnd()).toBe(readFileSync(file, 'utf8').trimEnd())
  // Edited by hand, while nothing follows it: the next backup of the vault brings it up to date, and has it in its snapshot.
  configure('Notes of Ada')
  expect(await bench.cli(['recovery-doc', 'notes'])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^! Notes of Ada: out of date/),
  })
  expect(await bench.json(['backup', bench.vault])).toMatchObject({ verdict: 'done', result: { counts: { files: 2 } } })
  expect(await bench.cli(['recovery-doc'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\+ Notes of Ada: current/) })
  // Something else in its place is a note on the way, and the backup goes on.
  rmSync(file)
  writeFileSync(file, 'my own plan')
  const backed = await bench.cli(['backup', bench.vault])
  expect(backed.code).toBe(0)
  expect(backed.stderr).toContain('is not from Vaultkeeper')
  expect(readFileSync(file, 'utf8')).toBe('my own plan')
  configure('Notes', { other: { path: path.join(bench.folder, 'gone') } })
  const both = await bench.cli(['recovery-doc', '--stdout'])
  expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('notes, other') })
  // A folder that no configuration names has none.
  const plain = path.join(bench.folder, 'plain')
  mkdirSync(plain)
  writeFileSync(path.join(plain, 'a.md'), 'a')
  expect(await bench.json(['backup', plain])).toMatchObject({ verdict: 'done', result: { counts: { files: 1 } } })
})
