import type { Configuration } from '../../contract/configuration.ts'
import type { MendingAction, ProblemCard } from '../../contract/procedures/overview.ts'
import { heldRemedy } from '../../contract/words/held-remedy.ts'
import { readGitTroubleName } from '../git/git-troubles.ts'
import { gitTitle } from '../news/git-causes.ts'

/** What mends a matter with git: a push takes what the remote lacks; what was lost there is had back, or a person says that it was meant so. Pure. */
export function gitActions(name: string): Pick<ProblemCard, 'action' | 'also'> {
  const { vault, code, repository, remote, branch, held } = readGitTroubleName(name)
  const open: MendingAction = { kind: 'open-vault', vault }
  // A branch of a repository within the vault is settled on the page of the vault, which names it.
  if (repository !== '') return { action: open, also: [] }
  if ((code === 'git-rewritten' || code === 'git-deleted') && branch !== null && remote !== null) {
    const accept: MendingAction = { kind: 'accept-git', vault, remote, branch }
    // What a branch here still holds comes from no snapshot: a person looks at it, and pushes or compares it.
    return held ? { action: open, also: [accept] } : { action: { kind: 'bring-back-branch', vault, remote, branch }, also: [accept] }
  }
  if (code === 'git-ahead' || code.startsWith('git-push-')) return { action: { kind: 'push-git', vault }, also: [open] }
  return { action: open, also: [] }
}

/** What a card says to do about a matter with git: a command line only for what its buttons do not do. Pure. */
export function gitRemedyOf(name: string, remedy: string): string {
  const { code, held } = readGitTroubleName(name)
  return held ? heldRemedy({ state: code.replace(/^git-/, ''), remedy }) : remedy
}

/** What the card of a matter with git is called. Pure. */
export function gitTitleOf(name: string, configuration: Configuration | null): string {
  const { vault, code } = readGitTroubleName(name)
  return gitTitle(code, configuration?.vaults[vault]?.name ?? vault)
}
