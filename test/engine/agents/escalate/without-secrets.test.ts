import { describe, expect, it } from 'vitest'
import { cleanerFor, isPerhapsSecret, withShortPaths } from '../../../../main/engine/agents/escalate/cleaner.ts'
import { readable, visible } from '../../../../main/engine/agents/escalate/readable.ts'
import { withoutSecrets } from '../../../../main/engine/agents/escalate/without-secrets.ts'
import { createRedactor } from '../../../../main/engine/secrets/redact.ts'
import { secretCorpus } from '../../../helpers/secret-corpus.ts'

const pem = (lines: readonly string[]) => ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----']
const base64 = (seed: number) => Buffer.from(Array.from({ length: 48 }, (_, at) => (at * 37 + seed * 101) % 256)).toString('base64')
const key = [1, 2, 3, 4, 5].map(base64)

describe('what has the form of a secret', () => {
  it('goes, whatever the guard knows', () => {
    const samples = [1, 2, 3].flatMap((seed) => secretCorpus(seed))
    expect(samples.length).toBeGreaterThanOrEqual(600)
    const left = samples.filter(({ text, secret }) => withoutSecrets(text).includes(secret))
    expect(left.map(({ what, text }) => `${what}: ${text}`)).toEqual([])
  })

  it('goes where the guard does not ask', () => {
    const texts = [
      'connecting to https://ada:pw1@example.com/x',
      'GET /data?id=1&sig=pw1pw1pw1&x=2',
      'cookie: session=pw1; theme=dark',
      'Set-Cookie: id=pw1; HttpOnly',
      'authorization: Bearer pw1.pw1.pw1',
      'DB_PASSWORD=pw1',
      'password: "pw1"',
      'login failed, passphrase=pw1',
      'git clone https://pw1pw1@git.example.com/r.git',
    ]
    expect(texts.map(withoutSecrets).filter((text) => text.includes('pw1'))).toEqual([])
  })

  it('goes with all lines of a key, also with times in front, on one line, and cut at either end', () => {
    const stamped = pem(key).map((line) => `2026-11-22T01:00:00Z ${line}`)
    const texts = [
      `a\n${pem(key).join('\n')}\nb`,
      `a\n${stamped.join('\n')}\nb`,
      `{"key":"${pem(key).join('\\n')}"}\nb`,
      `${pem(key).slice(2).join('\n')}\nb`,
      `a\n${pem(key).slice(0, -1).join('\n')}`,
    ]
    for (const text of texts) expect(key.filter((line) => withoutSecrets(text).includes(line))).toEqual([])
    expect(withoutSecrets(texts[0] ?? '')).toMatch(/^a\n[\s\S]*\nb$/)
  })

  it('leaves what a person needs to see why', () => {
    const texts = [
      'Error: listen EADDRINUSE: address already in use 127.0.0.1:4711',
      'password is missing',
      'token: expired',
      'auth: failed',
      'Basic authentication is not supported',
      'tokens=512 maxTokens: 4096 tokenUrl=https://example.com/token',
      '    at run (file:///home/ada/agents/jay/main.mjs:12:7)',
      'GET http://127.0.0.1:8080/health?verbose=1 503',
      'commit 3f2a9b1c4d5e6f708192a3b4c5d6e7f809102132 deployed',
    ]
    expect(texts.map(withoutSecrets)).toEqual(texts)
  })

  it('takes no long time over hostile text', () => {
    const texts = [
      'a'.repeat(80_000),
      'a='.repeat(40_000),
      '://'.repeat(25_000),
      'eyJ'.repeat(25_000),
      `${'A1b2'.repeat(19)}\n`.repeat(1000),
      '-----BEGIN PRIVATE KEY-----\n'.repeat(2500),
      'cookie:'.repeat(11_000),
      'password '.repeat(9000),
      '"'.repeat(80_000),
    ]
    for (const text of texts) {
      const began = process.cpuUsage()
      withoutSecrets(text)
      const { user, system } = process.cpuUsage(began)
      expect((user + system) / 1000, text.slice(0, 20)).toBeLessThan(3000)
    }
  })
})

describe('what an agent is started with', () => {
  const environment = {
    API_KEY: 'hush',
    NODE_ENV: 'production',
    DATA: '/srv/data',
    PORT: '4711',
    OPAQUE: 'zebra-17-apple',
    SITE: 'https://example.com',
  }

  it('goes where it may be a secret, in every form', () => {
    const kept = Object.entries(environment).filter(([name, value]) => !isPerhapsSecret(name, value))
    expect(kept.map(([name]) => name)).toEqual(['NODE_ENV', 'DATA', 'PORT', 'SITE'])
    const redactor = createRedactor()
    redactor.add('correct horse battery')
    const clean = cleanerFor({ redactor, ports: { environment: { HOME: '/home/ada' } } as never }, [{ environment }])
    const text = `hush zebra-17-apple ${Buffer.from('zebra-17-apple').toString('base64')} correct%20horse%20battery production /home/ada/agents`
    expect(clean(text)).toBe('••• ••• ••• ••• production ~/agents')
  })
})

describe('paths', () => {
  it('are told from the folder of the person', () => {
    const text = '/home/ada/a "/home/ada" /home/adam/b x/home/ada/c file:///home/ada/d'
    expect(withShortPaths(text, '/home/ada/')).toBe('~/a "~" /home/adam/b x/home/ada/c file://~/d')
    expect(withShortPaths('C:\\Users\\Ada\\a "C:\\\\Users\\\\Ada\\\\b"', 'C:\\Users\\Ada')).toBe('~\\a "~\\\\b"')
    expect(withShortPaths('/a/b', '/')).toBe('/a/b')
  })
})

describe('what a program wrote', () => {
  it('commands no terminal and turns no direction', () => {
    const text =
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 a\u0000b\rc\u0008 \u202egpj.exe\u200b\n\tnext\r\n'
    const seen = visible(text)
    expect(seen).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u200b]/)
    expect(seen).toContain('red ')
    expect(seen).toContain('\\u202egpj.exe')
    expect(seen).toMatch(/\n\tnext\n$/)
  })

  it('is read whatever its bytes are', () => {
    expect(readable(Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x62]))).toBe('a\ufffd\ufffd\ufffdb')
    expect(readable(Buffer.concat([Buffer.alloc(700), Buffer.from('the end')]))).toBe('[700 zeros]the end')
    expect(readable(Buffer.from('started, token=1', 'utf16le'))).toBe('started, token=1')
    expect(readable(Buffer.from('started, token=1', 'utf16le').swap16())).toBe('started, token=1')
  })
})
