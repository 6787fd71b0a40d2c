import type { GitBranch, GitFinding, GitRepository, GitState } from '../../../main/contract/procedures/git.ts'
import { heldRemedy } from '../../../main/contract/words/held-remedy.ts'
import type { Tone } from '../../parts/tones.ts'
import { counted } from '../../words/counted.ts'

/** Each state as a word and a tone. */
export const gitWords: Readonly<Record<GitState, { readonly word: string; readonly tone: Tone }>> = {
  'up-to-date': { word: 'Up to date', tone: 'good' },
  ahead: { word: 'Not pushed', tone: 'attention' },
  behind: { word: 'Behind', tone: 'calm' },
  diverged: { word: 'Diverged', tone: 'attention' },
  unclear: { word: 'Not clear', tone: 'attention' },
  'never-pushed': { word: 'Never pushed', tone: 'attention' },
  rewritten: { word: 'Rewritten', tone: 'bad' },
  deleted: { word: 'Deleted there', tone: 'bad' },
  'no-remote': { word: 'No remote', tone: 'attention' },
  'remote-unknown': { word: 'Not known to git', tone: 'attention' },
  'remote-gone': { word: 'Gone', tone: 'bad' },
  'no-credentials': { word: 'Log-in refused', tone: 'bad' },
  'host-unknown': { word: 'Unknown server', tone: 'attention' },
  offline: { word: 'Offline', tone: 'calm' },
  'not-answering': { word: 'Does not answer', tone: 'attention' },
  'remote-failed': { word: 'Failed', tone: 'bad' },
  uncommitted: { word: 'Not committed', tone: 'attention' },
  detached: { word: 'On no branch', tone: 'attention' },
  'nothing-committed': { word: 'Nothing committed', tone: 'attention' },
  shallow: { word: 'Shallow', tone: 'calm' },
  locked: { word: 'Lock left behind', tone: 'attention' },
  'not-owned': { word: 'Not yours', tone: 'attention' },
  damaged: { word: 'Damaged', tone: 'bad' },
  'runs-programs': { word: 'Not looked at', tone: 'attention' },
  'no-repository': { word: 'Not in git', tone: 'calm' },
  'git-missing': { word: 'No git here', tone: 'attention' },
  'git-too-old': { word: 'Git is too old', tone: 'attention' },
}

const kinds: Readonly<Record<GitRepository['kind'], string>> = {
  own: 'The vault itself',
  above: 'A folder above the vault',
  worktree: 'Another working tree',
  submodule: 'A submodule',
  nested: 'A repository in it',
}

/** What a repository is, where a vault has several: `A submodule: libs/engine`. Pure. */
export function repositoryName({ kind, path }: Pick<GitRepository, 'kind' | 'path'>): string {
  return path === '' ? kinds[kind] : `${kinds[kind]}: ${path}`
}

/** How a branch differs from a remote's, in a few words: `2 commits to push, 1 to fetch`. Pure. */
export function distanceInWords({ state, ahead, behind }: Pick<GitBranch, 'state' | 'ahead' | 'behind'>): string {
  const parts = [
    ...(ahead === null || ahead === 0 ? [] : [`${counted(ahead, 'commit')} to push`]),
    ...(behind === null || behind === 0 ? [] : [`${counted(behind, 'commit')} to fetch`]),
  ]
  return parts.length === 0 ? gitWords[state].word.toLowerCase() : parts.join(', ')
}

const pushes = {
  never: 'Vaultkeeper pushes when you say so',
  'after-session': 'Vaultkeeper pushes after a session of an assistant',
  scheduled: 'Vaultkeeper pushes by itself, on the schedule and after sessions',
} as const

/** When Vaultkeeper pushes. Pure. */
export function pushInWords(push: keyof typeof pushes): string {
  return pushes[push]
}

/** What to do about a finding, where a button beside it does what the engine says as a command line. Pure. */
export function gitRemedy({ state, mends, remedy }: Pick<GitFinding, 'state' | 'mends' | 'remedy'>): string {
  if (mends.includes('bring-back')) return 'Bring it back as a branch of its own: nothing is overwritten. Or say that it was on purpose.'
  if (mends.includes('accept')) return heldRemedy({ state, remedy })
  return mends.includes('push') ? 'Push, and they are safe there too.' : remedy
}

/** What is to be seen at once: what is lost, and what has its time; the rest is good to know. Pure. */
export function graveOf(findings: readonly GitFinding[]): readonly GitFinding[] {
  return findings.filter(({ level, due }) => level === 'alarm' || (level === 'warning' && due))
}
