import { describe, expect, it } from 'vitest'
import { gitExitCode } from '../../../main/contract/git-exit-code.ts'
import type { BranchFacts, GitFacts, LostHead, RemoteFacts, RepositoryFacts } from '../../../main/engine/git/git-facts.ts'
import { type GitWish, judgeGit } from '../../../main/engine/git/judge-git.ts'
import { headsToRemember } from '../../../main/engine/git/remember-heads.ts'
import { keepOldest } from '../../../main/engine/git/uncommitted-since.ts'
import { wish as toldAtOnce } from './git-look.ts'

const now = '2026-11-21T12:00:00.000Z'
const ago = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString()
const wish: GitWish = { ...toldAtOnce, unpushedAfter: 2 * 3_600_000, uncommittedAfter: 24 * 3_600_000 }

const [here, there] = ['a'.repeat(40), 'b'.repeat(40)]
const branch = (some: Partial<BranchFacts> = {}): BranchFacts => ({
  ...{ branch: 'main', there: 'main', head: here, remoteHead: here, ahead: 0, behind: 0, since: null },
  ...some,
})
const remote = (some: Partial<RemoteFacts> = {}): RemoteFacts => ({
  ...{ name: 'origin', address: '/remote.git', failure: null, heads: { main: here }, branches: [branch()], lost: [], undecided: [] },
  ...some,
})
const repository = (some: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  ...{
    path: '',
    folder: '/notes',
    kind: 'own',
    failure: null,
    head: 'main',
    commit: here,
    committed: ago(30),
    adrift: false,
    shallow: false,
  },
  ...{
    inProgress: null,
    uncommitted: { files: 0, untracked: 0, since: null },
    unpushed: { commits: 0, since: null },
    stashes: 0,
    lock: null,
  },
  ...{ asked: true, remoteNames: ['origin'], remotes: [remote()], branches: [{ name: 'main', head: here, upstream: null }], ownSsh: false },
  ...some,
})
const facts = (...repositories: RepositoryFacts[]): GitFacts => ({
  time: now,
  online: true,
  version: '2.39.5',
  failure: null,
  repositories,
  left: 0,
})
const lost = (some: Partial<LostHead> = {}): LostHead => ({ branch: 'main', head: there, now: here, kept: false, ...some })

const judged = (some: Partial<RepositoryFacts>, how: GitWish = wish) =>
  judgeGit(facts(repository(some)), how).findings.map(({ state, level, due }) => `${state} ${level}${due ? ' due' : ''}`)
const atRemote = (some: Partial<RemoteFacts>) => judged({ remotes: [remote(some)] })
const ofBranch = (some: Partial<BranchFacts>) => atRemote({ branches: [branch(some)] })

describe('judgeGit', () => {
  it.each([
    ['all is well', () => judged({}), []],
    ['pushed an hour late', () => ofBranch({ ahead: 1, remoteHead: there, since: ago(1) }), ['ahead warning']],
    ['not pushed for longer than is wanted', () => ofBranch({ ahead: 1, remoteHead: there, since: ago(3) }), ['ahead warning due']],
    ['never pushed', () => ofBranch({ ahead: 2, remoteHead: null, since: ago(3) }), ['never-pushed warning due']],
    ['a branch that only repeats others', () => ofBranch({ ahead: 0, remoteHead: null }), []],
    ['behind', () => ofBranch({ behind: 4, remoteHead: there }), ['behind note']],
    ['another branch is behind', () => ofBranch({ branch: 'old', behind: 4, remoteHead: there }), []],
    ['diverged, however short ago', () => ofBranch({ ahead: 1, behind: 1, remoteHead: there, since: ago(0) }), ['diverged warning due']],
    ['what could not be fetched', () => ofBranch({ ahead: null, behind: null, remoteHead: there }), ['unclear warning']],
    [
      'rewritten, and therefore diverged',
      () => atRemote({ lost: [lost()], branches: [branch({ ahead: 1, behind: 1, remoteHead: there })] }),
      ['rewritten alarm due'],
    ],
    ['rewritten, but kept in another branch', () => atRemote({ lost: [lost({ kept: true })] }), ['rewritten warning due']],
    ['deleted', () => atRemote({ lost: [lost({ branch: 'draft', now: null })] }), ['deleted alarm due']],
    ['deleted after it was merged', () => atRemote({ lost: [lost({ branch: 'draft', now: null, kept: true })] }), []],
    ['offline', () => atRemote({ failure: { state: 'offline', detail: 'x' } }), ['offline note']],
    ['no answer', () => atRemote({ failure: { state: 'not-answering', detail: 'x' } }), ['not-answering warning']],
    ['refused', () => atRemote({ failure: { state: 'no-credentials', detail: 'x' } }), ['no-credentials warning due']],
    ['no remote', () => judged({ remoteNames: [], remotes: [] }), ['no-remote warning due']],
    ['no remote in a folder of the vault', () => judged({ kind: 'nested', path: 'lib', remoteNames: [], remotes: [] }), ['no-remote note']],
    ['a submodule is detached', () => judged({ kind: 'submodule', path: 'lib', head: null }), []],
    [
      'a submodule holds what nothing else does',
      () => judged({ kind: 'submodule', path: 'lib', head: null, adrift: true }),
      ['detached warning due'],
    ],
    ['changed an hour ago', () => judged({ uncommitted: { files: 3, untracked: 1, since: ago(1) } }), ['uncommitted warning']],
    [
      'changed the day before yesterday',
      () => judged({ uncommitted: { files: 3, untracked: 1, since: ago(40) } }),
      ['uncommitted warning due'],
    ],
    ['a git is at work', () => judged({ lock: { file: '/notes/.git/index.lock', since: ago(0.1) } }), []],
    ['a git crashed', () => judged({ lock: { file: '/notes/.git/index.lock', since: ago(1) } }), ['locked warning due']],
    ['a name that git does not know', () => judged({}, { ...wish, remotes: ['origin', 'mirror'] }), ['remote-unknown warning due']],
  ])('%s', (_, found, expected) => {
    expect(found()).toEqual(expected)
  })

  it('puts the gravest first, of all repositories, and takes state, exit code and line from it', () => {
    const standing = judgeGit(
      facts(
        repository({ uncommitted: { files: 1, untracked: 0, since: ago(1) } }),
        repository({ path: 'lib', kind: 'nested', remotes: [remote({ name: 'mirror', lost: [lost()] })] }),
        repository({ path: 'old', kind: 'nested', failure: { state: 'damaged', detail: 'bad object HEAD' }, folder: '/notes/old' }),
      ),
      wish,
    )
    expect(standing.findings.map(({ state }) => state)).toEqual(['damaged', 'rewritten', 'uncommitted'])
    expect(standing).toMatchObject({ state: 'damaged', exitCode: gitExitCode.damaged })
    expect(standing.line).toBe('The repository in /notes/old is damaged: bad object HEAD. And 2 more.')
    expect(standing.findings[1]?.sentence).toContain('on "mirror" in lib was rewritten')
  })

  it('says one thing of each state, in a sentence of its own, with an exit code of its own', () => {
    const codes = Object.values(gitExitCode)
    expect(new Set(codes).size).toBe(codes.length)
    // Those of other commands, and of shells, mean something else.
    expect(codes.filter((code) => code !== 0 && (code < 10 || code > 63))).toEqual([])
    for (const wanted of [judgeGit(facts(repository({ remotes: [remote({ lost: [lost()] })] })), { ...wish, vault: 'my notes' })])
      expect(wanted.findings[0]?.remedy).toBe(
        "Have it back as a branch of its own: vaultkeeper git 'my notes' --bring-back main - or, if that was on purpose: vaultkeeper git 'my notes' --accept main",
      )
  })
})

describe('what a branch here still holds', () => {
  const remedyOf = (name: string, gone: Partial<LostHead>) =>
    judgeGit(facts(repository({ branches: [{ name, head: there, upstream: null }], remotes: [remote({ lost: [lost(gone)] })] })), wish)
      .findings[0]?.remedy

  it('is pushed again where the remote has the branch no more', () => {
    expect(remedyOf('draft', { branch: 'draft', now: null })).toMatch(/^Have it there again: git push origin draft - or, .*--accept draft$/)
    expect(remedyOf('draft-regained', { branch: 'draft', now: null })).toContain(
      'git push origin refs/heads/draft-regained:refs/heads/draft ',
    )
  })

  it('is not offered to be brought back from a snapshot', () => {
    const mendsOf = (head: string) =>
      judgeGit(facts(repository({ branches: [{ name: 'main', head, upstream: null }], remotes: [remote({ lost: [lost()] })] })), wish)
        .findings[0]?.mends
    expect(mendsOf(there)).toEqual(['accept'])
    expect(mendsOf(here)).toEqual(['bring-back', 'accept'])
  })

  it('need not be brought back where the remote was rewritten', () => {
    expect(remedyOf('main-regained', {})).toMatch(
      /^See what is different: git log --left-right main-regained\.\.\.origin\/main - .*--accept main$/,
    )
  })
})

describe('headsToRemember', () => {
  it('learns what is new, keeps what is missed, and lets go of what is in others', () => {
    const before = { main: there, draft: there, merged: there, same: here, held: there }
    const answer = remote({
      heads: { main: here, same: here, fresh: here, held: here },
      lost: [lost({ branch: 'draft', now: null }), lost({ branch: 'merged', now: null, kept: true })],
      undecided: ['held'],
    })
    expect(headsToRemember(answer, before)).toEqual({ main: here, fresh: here, merged: '' })
    expect(headsToRemember(remote({ heads: { main: here }, lost: [lost()] }), { main: there })).toEqual({})
    // Noticed at the first look, by what git itself had noted: from then on it is remembered.
    expect(headsToRemember(remote({ heads: { main: here }, lost: [lost()] }), {})).toEqual({ main: there })
  })

  it('learns nothing from a remote that did not answer', () => {
    expect(headsToRemember(remote({ failure: { state: 'offline', detail: '' }, heads: {} }), { main: here })).toEqual({})
  })
})

describe('keepOldest', () => {
  it('counts from when something was first seen, until something is committed', () => {
    const dirty = (since: string, commit = here) => repository({ commit, uncommitted: { files: 1, untracked: 0, since } })
    const first = keepOldest([dirty(ago(9))], {})
    const again = keepOldest([dirty(ago(1))], first.since)
    expect(again.repositories[0]?.uncommitted.since).toBe(ago(9))
    expect(keepOldest([dirty(ago(1), there)], again.since).repositories[0]?.uncommitted.since).toBe(ago(1))
    expect(keepOldest([repository()], again.since).since).toEqual({})
  })
})
