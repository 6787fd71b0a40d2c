import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { writePrivateFile } from '../../../main/engine/home/write-private-file.ts'
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
