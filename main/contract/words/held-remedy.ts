import type { GitFinding } from '../procedures/git.ts'

/**
 * What to do about a head that a remote lost and a branch here still holds, on a page: git's own command, and not the one that says it was on purpose, which a
 * button does. `remedy`: as the command line says it. Pure.
 */
export function heldRemedy({ state, remedy }: Pick<GitFinding, 'remedy'> & { readonly state: string }): string {
  const [first = ''] = remedy.split(' - ')
  return state === 'deleted'
    ? `${first} - or say that it was on purpose.`
    : `${first} - then bring both together, or say that it was on purpose.`
}
