import { describe, expect, test } from 'vitest'
import type { GitMatter } from '../../../main/contract/git-matter.ts'
import type { GitFinding, GitStanding, GitState } from '../../../main/contract/procedures/git.ts'
import type { GuardFinding } from '../../../main/contract/procedures/guard.ts'
import { gitTroubles, readGitTroubleName } from '../../../main/engine/git/git-troubles.ts'
import { sparingSecrets } from '../../../main/engine/git/git-words.ts'
import { mattersOf, sameMatters } from '../../../main/engine/git/matters-of.ts'
import { gitCauses } from '../../../main/engine/news/git-causes.ts'
import { gitActions, gitTitleOf } from '../../../main/engine/overview/git-action.ts'
import { configurationWith } from '../health/records.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour)).toISOString()

function finding(state: GitState, more: Partial<GitFinding> = {}): GitFinding {
  const usual = {
    level: 'warning',
    repository: '',
    remote: null,
    branch: null,
    count: null,
    since: null,
    due: true,
    lost: null,
    mends: [],
  } as const
  return { state, sentence: `It is ${state}.`, remedy: 'Mend it.', ...usual, ...more }
}

function standing(time: string, findings: readonly GitFinding[]): GitStanding {
  return { time, findings, guarded: true } as unknown as GitStanding
}

const look = (time: string, findings: readonly GitFinding[], before: readonly GitMatter[] = [], more = {}) =>
  mattersOf({ standing: standing(time, findings), guard: { findings: [] }, pushes: [], ...more }, before)
const codes = (matters: readonly GitMatter[]) => matters.map(({ code }) => code)
const origin = { remote: 'origin', branch: 'main' }

describe('matters of a look', () => {
  test('count from when they began, where that is known, else from when they were seen first', () => {
    const first = look(at(8), [finding('uncommitted', { count: 2, since: at(3) }), finding('no-remote')])
    expect(first.map(({ since }) => since)).toEqual([at(3), at(8)])
    const second = look(at(9), [finding('uncommitted', { count: 3, since: at(3) }), finding('no-remote')], first)
    expect(second.map(({ since }) => since)).toEqual([at(3), at(8)])
    expect(sameMatters(first, second)).toBe(false)
    expect(sameMatters(second, look(at(10), [finding('uncommitted', { count: 3, since: at(3) }), finding('no-remote')], second))).toBe(true)
  })

  test('are no notes, but for a remote that is away, and a vault that is in git no more', () => {
    const notes = [finding('shallow', { level: 'note' }), finding('behind', { level: 'note', ...origin })]
    expect(codes(look(at(8), [...notes, finding('offline', { level: 'note', remote: 'origin' })]))).toEqual(['git-offline'])
    expect(codes(look(at(8), [finding('no-repository', { level: 'note' })]))).toEqual(['git-no-repository'])
    expect(codes(look(at(8), [finding('nothing-committed', { count: 0 })]))).toEqual([])
  })

  test('of a remote that cannot be asked stay as they were, those of another one do not', () => {
    const before = look(at(8), [
      finding('rewritten', { ...origin, level: 'alarm' }),
      finding('ahead', { ...origin, since: at(5) }),
      finding('deleted', { remote: 'mirror', branch: 'old', level: 'alarm' }),
    ])
    const away = look(at(9), [finding('offline', { level: 'note', remote: 'origin' })], before)
    expect(codes(away)).toEqual(['git-offline', 'git-rewritten', 'git-ahead'])
    expect(away[1]?.since).toBe(at(8))
    // It is there again, and all is well.
    expect(look(at(10), [], away)).toEqual([])
  })

  test('hold why a push was refused, until it passed or there is nothing to push any more', () => {
    const problem = { code: 'git-push-protected', sentence: 'It is protected.', remedy: 'Ask.' }
    const ahead = [finding('ahead', { ...origin, since: at(5) })]
    const refused = look(at(8), ahead, [], { pushes: [{ remote: 'origin', problem }] })
    expect(codes(refused)).toEqual(['git-ahead', 'git-push-protected'])
    expect(codes(look(at(9), ahead, refused))).toEqual(['git-ahead', 'git-push-protected'])
    expect(codes(look(at(9), ahead, refused, { pushes: [{ remote: 'origin', problem: null }] }))).toEqual(['git-ahead'])
    expect(codes(look(at(9), [], refused))).toEqual([])
    // What the look tells is not told twice.
    const diverged = { ...problem, code: 'git-push-diverged' }
    expect(codes(look(at(8), [finding('diverged', origin)], [], { pushes: [{ remote: 'origin', problem: diverged }] }))).toEqual([
      'git-diverged',
    ])
  })

  test('of the set-up are one for each kind, and stay where it could not be read', () => {
    const secret = { code: 'secret', verdict: 'bad', sentence: 'A key.', remedy: 'Take it out.' } as GuardFinding
    const guard = { findings: [secret, secret, { ...secret, code: 'settings-untracked', verdict: 'attention' } as GuardFinding] }
    const found = look(at(8), [], [], { guard })
    expect(found).toMatchObject([
      { code: 'guard-secret', level: 'alarm', count: 2, sentence: 'A key. And 1 more.' },
      { code: 'guard-settings-untracked', level: 'warning', count: 1 },
    ])
    expect(look(at(9), [], found, { guard: null })).toEqual(found)
    expect(look(at(9), [], found)).toEqual([])
  })
})

const git = { unpushedAfter: '2h', uncommittedAfter: '1d' }
const configuration = configurationWith({
  vaults: { notes: { name: 'My Notes', path: '/v/notes', git }, agents: { name: 'Agents', path: '/v/agents' } },
})

/** The codes of what is told, so many hours after it began. */
function toldAfter(hours: number, ...findings: GitFinding[]): string[] {
  const matters = look(at(0), findings)
  const now = new Date(Date.parse(at(0)) + hours * 3_600_000)
  return gitTroubles([{ vault: 'notes', time: at(0), matters }], configuration, now).map(({ problem }) => problem.code)
}

describe('what of it wants a person', () => {
  test.each([
    ['at once: rewritten', 0, 'rewritten', origin],
    ['at once: deleted', 0, 'deleted', origin],
    ['at once: diverged', 0, 'diverged', origin],
    ['at once: no remote', 0, 'no-remote', {}],
    ['at once: no credentials', 0, 'no-credentials', { remote: 'origin' }],
    ['at once: remote gone', 0, 'remote-gone', { remote: 'origin' }],
    ['at once: a lock left behind', 0, 'locked', {}],
    ['unpushed for its time', 2, 'ahead', origin],
    ['never pushed for its time', 2, 'never-pushed', origin],
    ['uncommitted for its time', 24, 'uncommitted', {}],
    ['away for a day', 24, 'offline', { remote: 'origin', level: 'note' }],
    ['without an answer for a day', 24, 'not-answering', { remote: 'origin' }],
  ] as const)('%s', (_, hours, state, more) => {
    expect(toldAfter(hours, finding(state, more))).toEqual([`git-${state}`])
    if (hours > 0) expect(toldAfter(hours - 0.01, finding(state, more))).toEqual([])
  })

  test('is told of vaults with a git section only, and in words of now', () => {
    const matters = look(at(0), [finding('ahead', { ...origin, count: 3, since: at(0) })])
    const looks = ['notes', 'agents', 'gone'].map((vault) => ({ vault, time: at(0), matters }))
    const [trouble, ...others] = gitTroubles(looks, configuration, new Date(at(5)))
    expect(others).toEqual([])
    expect(trouble).toMatchObject({ about: 'git', attention: true, since: at(0), problem: { code: 'git-ahead' } })
    expect(trouble?.problem.sentence).toMatch(/^3 commits of main are not on "origin" yet, the oldest from /)
    expect(trouble?.problem.remedy).toBe('Push: vaultkeeper git notes --push')
    expect(readGitTroubleName(trouble?.name ?? '')).toEqual({ vault: 'notes', code: 'git-ahead', repository: '', ...origin })
  })

  test('never says to add everything where a secret lies that must not be added', () => {
    const secret = { code: 'secret', verdict: 'bad', sentence: 'A key.', remedy: 'Take it out.' } as GuardFinding
    const remedies = (guard: readonly GuardFinding[], count: number) => {
      const found = [finding('uncommitted', { count, since: at(0) }), finding('nothing-committed', { count })]
      const { findings } = sparingSecrets(standing(at(0), found), { findings: guard })
      const matters = look(at(0), findings.slice(0, 1), [], { guard: { findings: guard } })
      const told = gitTroubles([{ vault: 'notes', time: at(0), matters }], configuration, new Date('2027-01-01'))
      return [told.find(({ problem }) => problem.code === 'git-uncommitted')?.problem, ...findings].map((one) => one?.remedy)
    }
    expect(remedies([secret], 2)).toEqual([
      ...Array.from({ length: 2 }, () => 'Commit them, without the secret that was found: git add FILES && git commit'),
      'Make the first commit, without the secret that was found: git add FILES && git commit',
    ])
    expect(remedies([secret], 1)[0]).toBe('Commit it, without the secret that was found: git add FILE && git commit')
    expect([remedies([], 1)[0], remedies([], 2)[0]]).toEqual([
      'Commit it: git add -A && git commit',
      'Commit them: git add -A && git commit',
    ])
  })

  test('is another matter once a branch here holds what was lost', () => {
    const of = (mends: GitFinding['mends']) => look(at(0), [finding('rewritten', { ...origin, mends })])
    expect(sameMatters(of(['bring-back', 'accept']), of(['accept']))).toBe(false)
  })

  test('is one message for each kind, new when another branch is concerned, and not when there is more to push', () => {
    const troubles = (...findings: GitFinding[]) =>
      gitTroubles([{ vault: 'notes', time: at(0), matters: look(at(0), findings) }], configuration, new Date(at(23)))
    const lost = (branch: string) =>
      finding('rewritten', { remote: 'origin', branch, level: 'alarm', sentence: `${branch} was rewritten.` })
    const [one, ...more] = gitCauses(troubles(lost('main'), lost('a/b')), configuration)
    expect(more).toEqual([])
    expect(one).toMatchObject({
      kind: 'git',
      subject: 'git/notes/git-rewritten',
      title: 'A branch of My Notes was rewritten at its remote',
      text: 'main was rewritten.\n\na/b was rewritten.',
      early: false,
    })
    expect(one?.parts.map(({ code }) => code)).toEqual(['git-rewritten@/origin/main', 'git-rewritten@/origin/a%2Fb'])
    const ahead = (branch: string) =>
      gitCauses(troubles(finding('ahead', { remote: 'origin', branch, since: at(0) })), configuration)[0]?.parts[0]?.code
    expect(ahead('main')).toBe(ahead('other'))
  })

  test('has a card with the action that mends it', () => {
    const cardOf = (state: GitState, more: Partial<GitFinding> = origin) => {
      const matters = look(at(0), [finding(state, more)])
      const name = gitTroubles([{ vault: 'notes', time: at(0), matters }], configuration, new Date('2027-01-01'))[0]?.name ?? ''
      return { ...gitActions(name), title: gitTitleOf(name, configuration) }
    }
    const open = { kind: 'open-vault', vault: 'notes' }
    expect(cardOf('rewritten', { remote: 'origin', branch: 'a/b' })).toEqual({
      title: 'A branch of My Notes was rewritten at its remote',
      action: { kind: 'bring-back-branch', vault: 'notes', remote: 'origin', branch: 'a/b' },
      also: [{ kind: 'accept-git', vault: 'notes', remote: 'origin', branch: 'a/b' }],
    })
    expect(cardOf('deleted', { ...origin, mends: ['accept'] })).toMatchObject({
      action: open,
      also: [{ kind: 'accept-git', vault: 'notes', ...origin }],
    })
    expect(cardOf('ahead')).toEqual({
      title: 'Commits of My Notes are not pushed',
      action: { kind: 'push-git', vault: 'notes' },
      also: [open],
    })
    expect(cardOf('uncommitted', {})).toMatchObject({ action: open, also: [] })
    expect(cardOf('ahead', { ...origin, repository: 'lib/inner' })).toMatchObject({ action: open, also: [] })
  })
})
