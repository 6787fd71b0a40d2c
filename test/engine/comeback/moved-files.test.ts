import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { movedFiles } from '../../../main/engine/comeback/moved-files.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('a file that is not here gives way to what opened the place, be that none; one that is here stays', () => {
  const here = path.join(temporaryFolder('keys'), 'key')
  writeFileSync(here, '')
  const server = { type: 'sftp', host: 'nas.local', path: '/backups' } as const
  const gone = '/nowhere/key'
  expect(movedFiles({ ...server, identityFile: gone }, server)).toEqual([{ setting: 'identityFile', from: gone, to: undefined }])
  expect(movedFiles({ ...server, identityFile: gone }, { ...server, identityFile: here })).toMatchObject([{ to: here }])
  expect(movedFiles(server, { ...server, identityFile: here })).toEqual([{ setting: 'identityFile', from: undefined, to: here }])
  expect(movedFiles({ ...server, identityFile: here }, server)).toEqual([])
  expect(movedFiles(server, server)).toEqual([])
})
