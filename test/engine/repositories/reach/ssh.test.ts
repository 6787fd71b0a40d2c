// What ssh is told, as restic and ssh read it, and what it says of real servers.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Repository } from '../../../../main/contract/configuration/repository.ts'
import { answerOf, askSsh } from '../../../../main/engine/repositories/reach/ask-ssh.ts'
import { acceptHostKey, scanHostKey } from '../../../../main/engine/repositories/reach/host-key.ts'
import { reachOf } from '../../../../main/engine/repositories/reach/reach-of.ts'
import { mergeSshWords, sshWords } from '../../../../main/engine/repositories/reach/ssh-words.ts'
import { startSshd } from '../../../helpers/servers/sshd.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { testHome } from '../../../helpers/temporary-home.ts'

const folder = temporaryFolder('ssh')

/** Paths with everything that has a meaning to those who read them. */
const nasty = [
  '/a b',
  "/o'neil",
  '/say "hi"',
  '/back\\slash',
  "/\\'",
  '/100%h',
  '/a,b=c',
  '/~x',
  '/#hash',
  '/ü',
  '/tab\tin',
  '/\'"\\\' "',
  '/-oProxyCommand=x',
]

/**
 * How restic divides the text into words (internal/backend/shell_split.go): at blanks and backslashes outside of quotes, and at quotes; a character behind a
 * backslash is no quote.
 */
function wordsOf(text: string): string[] {
  const words: string[] = []
  let [quote, last, word] = ['', '', '']
  const end = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  for (const character of text) {
    const isQuote = last !== '\\' && (quote === '' ? character === '"' || character === "'" : character === quote)
    if (isQuote) {
      quote = quote === '' ? character : ''
      end()
      continue
    }
    last = character
    if (quote === '' && (character === '\\' || /\s/.test(character))) end()
    else word += character
  }
  end()
  if (quote !== '') throw new Error(`A quote does not end: ${text}`)
  return words
}

/** What ssh makes of it. */
function readBySsh(parameters: readonly string[]): { identities: string[]; knownHosts: string[]; proxy: string | undefined } {
  const told = execFileSync('ssh', ['-T', '-G', '-F', '/dev/null', ...parameters, 'some.host'], { encoding: 'utf8' }).split('\n')
  const of = (name: string) => told.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return { identities: of('identityfile'), knownHosts: of('userknownhostsfile'), proxy: of('proxycommand')[0] }
}

describe('options of ssh', () => {
  it('are divided by restic as this test divides them', () => {
    const bin = path.join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(
      path.join(bin, 'ssh'),
      `#!${process.execPath}\nrequire('fs').writeFileSync('${bin}/seen', JSON.stringify(process.argv.slice(2)))\n`,
    )
    chmodSync(path.join(bin, 'ssh'), 0o755)
    const words = sshWords([['UserKnownHostsFile', nasty], ...nasty.map((value) => ['IdentityFile', value] as const)])
    const option = `sftp.args=${words}`
    spawnSync(
      process.env['VAULTKEEPER_RESTIC'] ?? '',
      ['-r', 'sftp://kim@[::1]:2222//srv/a%20b', '-o', `"${option.replaceAll('"', '""')}"`, 'cat', 'config'],
      {
        env: { PATH: bin, RESTIC_PASSWORD: 'x', RESTIC_CACHE_DIR: folder },
      },
    )
    const seen = JSON.parse(readFileSync(path.join(bin, 'seen'), 'utf8'))
    expect(seen).toEqual(['::1', '-p', '2222', '-l', 'kim', ...wordsOf(words), '-s', 'sftp'])
    expect(seen).toHaveLength(5 + 1 + nasty.length + 2)
  })

  it('are what they were for ssh, whatever a path holds: no path becomes an option, a command or another path', () => {
    const character = fc.constantFrom(...' \'"\\%#,=~-$`;|&(){}[]ü', 'a', 'b', '/')
    const name = fc.string({ unit: character, minLength: 1, maxLength: 12 }).map((text) => `/${text}`)
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...nasty), name), name, (identity, hosts) => {
        // ssh puts a variable in the place of `${...}`: the configuration refuses such paths.
        fc.pre(![identity, hosts].some((text) => text.includes('${') || text !== text.trimEnd()))
        const words = wordsOf(
          sshWords([
            ['IdentityFile', identity],
            ['UserKnownHostsFile', hosts],
            ['BatchMode', 'yes'],
          ]),
        )
        expect(words).toHaveLength(3)
        // It shows the one before `%%` becomes `%` again, and the other after that.
        expect(readBySsh(words)).toEqual({ identities: [identity.replaceAll('%', '%%')], knownHosts: [hosts], proxy: undefined })
      }),
      { numRuns: 60, seed: 20261121 },
    )
  })

  it('of two servers are put into one text', () => {
    const one = sshWords([
      ['BatchMode', 'yes'],
      ['UserKnownHostsFile', ['/our hosts', '/a']],
      ['IdentityFile', "/o'ne"],
      ['IdentitiesOnly', 'yes'],
    ])
    const other = sshWords([
      ['BatchMode', 'yes'],
      ['UserKnownHostsFile', ['/our hosts', '/b "c"']],
    ])
    const merged = readBySsh(wordsOf(mergeSshWords(one, other)))
    expect(merged.identities).toEqual(["/o'ne", '~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'])
    expect(merged.knownHosts).toEqual(['/our hosts /a /b "c"'])
    const third = sshWords([
      ['BatchMode', 'yes'],
      ['UserKnownHostsFile', ['/c']],
      ['IdentityFile', '/three'],
      ['IdentitiesOnly', 'yes'],
    ])
    expect(wordsOf(mergeSshWords(one, third))).toEqual([
      '-oBatchMode=yes',
      '-oUserKnownHostsFile="/our hosts" /a /c',
      '-oIdentityFile="/o\\\'ne"',
      '-oIdentityFile=/three',
      '-oIdentitiesOnly=yes',
    ])
  })

  it('nothing in host, user or path of a place becomes an option or another place', () => {
    const anything = fc.string({
      unit: fc.oneof(fc.constantFrom(...'-@:/?#%[]\\ \n\'"$.~o'), fc.string({ minLength: 1, maxLength: 1 })),
      maxLength: 12,
    })
    fc.assert(
      fc.property(anything, anything, anything, (host, user, inside) => {
        const parsed = Repository.safeParse({ type: 'sftp', host, user, path: inside })
        if (!parsed.success) return
        const { location } = reachOf(parsed.data, { platform: 'linux', knownHosts: '/k' })
        expect(location).not.toMatch(/[\s\p{Cc}]/u)
        const url = new URL(location.replace(/^sftp:/, 'http:'))
        expect(host).not.toMatch(/^-/)
        expect(url.hostname.replace(/^\[|\]$/g, '').length).toBeGreaterThan(0)
        expect(decodeURIComponent(url.username)).toBe(user)
        expect([url.password, url.search, url.hash]).toEqual(['', '', ''])
        expect(decodeURIComponent(location.slice(location.indexOf('/', 'sftp://'.length) + 1))).toBe(inside.replace(/^~\/*/, '') || '.')
      }),
      { numRuns: 3000, seed: 20261121 },
    )
  })
})

it('what ssh says is told apart', () => {
  const of = (stderr: string, more: { code?: number | null; timedOut?: boolean; startError?: string } = {}) =>
    answerOf({ code: 255, timedOut: false, startError: undefined, ...more, stderr }).kind
  expect(of('', { code: 0 })).toBe('in')
  expect(of('No ED25519 host key is known for nas and you have requested strict checking.\r\nHost key verification failed.\r\n')).toBe(
    'host-key-unknown',
  )
  expect(of('@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key verification failed.\r\n')).toBe('host-key-changed')
  expect(of('kim@nas: Permission denied (publickey,password).\r\n')).toBe('key-refused')
  expect(of('Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\r\n')).toBe('key-refused')
  expect(of('subsystem request failed on channel 0\r\n')).toBe('no-sftp')
  expect(
    answerOf({
      code: 255,
      stderr: 'ssh: Could not resolve hostname nas: Name or service not known\r\n',
      timedOut: false,
      startError: undefined,
    }),
  ).toEqual({
    kind: 'no-answer',
    why: 'Could not resolve hostname nas: Name or service not known',
  })
  expect(of('', { code: null, timedOut: true })).toBe('no-answer')
})

describe('a host key', () => {
  it('is shown to a person, and trusted once it was confirmed; another one later is refused', async () => {
    const server = await startSshd(path.join(folder, 'server'))
    const { core } = await testHome()
    const { host, port, user, identityFile } = server
    const place = { host, port, user, identityFile }
    const own = statSync(path.join(homedir(), '.ssh/known_hosts'), { throwIfNoEntry: false })?.mtimeMs
    expect(await askSsh(core, place)).toEqual({ kind: 'host-key-unknown' })
    const key = await scanHostKey(core, place)
    const told = execFileSync('ssh-keygen', ['-lf', path.join(folder, 'server/host.pub')], { encoding: 'utf8' }).split(' ')[1]
    expect(key).toMatchObject({ type: 'ssh-ed25519', fingerprint: told })
    // It was looked at only.
    expect(await askSsh(core, place)).toEqual({ kind: 'host-key-unknown' })
    await expect(acceptHostKey(core, place, `SHA256:${'A'.repeat(43)}`)).rejects.toMatchObject({ problem: { code: 'host-key-other' } })
    await acceptHostKey(core, place, told ?? '')
    expect(statSync(core.home.knownHosts).mode & 0o777).toBe(0o600)
    expect(await askSsh(core, place)).toEqual({ kind: 'in' })
    expect(await askSsh(core, { ...place, identityFile: server.otherIdentity })).toMatchObject({
      kind: 'key-refused',
      offers: expect.stringContaining('publickey'),
    })
    const changed = await server.changeHostKey()
    expect(await askSsh(core, place)).toEqual({ kind: 'host-key-changed' })
    const next = await scanHostKey(core, place)
    expect('fingerprint' in next && next.fingerprint !== told).toBe(true)
    if ('fingerprint' in next) await acceptHostKey(core, place, next.fingerprint)
    expect(readFileSync(core.home.knownHosts, 'utf8').trim().split('\n')).toHaveLength(1)
    expect(await askSsh(core, place)).toEqual({ kind: 'in' })
    await changed.end()
    expect(await askSsh(core, place)).toMatchObject({ kind: 'no-answer', why: expect.stringContaining('Connection refused') })
    expect(await scanHostKey(core, place)).toMatchObject({ kind: 'no-answer', why: expect.stringContaining('Connection refused') })
    // The person's own file is theirs.
    expect(statSync(path.join(homedir(), '.ssh/known_hosts'), { throwIfNoEntry: false })?.mtimeMs).toBe(own)
  })
})
