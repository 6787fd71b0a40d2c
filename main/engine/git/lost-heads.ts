import type { Heads, LostHead } from './git-facts.ts'
import { inGroups } from './in-groups.ts'
import type { ObjectStore } from './object-store.ts'
import type { LocalRepository } from './read-repository.ts'

/** A branch of a remote whose head is not the one that it had: it may have gone on from there. */
export type Suspect = Omit<LostHead, 'kept'>

/**
 * Heads that the remote had and has no more, by what is remembered; before there is anything to remember by what git itself noted at the last fetch or push. Such
 * notes are kept for ever, and those of branches that are not here are somebody else's: only those count that are here as well.
 */
export function suspectsOf({ facts, tracking }: LocalRepository, remote: string, heads: Heads, remembered: Heads): Suspect[] {
  const here = new Set(facts.branches.flatMap(({ name, upstream }) => (upstream?.remote === remote ? [name, upstream.branch] : [name])))
  const noted = [...(tracking.get(remote) ?? [])].filter(([branch]) => here.has(branch))
  return Object.entries({ ...Object.fromEntries(noted), ...remembered })
    .filter(([branch, head]) => head !== '' && heads[branch] !== head)
    .map(([branch, head]) => ({ branch, head, now: heads[branch] ?? null }))
}

/** Those whose head is in what their branch has now are left out; where history is cut off, so are those that are not here: no alarm is made of not knowing. */
export async function sortSuspects(
  { git, facts }: LocalRepository,
  store: ObjectStore,
  suspects: readonly Suspect[],
  known: ReadonlySet<string>,
): Promise<{ readonly gone: readonly Suspect[]; readonly undecided: readonly Suspect[] }> {
  const here = await store.knows(suspects.map(({ head }) => head))
  const sorted = await inGroups(suspects, async (suspect) => {
    const { head, now } = suspect
    if (now !== null && !known.has(now)) return 'undecided'
    // All that leads up to what the remote has is here: what is not here does not.
    if (!here.has(head)) return facts.shallow ? 'there' : 'gone'
    if (now === null) return 'gone'
    const { code } = await git(['merge-base', '--is-ancestor', head, now], { more: store.more() })
    return code === 0 ? 'there' : code === 1 ? 'gone' : 'undecided'
  })
  const those = (what: string) => suspects.filter((_, index) => sorted[index] === what)
  return { gone: those('gone'), undecided: those('undecided') }
}

/** Whether another branch of the remote still holds what one had. @param there the heads of the remote that can be read */
export async function isKept({ git }: LocalRepository, store: ObjectStore, gone: Suspect, there: readonly string[]): Promise<LostHead> {
  const { code, stdout } = await git(['rev-list', '--max-count=1', gone.head, '--not', ...there], { more: store.more() })
  return { ...gone, kept: code === 0 && stdout.trim() === '' }
}
