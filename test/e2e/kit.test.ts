import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../helpers/cli-run.ts'
import { servedPassword, serveHome } from '../helpers/served-home.ts'

test('kit: all but the password; that only where a person sits in front of it', async () => {
  const home = await serveHome()
  await home.configure({ repositories: { default: { type: 'local', path: path.join(home.person, 'copies') } } })
  expect(await home.cli('kit')).toMatchObject({ code: 1, stderr: expect.stringContaining('not made yet') })
  expect(await home.cli('init')).toMatchObject({ code: 0 })
  const plain = await home.cli('kit')
  expect(plain.code).toBe(0)
  expect(plain.stdout).toContain(`restic -r ${path.join(home.person, 'copies')} snapshots`)
  const refused = await home.cli('kit', '--with-password')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('on a terminal only') })
  const json = await home.cli('kit', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ repository: 'default', showable: true })
  for (const { stdout, stderr } of [plain, refused, json]) expect(stdout + stderr).not.toContain(servedPassword)
  // `script` gives it a terminal.
  const cli = path.join(import.meta.dirname, '../../main/headless/cli.mjs')
  const command = `${process.execPath} --conditions=source ${cli} kit --with-password`
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.person, VAULTKEEPER_HOME: home.root }
  const shown = await start(['script', '-qec', command, '/dev/null'], {
    environment: { ...environment, VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] ?? '' },
  }).ended
  expect(shown.stdout).toContain(`Password:    ${servedPassword}`)
  expect(readFileSync(path.join(home.root, 'system-history.jsonl'), 'utf8')).not.toContain(servedPassword)
})
