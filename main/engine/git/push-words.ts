import type { Problem } from '../../contract/problem.ts'
import type { GitState } from '../../contract/procedures/git.ts'
import { sayList } from '../health/say-when.ts'
import type { HeldBranch } from './branches-to-push.ts'

/** What passes by itself: a push is tried again soon. Everything else waits for its next time, or for a person. */
export const passingPush: ReadonlySet<string> = new Set(['git-offline', 'git-not-answering', 'git-remote-failed'])

const remedies: Partial<Record<GitState, string>> = {
  'no-credentials': 'Log in once with git itself (git push), or give it a key or a token that it may use; Vaultkeeper uses what git has.',
  'host-unknown': 'Connect once with ssh and compare the fingerprint of the server; then push again.',
  offline: 'Nothing to do: it is tried again. If it stays, look whether the server is on.',
  'not-answering': 'Nothing to do: it is tried again. If it stays, look whether the server is on.',
  'remote-gone': 'Look whether it was moved or renamed, and tell git where it is now: git remote set-url',
}

/** A push that did not come as far as the remote's answer, by how the remote could be asked. `line`: git's own words. Pure. */
export function unreachedProblem(remote: string, state: GitState, line: string): Problem {
  const sentences: Partial<Record<GitState, string>> = {
    'no-credentials': `"${remote}" did not let us in: ${line}.`,
    'host-unknown': `The server of "${remote}" is not the one that is known here, or is not known yet: ${line}.`,
    offline: `"${remote}" cannot be reached: ${line}.`,
    'not-answering': `"${remote}" did not answer in time.`,
    'remote-gone': `There is no repository any more where "${remote}" was: ${line}.`,
  }
  return {
    code: `git-${state}`,
    sentence: sentences[state] ?? `The push to "${remote}" failed: ${line}.`,
    remedy: remedies[state] ?? 'Push by hand to see all that it says: git push',
  }
}

/** Why branches are not pushed although there is something to push, the gravest first. Pure. */
export function heldProblem(remote: string, held: readonly HeldBranch[]): Problem | undefined {
  const named = (why: HeldBranch['why']) => held.filter((one) => one.why === why).map(({ branch }) => `"${branch.branch}"`)
  const [rewritten, deleted, diverged] = [named('rewritten'), named('deleted'), named('diverged')]
  const [other] = held.filter(({ why }) => why === 'other-name').map(({ branch }) => branch)
  const decide = 'Bring back what is lost there, or say that it was meant so; then push again. See it with: vaultkeeper git'
  if (rewritten.length > 0)
    return {
      code: 'git-push-rewritten',
      sentence: `${sayList(rewritten)} was rewritten at "${remote}", so nothing is pushed over it unasked.`,
      remedy: decide,
    }
  if (deleted.length > 0)
    return {
      code: 'git-push-deleted',
      sentence: `${sayList(deleted)} was deleted at "${remote}", so it is not made there again unasked.`,
      remedy: decide,
    }
  if (diverged.length > 0)
    return {
      code: 'git-push-diverged',
      sentence: `${sayList(diverged)} has gone on here and at "${remote}" in two directions.`,
      remedy:
        'Bring the two together with git (git pull, or git fetch and git rebase), then push again. Vaultkeeper never pushes by force.',
    }
  if (other !== undefined)
    return {
      code: 'git-push-other-name',
      sentence: `"${other.branch}" follows the branch "${other.there}" at "${remote}", so it is not pushed into that one unasked.`,
      remedy: 'Push it once under its own name (git push --set-upstream), after which it follows that one; or merge it where it belongs.',
    }
  return undefined
}

/** A remote that said that it took a push, and does not show it when it is asked. Pure. */
export function notThere(remote: string, branches: readonly string[], line: string | null): Problem {
  return {
    code: 'git-push-not-verified',
    sentence:
      line === null
        ? `"${remote}" said that it has ${sayList(branches)}, and shows another commit when it is asked.`
        : `"${remote}" took the push, and could not be asked afterwards whether it is there: ${line}.`,
    remedy: 'Nothing to do: it is looked at again. If it stays, look there who else writes to it.',
  }
}
