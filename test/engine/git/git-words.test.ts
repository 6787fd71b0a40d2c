import { readdirSync, readFileSync } from 'node:fs'
import { expect, it, test } from 'vitest'
import { packIndexHas } from '../../../main/engine/git/pack-index.ts'
import { statusReader } from '../../../main/engine/git/read-status.ts'
import { freeName } from '../../../main/engine/git/regain-branch.ts'
import { lineOf, remoteFailure, withoutUser } from '../../../main/engine/git/remote-failure.ts'
import { gitBench } from '../../helpers/git-bench.ts'

const end = (stderr: string, ended: 'timeout' | null = null) => ({
  ...{ code: 128, signal: null, startError: null, stdout: '', cut: false },
  ...{ stderr, ended },
})

test.each([
  ["fatal: could not read Username for 'https://example.org': terminal prompts disabled", 'no-credentials'],
  ["remote: Invalid username or token.\nfatal: Authentication failed for 'https://example.org/a.git/'", 'no-credentials'],
  ["fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 403", 'no-credentials'],
  ['git@example.org: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'no-credentials'],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'host-unknown'],
  ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'host-unknown'],
  ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'remote-gone'],
  ["fatal: '/media/drive/notes.git' does not appear to be a git repository", 'remote-gone'],
  ["fatal: repository 'https://example.org/gone.git/' not found", 'remote-gone'],
  ['ssh: connect to host example.org port 22: Connection refused', 'offline'],
  ['ssh: connect to host example.org port 22: Network is unreachable', 'offline'],
  ['ssh: connect to host example.org port 22: Connection timed out', 'not-answering'],
  [
    "fatal: unable to access 'https://example.org/': Failed to connect to example.org port 443 after 3 ms: Couldn't connect to server",
    'offline',
  ],
  ["fatal: unable to access 'https://example.org/': SSL certificate problem: certificate has expired", 'remote-failed'],
])('%s', (stderr, state) => {
  expect(remoteFailure(end(stderr), true)).toBe(state)
})

it('takes a name that nobody knows for a remote that is gone only where there is a network', () => {
  const unknown = end('ssh: Could not resolve hostname nowhere.example: Name or service not known')
  expect([remoteFailure(unknown, true), remoteFailure(unknown, false)]).toEqual(['remote-gone', 'offline'])
  expect(remoteFailure(end('anything', 'timeout'), true)).toBe('not-answering')
})

it('tells the line that says most, and no secret in an address', () => {
  const stderr = "warning: redirecting\nfatal: unable to access 'https://person:t0ken@example.org/a.git/?key=s3cret': nothing there"
  expect(lineOf(end(stderr))).toBe("unable to access 'https://example.org/a.git/': nothing there")
  expect(withoutUser('https://t0ken@example.org/a.git')).toBe('https://example.org/a.git')
  expect(withoutUser('git@example.org:a.git')).toBe('git@example.org:a.git')
  expect(withoutUser("https://person:it's@h0me@example.org/a.git")).toBe('https://example.org/a.git')
  expect(withoutUser("fatal: 'ssh://git:s3cret@example.org:22/a.git' and https://example.org/@team/b")).toBe(
    "fatal: 'ssh://git@example.org:22/a.git' and https://example.org/@team/b",
  )
})

it('reads a status in whatever pieces it comes, with names that hold anything', () => {
  const text = [
    '# branch.oid (initial)',
    '# branch.head main',
    '1 .M N... 100644 100644 100644 aaaa bbbb two words.md',
    '2 R. N... 100644 100644 100644 aaaa bbbb R100 new name.md',
    '? not an entry of its own.md',
    'u UU N... 100644 100644 100644 100644 aaaa bbbb cccc both.md',
    '? line\nbreak.md',
    '',
  ].join('\0')
  for (const size of [1, 7, 1000]) {
    const reader = statusReader()
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size))
    expect(reader.facts()).toEqual({
      ...{ branch: 'main', commit: null, changed: 3, untracked: 1 },
      paths: ['two words.md', 'new name.md', 'both.md', 'line\nbreak.md'],
    })
  }
})

it('finds in the index of a pack what git says is in it, and nothing else', () => {
  const { git, commit, cloned, at } = gitBench()
  cloned('packed')
  for (let index = 0; index < 12; index++) commit('packed', `${index}.md`)
  git('packed', 'gc', '--quiet')
  const folder = at('packed', '.git', 'objects', 'pack')
  const index = readFileSync(`${folder}/${readdirSync(folder).find((name) => name.endsWith('.idx'))}`)
  const all = git('packed', 'rev-list', '--objects', '--all', '--no-object-names').split('\n')
  expect(all.length).toBeGreaterThan(36)
  expect(all.filter((object) => !packIndexHas(index, object))).toEqual([])
  expect(['0', 'f', '8'].filter((digit) => packIndexHas(index, digit.repeat(40)))).toEqual([])
  expect(packIndexHas(index.subarray(0, 1040), all[0] ?? '')).toBe(false)
  expect(packIndexHas(Buffer.from('no index'), all[0] ?? '')).toBe(false)
})

it('gives a branch its own name where that is free', () => {
  expect(freeName('main', ['other'])).toBe('main')
  expect(freeName('main', ['main'])).toBe('main-regained')
  expect(freeName('main', ['main', 'main-regained'])).toBe('main-regained-2')
})
