import type { WhichBranch } from './accept-branch.ts'
import type { GitWish } from './judge-git.ts'

/** What having a branch back is called. It says all that was asked for: what is called the same is the same wish, and is done once. Pure. */
export function branchTitle({ name }: GitWish, { branch, remote, repository }: WhichBranch): string {
  const where = repository === undefined ? `any repository in ${name}` : repository === '' ? name : `${repository} in ${name}`
  return `Bringing ${branch} of ${where} back${remote === undefined ? '' : `, as it was on ${remote}`}`
}
