import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Home, homeAt, prepareHome } from '../../../main/engine/home/home.ts'
import { systemClock } from '../../../main/engine/ports.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { checkPassword, findPassword, keepInFile, passwordFile, passwordVariables } from '../../../main/engine/secrets/password.ts'
import { createRedactor } from '../../../main/engine/secrets/redact.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { calmMachine } from '../../helpers/temporary-home.ts'

function places(environment: NodeJS.ProcessEnv = {}) {
  const home: Home = homeAt(path.join(temporaryFolder('password'), 'home'))
  prepareHome(home)
  const keychain = fakeKeychain()
  const redactor = createRedactor()
  const ports = {
    clock: systemClock,
    keychain,
    machine: calmMachine,
    environment,
    log: () => undefined,
    randomBytes: (length: number) => Buffer.alloc(length),
  }
  return { home, keychain, redactor, ports }
}

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProblemError) {
      expect(error.problem.sentence).not.toMatch(/hunter2/)
      expect(error.problem.remedy).not.toBe('')
      return error.problem.code
    }
    throw error
  }
  return 'none'
}

function file(content: string, mode = 0o600): string {
  const name = path.join(temporaryFolder('password'), 'secret')
  writeFileSync(name, content)
  chmodSync(name, mode)
  return name
}

describe('a password', () => {
  it.each(['', ' hunter2', 'hunter2 ', 'hunter2\n', 'hun\nter2', 'hun\rter2', 'hun\u0000ter2', '\ud800hunter2', '\u00a0hunter2', '\t'])(
    '%j is refused: it would not reach restic as it is',
    async (value) => {
      expect(await problemOf(() => checkPassword(value, 'here'))).toBe('password-unusable')
    },
  )

  it.each(['x', 'correct horse battery staple', 'pässwörd', '🗝🗝', '$(rm -rf /)', '-p', '\'"`', 'x'.repeat(4096)])(
    '%j is taken',
    (value) => {
      expect(checkPassword(value, 'here')).toBe(value)
    },
  )

  it('that is kept in the file comes back exactly, from a file that only its owner may read', async () => {
    const all = places()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (value) => {
        fc.pre(value === value.trim() && !/[\r\n\0]/.test(value))
        keepInFile(all.home, 'default', value)
        expect(await findPassword(all, 'default', 'file')).toEqual({ value, source: 'file' })
      }),
      { numRuns: 20 },
    )
    expect(statSync(passwordFile(all.home, 'default')).mode & 0o777).toBe(0o600)
  })

  it('comes from the environment first: value, command, file', async () => {
    const environment: NodeJS.ProcessEnv = {
      VAULTKEEPER_PASSWORD: 'from-value',
      VAULTKEEPER_PASSWORD_COMMAND: 'echo from-command',
      VAULTKEEPER_PASSWORD_FILE: file('from-file\n'),
    }
    const all = places(environment)
    all.keychain.entries.set('repository:default', 'from-keychain')
    const found = () => findPassword(all, 'default', 'keychain')
    expect(await found()).toEqual({ value: 'from-value', source: 'environment' })
    environment['VAULTKEEPER_PASSWORD'] = ''
    expect(await found()).toEqual({ value: 'from-command', source: 'command' })
    delete environment['VAULTKEEPER_PASSWORD_COMMAND']
    expect(await found()).toEqual({ value: 'from-file', source: 'file' })
    delete environment['VAULTKEEPER_PASSWORD_FILE']
    expect(await found()).toEqual({ value: 'from-keychain', source: 'keychain' })
    for (const one of ['from-value', 'from-command', 'from-file', 'from-keychain']) expect(all.redactor.redact(`x ${one}`)).toBe('x •••')
  })

  it('has variables of its own for every repository', () => {
    expect(passwordVariables('default').value).toBe('VAULTKEEPER_PASSWORD')
    expect(passwordVariables('off-site 2').file).toBe('VAULTKEEPER_PASSWORD_FILE_OFF_SITE_2')
  })

  it('comes from a command without a shell, its words divided by spaces or written as an array', async () => {
    const by = (command: string) => findPassword(places({ VAULTKEEPER_PASSWORD_COMMAND: command }), 'default', 'file')
    expect((await by('echo $HOME;ls')).value).toBe('$HOME;ls')
    expect((await by('["printf", "%s\\n", "two  words"]')).value).toBe('two  words')
    expect((await by(`["${process.execPath}", "-e", "console.log('a b')"]`)).value).toBe('a b')
  })

  it.each([
    ['that is not there', 'no-such-program-anywhere'],
    ['that fails', 'false'],
    ['that is killed', `["sh", "-c", "echo hunter2; kill -9 $$"]`],
    ['that fails with the secret in its mouth', `["sh", "-c", "echo hunter2 >&2; echo hunter2; exit 3"]`],
    ['of nothing', '[]'],
    ['of spaces', '  '],
  ])('is not there for a command %s', async (_, command) => {
    expect(await problemOf(() => findPassword(places({ VAULTKEEPER_PASSWORD_COMMAND: command }), 'default', 'file'))).toBe(
      'password-command',
    )
  })

  it('that a command prints with something else is refused', async () => {
    const two = places({ VAULTKEEPER_PASSWORD_COMMAND: `["printf", "hunter2\\nand more\\n"]` })
    expect(await problemOf(() => findPassword(two, 'default', 'file'))).toBe('password-unusable')
  })

  it.each([0o644, 0o640, 0o604, 0o666, 0o620])('in a file that others may open (%o) is refused', async (mode) => {
    const open = places({ VAULTKEEPER_PASSWORD_FILE: file('hunter2\n', mode) })
    expect(await problemOf(() => findPassword(open, 'default', 'keychain'))).toBe('password-file-open')
  })

  it('that is gone, empty, or in no file at all is told from each other', async () => {
    const named = (name: string) => problemOf(() => findPassword(places({ VAULTKEEPER_PASSWORD_FILE: name }), 'default', 'file'))
    expect(await named(path.join(temporaryFolder(), 'not-there'))).toBe('password-gone')
    expect(await named(file(''))).toBe('password-unusable')
    expect(await named(file('\n'))).toBe('password-unusable')
    expect(await named(file('hunter2\n\n'))).toBe('password-unusable')
    expect(await problemOf(() => findPassword(places(), 'default', 'file'))).toBe('password-gone')
    await expect(findPassword(places(), 'drive', 'file')).rejects.toMatchObject({
      problem: { remedy: 'Put the file back, or give the password with VAULTKEEPER_PASSWORD_DRIVE.' },
    })
  })

  it('is never made anew, whatever the keychain says', async () => {
    const all = places()
    const asked = () => problemOf(() => findPassword(all, 'default', 'keychain'))
    all.keychain.condition = 'locked'
    expect(await asked()).toBe('keychain-locked')
    all.keychain.condition = 'absent'
    expect(await asked()).toBe('keychain-absent')
    all.keychain.condition = 'not-answering'
    expect(await asked()).toBe('keychain-not-answering')
    all.keychain.condition = 'open'
    expect(await asked()).toBe('password-gone')
    expect(all.keychain.entries.size).toBe(0)
    expect(existsSync(passwordFile(all.home, 'default'))).toBe(false)
  })

  it('that is gone because the keychain is another one is told so', async () => {
    const all = places()
    await all.keychain.set('repository:default', 'hunter2')
    const sentence = async () => {
      const error: unknown = await findPassword(all, 'default', 'keychain').catch((thrown: unknown) => thrown)
      return error instanceof ProblemError ? error.problem.sentence : ''
    }
    all.keychain.entries.clear()
    expect(await sentence()).toContain('its entry in the keychain is gone')
    all.keychain.replace()
    expect(await sentence()).toContain('another one than before')
  })

  it('is nowhere in what is written besides its own file', () => {
    const { home } = places()
    keepInFile(home, 'default', 'hunter2')
    expect(readFileSync(passwordFile(home, 'default'), 'utf8')).toBe('hunter2\n')
  })
})
