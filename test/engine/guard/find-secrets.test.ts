import { describe, expect, it } from 'vitest'
import { findSecrets } from '../../../main/engine/guard/find-secrets.ts'
import { innocentFiles } from '../../helpers/innocent-files.ts'
import { secretCorpus } from '../../helpers/secret-corpus.ts'

describe('of what is known to be secret', () => {
  const samples = secretCorpus()

  it('finds every one, and its place', () => {
    expect(samples.length).toBeGreaterThanOrEqual(200)
    const missed = samples.filter(({ text, file, secret }) => {
      const line = text.slice(0, text.indexOf(secret)).split('\n').length
      return !findSecrets(text, file).some(
        (found) => found.line === line && (found.secret.includes(secret) || secret.includes(found.secret)),
      )
    })
    expect(missed.map(({ what, text }) => `${what}: ${text}`)).toEqual([])
  })

  it('finds each once', () => {
    expect(samples.filter(({ text, file }) => findSecrets(text, file).length !== 1).map(({ what, text }) => `${what}: ${text}`)).toEqual([])
  })

  it('finds others of the same kinds as well', () => {
    const all = [1, 2, 3, 4, 5].flatMap((seed) => secretCorpus(seed))
    const missed = all.filter(({ text, file }) => findSecrets(text, file).length === 0)
    // A drawn text may look like a word: one in a thousand.
    expect(missed.length, missed.map(({ text }) => text).join('\n')).toBeLessThanOrEqual(all.length / 1000)
  })
})

describe('of what is none', () => {
  const files = Object.entries(innocentFiles)

  it('finds nothing', () => {
    expect(files.reduce((lines, [, text]) => lines + text.split('\n').length, 0)).toBeGreaterThanOrEqual(300)
    const alarms = files.flatMap(([file, text]) =>
      findSecrets(text, file).map(({ line, kind }) => `${file}:${line} ${kind} ${text.split('\n')[line - 1]}`),
    )
    expect(alarms).toEqual([])
  })
})

describe('tells of a secret', () => {
  const key = `gh${'p_'}Zx81kQw0LmN47vTyBc29RsDf36HjUa5EoPi2`

  it('where it is, what it is and who can revoke it; of it at most its beginning, and nothing of a password', () => {
    const text = `# one\n\nA=1\nGITHUB=${key}\nDB_PASSWORD=blue-harbour-window\n`
    expect(findSecrets(text, '.env.example')).toEqual([
      { kind: 'GitHub token', issuer: 'GitHub', line: 4, secret: key, begins: 'gh' },
      { kind: 'password', issuer: null, line: 5, secret: 'blue-harbour-window', begins: null },
    ])
  })

  it('nothing where a person says on the line that it is none, in the words of other programs as well', () => {
    for (const words of ['not a secret', 'gitleaks:allow', 'pragma: allowlist secret']) {
      expect(findSecrets(`A=${key} # ${words}`, 'x')).toEqual([])
      expect(findSecrets(`A=${key}\n# ${words}\nB=${key}`, 'x')).toHaveLength(2)
    }
  })

  it('in files of checksums only what has a known form', () => {
    const lock = `"token": "9fceb02d0ae598e95dc970b74767f19372d61af8", "resolved": "https://${key}@npm.example.com/x.tgz"`
    expect(findSecrets(lock, 'a/package-lock.json').map(({ kind }) => kind)).toEqual(['GitHub token'])
  })
})

describe('in tests', () => {
  it('passwords are invented, and keys are not', () => {
    const text = `login({ password: 'Tr0ub4dor&3', key: '${`gh${'p_'}Zx81kQw0LmN47vTyBc29RsDf36HjUa5EoPi2`}' })`
    expect(findSecrets(text, 'src/login.ts').map(({ kind }) => kind)).toEqual(['password', 'GitHub token'])
    for (const file of ['test/login.ts', 'src/login.test.ts', 'app/__tests__/login.js', 'login_test.go'])
      expect(findSecrets(text, file).map(({ kind }) => kind)).toEqual(['GitHub token'])
    expect(findSecrets(text, 'src/contest/login.ts')).toHaveLength(2)
  })
})

describe('reads any text in time that grows as the text does', () => {
  // Each would take minutes where one of the patterns went back and forth.
  const hostile: Readonly<Record<string, (length: number) => string>> = {
    'one letter': (length) => 'a'.repeat(length),
    'names without values': (length) => 'token = '.repeat(length / 8),
    'quotes that never end': (length) => 'token="a'.repeat(length / 8),
    addresses: (length) => 'https://a:'.repeat(length / 10),
    'beginnings of keys': (length) => `-----BEGIN ${'PRIVATE'} KEY-----\n`.repeat(length / 28),
    'headers of keys': (length) => `-----BEGIN ${'PRIVATE'} KEY-----\n${'Proc-Type: 4\n'.repeat(length / 13)}`,
    'beginnings of web tokens': (length) => 'eyJhbGciOiJIUzI1.'.repeat(length / 17),
    blanks: (length) => `token${' '.repeat(length)}`,
    'a long number': (length) => '12345678'.repeat(length / 8),
    'known beginnings': (length) => 'sk-ant-api03-xoxb-glpat-ya29.1//0'.repeat(length / 33),
  }

  it.each(Object.keys(hostile))('%s', (kind) => {
    const text = hostile[kind]?.(100_000) ?? ''
    const begun = performance.now()
    findSecrets(text, 'x.txt')
    // A tenth of a second on a quiet machine, and ten thousand times as long where the time goes by the square of the length.
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})
