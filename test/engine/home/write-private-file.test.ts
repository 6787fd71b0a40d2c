import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { writePrivateFile } from '../../../main/engine/home/write-private-file.ts'
import { openMountNamespace } from '../../helpers/cli-namespace.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('a private file is for its owner alone, and is never written where a planted link leads', () => {
  const folder = temporaryFolder('private')
  const [elsewhere, file] = [path.join(folder, 'elsewhere'), path.join(folder, 'file')]
  writeFileSync(elsewhere, 'somebody else wrote this')
  symlinkSync(elsewhere, file)
  writePrivateFile(file, 'secret\n')
  expect(readFileSync(elsewhere, 'utf8')).toBe('somebody else wrote this')
  expect(lstatSync(file).isFile()).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('secret\n')
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  writePrivateFile(file, 'another\n')
  expect(readFileSync(file, 'utf8')).toBe('another\n')
})

test('a private file that finds no room for all of it leaves the one before as it was, and is told', async () => {
  const folder = temporaryFolder('private')
  const { prefix, seen } = await openMountNamespace(`mount -t tmpfs -o size=16k tmpfs '${folder}'`)
  const file = path.join(folder, 'file')
  const program = JSON.stringify(path.resolve('main/engine/home/write-private-file.ts'))
  const write = (content: string) =>
    `import(${program}).then(({ writePrivateFile }) => writePrivateFile(${JSON.stringify(file)}, ${content})).catch(({ code }) => console.log(code))`
  const run = (content: string) => {
    const [nsenter = '', ...inside] = prefix
    return spawnSync(nsenter, [...inside, process.execPath, '--conditions=source', '--eval', write(content)], { encoding: 'utf8' }).stdout
  }
  expect(run("'old'")).toBe('')
  // The disk has room for the first of it.
  expect(run("'x'.repeat(20_000)")).toBe('ENOSPC\n')
  expect(readFileSync(seen(file), 'utf8')).toBe('old')
  expect(readdirSync(seen(folder))).toEqual(['file'])
  expect(run("'new'")).toBe('')
  expect(readFileSync(seen(file), 'utf8')).toBe('new')
})
