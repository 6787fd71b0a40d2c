import type { Problem } from '../../contract/problem.ts'

/** What to say of snapshots that are in the ledger and no longer in the repository, though no retention removed them. */
export function vanishedProblem(ids: readonly string[]): Problem {
  const some = ids.map((id) => id.slice(0, 8)).slice(0, 5)
  return {
    code: 'snapshots-vanished',
    sentence: `${ids.length === 1 ? 'A snapshot has' : `${ids.length} snapshots have`} vanished from the repository without Vaultkeeper's doing (${some.join(', ')}).`,
    remedy: 'What was backed up now is safe. If you did not remove them yourself, find out who can write to the repository.',
  }
}
