import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { gitLimits } from '../../../main/engine/git/git-at.ts'
import { guardStaged } from '../../../main/engine/guard/guard-staged.ts'
import { guardVault } from '../../../main/engine/guard/guard-vault.ts'
import { type GitPair, gitPair } from '../../helpers/git-pair.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const key = `gh${'p_'}Zx81kQw0LmN47vTyBc29RsDf36HjUa5EoPi2`
const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim()
let pair: GitPair

/** The environment with a `git` that does something else where one of its words is this one. */
function withGit(word: string, instead: string): NodeJS.ProcessEnv {
  const folder = path.join(pair.folder, 'bin')
  const program = path.join(folder, 'git')
  mkdirSync(folder, { recursive: true })
  writeFileSync(program, `#!/bin/sh\nfor word in "$@"; do\n  if [ "$word" = "${word}" ]; then ${instead}; fi\ndone\nexec ${real} "$@"\n`)
  chmodSync(program, 0o755)
  return { ...pair.environment, PATH: `${folder}:${pair.environment['PATH']}` }
}

const staged = (environment: NodeJS.ProcessEnv) => guardStaged({ environment, limits: gitLimits }, pair.vault, {})
const ofVault = async (environment: NodeJS.ProcessEnv) =>
  guardVault((await testHome({ environment })).core, pair.vault, new AbortController().signal)

/** Removes the contents of a file from the repository, as a partial clone lacks them. */
function lose(name: string): void {
  const oid = pair.git('rev-parse', `:${name}`)
  rmSync(path.join(pair.vault, '.git/objects', oid.slice(0, 2), oid.slice(2)), { force: true })
}

beforeEach(() => {
  pair = gitPair('unread')
  for (const [name, text] of [
    ['.claude/settings.json', `{ "env": { "SEARCH_TOKEN": "${key}" } }\n`],
    ['other.md', 'nothing of that kind\n'],
  ] as const) {
    mkdirSync(path.dirname(path.join(pair.vault, name)), { recursive: true })
    writeFileSync(path.join(pair.vault, name), text)
    pair.git('add', name)
  }
})

describe('what git could not hand out passes for nothing that was looked into', () => {
  it.each([
    ['is killed before it tells of any', '--batch-check', 'exit 137'],
    ['is killed before it hands any out', '--batch', 'kill -9 $$'],
    ['fails behind the last of them', '--batch', `${real} "$@"; exit 128`],
    ['ends in the middle of one and says that all is well', '--batch', `${real} "$@" | head -c 90; exit 0`],
    ['tells of fewer than it was asked for', '--batch-check', `${real} "$@" | head -n 1; exit 0`],
  ])('where it %s', async (_how, word, instead) => {
    const unreadable = { problem: { code: 'set-up-unreadable', remedy: 'See what it says with: git fsck' } }
    const environment = withGit(word, instead)
    await expect(staged(environment)).rejects.toMatchObject(unreadable)
    // Of the vault a second content is asked for, too: that of a commit that is not pushed.
    pair.git('commit', '--quiet', '-m', 'Settings')
    writeFileSync(path.join(pair.vault, '.claude/settings.json'), '{}\n')
    pair.git('add', '.claude')
    await expect(ofVault(environment)).rejects.toMatchObject(unreadable)
  })

  it('where it does not have it: the file is told as one that was left, and is not counted', async () => {
    expect(await staged(pair.environment)).toMatchObject({ findings: [{ file: '.claude/settings.json' }], files: 2, left: [] })
    lose('.claude/settings.json')
    expect(await staged(pair.environment)).toEqual({
      findings: [],
      files: 1,
      left: [{ file: '.claude/settings.json', why: 'git does not have its content here' }],
    })
    expect((await ofVault(pair.environment)).left).toEqual([
      { file: '.claude/settings.json', why: 'git does not have all of its contents here' },
    ])
  })
})
