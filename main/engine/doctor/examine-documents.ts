import type { Core } from '../core.ts'
import { recoveryDocumentOf } from '../recovery/write-document.ts'
import type { Finding } from './finding.ts'

/** The recovery documents that cannot be written where the configuration wants them: whoever looks for one in trouble would not find it. */
export function examineDocuments(core: Core): Finding[] {
  return Object.keys(core.settings.configuration?.vaults ?? {}).flatMap((vault) => {
    const { problem } = recoveryDocumentOf(core, vault)
    // A vault that is not there is told of by its backups.
    if (problem === null || problem.code === 'recovery-vault-missing' || problem.code === 'recovery-vault-empty') return []
    return [{ part: 'recovery document', verdict: 'attention', finding: problem.sentence, remedy: problem.remedy } as const]
  })
}
