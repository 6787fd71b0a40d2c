import type { GuardStage } from '../../contract/procedures/guard.ts'
import { type FoundSecret, findSecrets } from './find-secrets.ts'

/** The texts of one file: as it stands in the folder where that differs from the index, in the index, in the last commit, in earlier ones that are not pushed. */
export type FileVersions = {
  readonly path: string
  readonly loose: string | null
  readonly staged: string | null
  readonly committed: string | null
  readonly earlier: readonly string[]
}

/** A secret of a file, and how far it has come; not yet whether it was pushed. */
export type StagedSecret = FoundSecret & { readonly path: string; readonly stage: GuardStage; readonly isNew: boolean }

/** The secrets in all versions of a file, each once: with the line of the newest version that has it, and as far as it has come. Pure. */
export function scanVersions({ path, loose, staged, committed, earlier }: FileVersions): StagedSecret[] {
  const found = new Map<string, StagedSecret>()
  const versions: readonly (readonly [GuardStage, string | null])[] = [
    ['loose', loose],
    ['staged', staged],
    ['committed', committed],
    ...earlier.map((text) => ['committed', text] as const),
  ]
  // What is the same again holds nothing new.
  for (const [stage, text] of versions)
    for (const secret of text === null ? [] : findSecrets(text, path)) {
      const known = found.get(secret.secret)
      found.set(secret.secret, known === undefined ? { ...secret, path, stage, isNew: committed === null } : { ...known, stage })
    }
  return [...found.values()]
}
