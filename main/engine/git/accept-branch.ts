import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { thisPerson } from '../schedule/pause.ts'
import type { GitWish } from './judge-git.ts'
import { lookAtGit } from './look-at-git.ts'
import { repositoriesMeant } from './repositories-meant.ts'

/** Which branch is meant; without `remote` and `repository` wherever one of that name is rewritten or deleted. */
export type WhichBranch = { readonly branch: string; readonly remote?: string | undefined; readonly repository?: string | undefined }

/**
 * Takes what became of a branch of a remote as meant: what is there now counts from here on. Looks anew, so that it is what stands now that is accepted. Throws a
 * problem where nothing of that name is rewritten or deleted. @returns at how many remotes
 */
export async function acceptBranch(core: Core, wish: GitWish, which: WhichBranch, signal?: AbortSignal): Promise<number> {
  const { facts, standing } = await lookAtGit(core, wish, signal)
  const missed = repositoriesMeant(facts.repositories, which).flatMap(({ path, remotes }) =>
    remotes
      .filter(({ name }) => (which.remote ?? name) === name)
      .flatMap(({ name, lost }) => lost.filter(({ branch }) => branch === which.branch).map(({ now }) => ({ path, remote: name, now }))),
  )
  if (missed.length === 0) {
    const others = standing.findings.flatMap(({ lost, branch }) => (lost === null || branch === null ? [] : [branch]))
    const named = [...new Set(others)].join(', ')
    return fail(
      'git-branch-not-lost',
      `No remote of ${wish.name} has rewritten or deleted a branch "${which.branch}".`,
      named === '' ? 'Nothing has to be accepted.' : `Such branches are: ${named}.`,
    )
  }
  for (const { path, remote, now } of missed)
    await core.record({
      ...{ event: 'git.accepted', vault: wish.vault, ...(path === '' ? {} : { repository: path }) },
      ...{ remote, branch: which.branch, head: now ?? '', by: thisPerson() },
    })
  return missed.length
}
