import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Bench,
  backUp,
  expectFailure,
  expectHealthy,
  historyOf,
  openBench,
  repositoryFiles,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { writeNotes } from '../helpers/cli-tree.ts'
import { type Keyring, startBus } from '../helpers/keyring.ts'

let keyring: Keyring
beforeAll(async () => {
  keyring = await startBus()
})

/** A bench whose command line finds the keychain of these tests, open and with nothing in it. */
async function benchWithKeychain(): Promise<Bench> {
  await keyring.end()
  keyring.forget()
  await keyring.start()
  const bench = openBench()
  for (const [name, value] of Object.entries(keyring.environment))
    if (name !== 'PATH' && value !== undefined) bench.environment[name] = value
  writeNotes(bench.vault, 5)
  return bench
}

/** Whatever the keychain said: no other password was made, and nothing but the one repository with its one key. */
function expectNoNewPassword(bench: Bench): void {
  expect(readdirSync(path.join(bench.home, 'secrets'))).toEqual([])
  expect(bench.shim.work().filter((command) => command === 'init').length).toBeLessThanOrEqual(1)
  if (existsSync(path.join(bench.home, 'repositories', 'default'))) expect(repositoryFiles(bench, 'keys')).toHaveLength(1)
}

const locked = { exit: 1, code: 'keychain-locked', sentence: /The keychain is locked/, remedy: /Unlock it .*, or set VAULTKEEPER_PASSWORD/ }
const hung = { exit: 1, code: 'keychain-not-answering', sentence: /The keychain does not answer/, remedy: /Restart your keychain program/ }
const absent = { exit: 1, code: 'keychain-absent', sentence: /There is no keychain in this session/, remedy: /set VAULTKEEPER_PASSWORD/ }

describe('the password lies in the keychain', { timeout: 120_000 }, () => {
  test('open: kept there and nowhere else, and found again by the next run', async () => {
    const bench = await benchWithKeychain()
    const first = await bench.cli(['backup', bench.vault])
    expect(first.stdout).not.toMatch(/no keychain/)
    expect(first.code).toBe(0)
    expect(historyOf(bench).find(({ event }) => event === 'repository.known')).toMatchObject({ password: 'keychain' })
    const listed = await bench.json(['secret', 'list'])
    expect(listed['secrets']).toMatchObject([{ name: 'default', kept: 'keychain', keychain: 'ready', why: null }])
    await expectHealthy(bench)
    expectNoNewPassword(bench)
  })

  test('locked, not answering, or gone with its daemon: told apart, no new password, and fine again afterwards', async () => {
    const bench = await benchWithKeychain()
    await backUp(bench)

    await keyring.lock()
    await expectFailure(bench, ['backup', bench.vault], locked)
    expect((await bench.json(['secret', 'list']))['secrets']).toMatchObject([{ keychain: 'locked' }])

    keyring.hang()
    const { ended } = await expectFailure(bench, ['backup', bench.vault], hung)
    expect(ended.took).toBeLessThan(12_000)

    await keyring.end()
    await expectFailure(bench, ['backup', bench.vault], absent)
    await expectFailure(bench, ['backup', bench.vault], absent, { environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } })
    expectNoNewPassword(bench)

    await keyring.start()
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', ...Array(8).fill('failed'), 'done'])
  })

  test('its entry is gone: said so, no new password is made, and the old one can be given back', async () => {
    const bench = await benchWithKeychain()
    const password = 'the one from the emergency kit'
    expect(await bench.json(['secret', 'set', 'default'], { input: `${password}\n` })).toMatchObject({ exitCode: 0, kept: 'keychain' })
    await backUp(bench)
    expect((await bench.json(['secret', 'rm', 'default', '--yes'])).exitCode).toBe(0)
    await expectFailure(bench, ['backup', bench.vault], {
      exit: 1,
      code: 'password-gone',
      sentence: /The password of the repository "default" cannot be found: its entry in the keychain is gone/,
      remedy: /Your backups are still there\. Take the password from your emergency kit/,
    })
    expectNoNewPassword(bench)
    expect(await bench.json(['backup', bench.vault], { environment: { VAULTKEEPER_PASSWORD: password } })).toMatchObject({ exitCode: 0 })
    expect((await bench.json(['secret', 'set', 'default'], { input: `${password}\n` })).exitCode).toBe(0)
    await expectHealthy(bench)
  })

  test('it is another keychain than before: said so by whoever asks; all else stands, and with the password entered again all runs', async () => {
    const bench = await benchWithKeychain()
    const password = 'the one from the emergency kit'
    expect(await bench.json(['secret', 'set', 'default'], { input: `${password}\n` })).toMatchObject({ exitCode: 0, kept: 'keychain' })
    await backUp(bench)
    const settings = path.join(bench.home, 'backup_schedule.json')
    writeFileSync(
      settings,
      JSON.stringify({ version: 1, vaults: { notes: { name: 'Notes', path: bench.vault, recoveryDocument: false } } }),
    )
    await keyring.end()
    keyring.forget()
    await keyring.start()
    // Who looks first, and finds it new, does not make it one that was always there.
    expect((await bench.json(['secret', 'list']))['secrets']).toMatchObject([{ kept: 'nowhere', keychain: 'not-set' }])
    const first = await bench.json(['backup', bench.vault])
    expect(first.problem).toMatchObject({
      code: 'password-gone',
      sentence: expect.stringMatching(/the keychain is another one than before \(new, or reset\)/),
    })
    expect(first.exitCode).toBe(1)
    expectNoNewPassword(bench)
    expect(readFileSync(settings, 'utf8')).toContain('"Notes"')
    expect((await bench.json(['snapshots']))['snapshots']).toHaveLength(1)
    expect((await bench.json(['secret', 'set', 'default'], { input: `${password}\n` })).exitCode).toBe(0)
    await expectHealthy(bench)
  })
})

describe('the first backup', { timeout: 60_000 }, () => {
  test('with a keychain that is locked or does not answer makes nothing: no file in its place, no repository', async () => {
    const bench = await benchWithKeychain()
    // The canary, by which an open keychain is told from a locked one.
    expect((await bench.json(['secret', 'list'])).exitCode).toBe(0)
    await keyring.lock()
    await expectFailure(bench, ['backup', bench.vault], locked)
    keyring.hang()
    await expectFailure(bench, ['backup', bench.vault], hung)
    expectNoNewPassword(bench)
    expect(existsSync(path.join(bench.home, 'repositories', 'default'))).toBe(false)
    await keyring.end()
    await keyring.start()
    await expectHealthy(bench)
    expect(historyOf(bench).find(({ event }) => event === 'repository.known')).toMatchObject({ password: 'keychain' })
  })

  test('without any keychain keeps the password in a 0600 file and says so', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const ended = await bench.cli(['backup', bench.vault])
    expect(ended.stdout).toMatch(/There is no keychain here, so its password is kept in a file that only you can read/)
    expect(readdirSync(path.join(bench.home, 'secrets'))).toEqual(['default.password'])
    await expectHealthy(bench)
  })
})
