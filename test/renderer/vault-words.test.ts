import { describe, expect, it } from 'vitest'
import type { ComebackMachine, ComebackVault } from '../../main/contract/procedures/comeback.ts'
import { type GitFinding, GitState } from '../../main/contract/procedures/git.ts'
import type { GuardedFile } from '../../main/contract/procedures/guard.ts'
import type { DrillResult } from '../../main/contract/procedures/run-results.ts'
import { canBring, comebackPlace, newestMachine, noDraft, vaultsAtFirst } from '../../renderer/pages/comeback/comeback-draft.ts'
import { backInWords, drilledInWords, judgedInWords } from '../../renderer/pages/vaults/drill-words.ts'
import { distanceInWords, gitRemedy, gitWords, graveOf, repositoryName } from '../../renderer/pages/vaults/git-words.ts'
import { fileInWords } from '../../renderer/pages/vaults/guard-words.ts'

const drill: DrillResult = {
  vault: { id: 'notes', name: 'Notes', path: '/notes' },
  repository: 'drive',
  snapshots: ['a'],
  how: 'whole',
  files: 1_234,
  bytes: 12_345_678,
  comparedFiles: 1_200,
  verifiedFiles: 34,
  changedSince: 1,
  findings: [],
  findingCount: 0,
  duration: 40_000,
  backIn: 250_000,
}

describe('a restore on trial', () => {
  it('says how long a real one takes, what it was, and how its files were judged', () => {
    expect(backInWords(250_000)).toBe('You would be back in about 4 minutes')
    expect(drilledInWords(drill)).toBe('all of it, 1,234 files, 12 MB')
    expect(drilledInWords({ ...drill, how: 'sample', files: 1 })).toBe('a sample, 1 file, 12 MB')
    expect(judgedInWords(drill)).toBe(
      '1,200 files are byte for byte what you have; 34 more were checked against the hashes of the repository, one of which you have changed since.',
    )
    expect(judgedInWords({ ...drill, verifiedFiles: 1 })).toBe(
      '1,200 files are byte for byte what you have; 1 more was checked against the hashes of the repository, for you have changed it since.',
    )
    expect(judgedInWords({ ...drill, verifiedFiles: 0 })).toBe('1,200 files are byte for byte what you have.')
    expect(judgedInWords({ ...drill, comparedFiles: 0, changedSince: 0 })).toBe(
      '34 files were checked against the hashes of the repository.',
    )
    expect(judgedInWords({ ...drill, comparedFiles: 0, verifiedFiles: 0 })).toBe('')
  })
})

describe('git', () => {
  const finding = (more: Partial<GitFinding>): GitFinding => ({
    ...{ state: 'ahead', level: 'warning', repository: '', remote: 'origin', branch: 'main', sentence: '', remedy: 'git push' },
    ...{ count: 1, since: null, due: true, lost: null, mends: [] },
    ...more,
  })

  it('has a word of its own for every state', () => {
    const words = GitState.options.map((state) => gitWords[state].word)
    expect(new Set(words).size).toBe(words.length)
  })

  it('shows at once what is lost and what has its time', () => {
    const alarm = finding({ state: 'rewritten', level: 'alarm', due: false })
    const due = finding({})
    expect(graveOf([alarm, due, finding({ due: false }), finding({ level: 'note' })])).toEqual([alarm, due])
  })

  it('says a command line only where no button does the same', () => {
    expect(gitRemedy(finding({}))).toBe('git push')
    expect(gitRemedy(finding({ mends: ['push'] }))).not.toContain('git push')
    expect(gitRemedy(finding({ mends: ['bring-back', 'accept'] }))).toContain('on purpose')
    const held = (state: 'deleted' | 'rewritten', git: string) =>
      gitRemedy(finding({ state, mends: ['accept'], remedy: `${git} - or, if that was on purpose: vaultkeeper git notes --accept main` }))
    expect(held('deleted', 'Have it there again: git push origin main')).toBe(
      'Have it there again: git push origin main - or say that it was on purpose.',
    )
    expect(held('rewritten', 'See what is different: git log a...b')).toBe(
      'See what is different: git log a...b - then bring both together, or say that it was on purpose.',
    )
  })

  it('tells how a branch differs, and which repository it is', () => {
    expect(distanceInWords({ state: 'diverged', ahead: 2, behind: 1 })).toBe('2 commits to push, 1 commit to fetch')
    expect(distanceInWords({ state: 'deleted', ahead: null, behind: null })).toBe('deleted there')
    expect(repositoryName({ kind: 'submodule', path: 'lib' })).toBe('A submodule: lib')
    expect(repositoryName({ kind: 'own', path: '' })).toBe('The vault itself')
  })
})

it('how far a file of the set-up has come is told', () => {
  const file: GuardedFile = { path: '.mcp.json', exists: true, tracked: 'yes', ignored: false, committed: true, pushed: true }
  const words = (more: Partial<GuardedFile>, git = true) => fileInWords({ ...file, ...more }, git).words
  expect(fileInWords(file, true)).toEqual({ words: 'In git and on the remote', tone: 'good' })
  expect(words({ pushed: false })).toBe('Committed, not pushed')
  expect(words({ pushed: null })).toBe('In git; there is no remote')
  expect(words({ committed: false })).toBe('In git, changed since the last commit')
  expect(words({ tracked: 'partly' })).toBe('Only part of it is in git')
  expect(words({ tracked: 'no' })).toBe('Not in git')
  expect(words({ tracked: 'no', ignored: true })).toBe('Git is told to ignore it')
  expect(words({ tracked: 'no' }, false)).toBe('There')
  expect(words({ exists: false })).toBe('Not there')
})

describe('coming back', () => {
  const vault: ComebackVault = { id: 'notes', name: 'Notes', path: '/notes', snapshots: 3, newest: null, there: false }
  const machine = (host: string, newest: string | null, vaults: readonly ComebackVault[] = []): ComebackMachine => ({
    ...{ host, time: null, newest, alive: false, elsewhere: null, notes: [] },
    vaults,
  })

  it('asks for a place as it was said, and for none while something is missing', () => {
    expect(comebackPlace(noDraft)).toBeUndefined()
    expect(comebackPlace({ ...noDraft, how: 'folder', path: ' ' })).toBeUndefined()
    expect(comebackPlace({ ...noDraft, how: 'folder', path: ' /drive ' })).toEqual({
      type: 'configured',
      settings: { type: 'local', path: '/drive' },
    })
    expect(comebackPlace({ ...noDraft, how: 'address', address: 'rest:https://a/ ' })).toEqual({
      type: 'address',
      address: 'rest:https://a/',
    })
    expect(comebackPlace({ ...noDraft, how: 'server' })).toBeUndefined()
    expect(comebackPlace({ ...noDraft, how: 'server', server: { type: 'rest', values: { url: 'https://a/' } } })).toEqual({
      type: 'configured',
      settings: { type: 'rest', url: 'https://a/' },
    })
  })

  it('offers the machine that was at work last, and of it what can come back', () => {
    expect(newestMachine([machine('a', '2026-01-01'), machine('b', '2026-02-01'), machine('c', null)])?.host).toBe('b')
    const others = [
      { ...vault, id: 'there', there: true },
      { ...vault, id: 'unknown', path: null },
      { ...vault, id: 'empty', snapshots: 0 },
    ]
    expect(vaultsAtFirst(machine('a', null, [vault, ...others]), false)).toEqual(['notes'])
    // What a return that was cut off has begun to write goes on.
    expect(vaultsAtFirst(machine('a', null, [vault, ...others]), true)).toEqual(['notes', 'there'])
    expect(canBring({ ...vault, there: true }, false)).toBe(false)
  })
})
