import type { GitState } from './procedures/git.ts'

/** What `vaultkeeper git` exits with, by the gravest of what it found, gravest first here; 0 when everything is committed and on every remote. */
export const gitExitCode: Readonly<Record<GitState, number>> = {
  'git-missing': 33,
  'git-too-old': 34,
  'not-owned': 30,
  damaged: 31,
  'runs-programs': 35,
  rewritten: 14,
  deleted: 15,
  diverged: 13,
  'remote-gone': 17,
  'remote-unknown': 18,
  'no-credentials': 19,
  'host-unknown': 20,
  'remote-failed': 23,
  'no-remote': 16,
  'never-pushed': 11,
  ahead: 10,
  unclear: 24,
  'not-answering': 22,
  offline: 21,
  'nothing-committed': 27,
  detached: 26,
  uncommitted: 25,
  locked: 29,
  behind: 12,
  shallow: 28,
  'no-repository': 32,
  'up-to-date': 0,
}

const order = Object.keys(gitExitCode)

/** The gravest first. Pure. */
export function byGravity(one: { readonly state: GitState }, other: { readonly state: GitState }): number {
  return order.indexOf(one.state) - order.indexOf(other.state)
}

/** The same for the set-up of a vault: a secret that others may come to see is graver than all of {@link gitExitCode}, everything else of it less. */
export const guardExitCode = { bad: 40, attention: 41, good: 0 } as const
