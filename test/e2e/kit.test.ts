import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { passwordFile } from '../../main/engine/secrets/password.ts'
import { cliCommand, start } from '../helpers/cli-run.ts'
import { filesHolding, formsOf } from '../helpers/secret-forms.ts'
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
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home.person,
    VAULTKEEPER_HOME: home.root,
    VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] ?? '',
  }
  const atTerminal = (...words: string[]) =>
    start(['script', '-qec', [process.execPath, '--conditions=source', cli, 'kit', ...words].join(' '), '/dev/null'], {
      environment,
      cwd: home.person,
    }).ended
  // Alone, it is written where only this person can read it, with a word of warning; what is there is left as it is.
  const [blank, full] = ['blank.html', 'full.html'].map((name) => path.join(home.person, name))
  expect(await home.cli('kit', '--html', blank ?? '')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('The password is not in it'),
  })
  const shown = await atTerminal('--with-password', '--html', 'full.html')
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('It holds the password') })
  expect(shown.stdout).not.toContain(servedPassword)
  expect(
    [blank, full].map((file) => [statSync(file ?? '').mode & 0o777, readFileSync(file ?? '', 'utf8').includes(servedPassword)]),
  ).toEqual([
    [0o600, false],
    [0o600, true],
  ])
  expect(await home.cli('kit', '--html', blank ?? '')).toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
  expect((await atTerminal('--with-password')).stdout).toContain(`Password:    ${servedPassword}`)
  const check = (typed: string) => start([...cliCommand, 'kit', '--check'], { environment, input: `${typed}\n` }).ended
  expect(await check('battery staple')).toMatchObject({ code: 1, stdout: expect.stringContaining('not the end') })
  expect(await check(servedPassword)).toMatchObject({ code: 0, stdout: expect.stringContaining('Right') })
  expect(filesHolding(home.root, formsOf(servedPassword))).toEqual([passwordFile(home.core.home, 'default')])
})
