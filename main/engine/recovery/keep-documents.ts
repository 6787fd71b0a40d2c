import type { WrittenDocument } from '../../contract/procedures/recovery.ts'
import type { Core, RunHost } from '../core.ts'

/** Brings the recovery documents of all vaults up to a configuration that has just come into force. What keeps one from being written is no reason to refuse it. */
export async function keepDocuments(core: Core): Promise<void> {
  for (const { problem } of await attempt(core)) if (problem !== null) core.ports.log(core.redactor.redact(problem.sentence))
}

/**
 * Looks at the recovery document of a vault that is about to be backed up, so that the snapshot holds the current one. A folder that the configuration does not name
 * has none. That one cannot be written is said to the host, if there is one, and the backup goes on.
 */
export async function keepDocumentOf(core: Core, vault: string, host?: RunHost): Promise<void> {
  if (!core.settings.configuration?.vaults[vault]?.recoveryDocument) return
  for (const { problem } of await attempt(core, vault))
    if (problem !== null) host?.onProgress({ step: 'note', text: `${problem.sentence} ${problem.remedy}` })
}

async function attempt(core: Core, vault?: string): Promise<readonly WrittenDocument[]> {
  try {
    const { writeDocuments } = await import('./write-document.ts')
    return await writeDocuments(core, vault)
  } catch (error) {
    core.ports.log(
      core.redactor.redact(`Writing recovery documents: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    )
    return []
  }
}
