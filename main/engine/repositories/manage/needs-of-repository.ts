import type { RepositorySecret } from '../../../contract/procedures/repository-entry.ts'
import type { Core } from '../../core.ts'
import { settingsOf } from '../../places/test-place.ts'
import { fail, ProblemError } from '../../problem-error.ts'
import { credentialName, lookForCredential } from '../../secrets/credential.ts'
import { needsOf } from '../reach/needs-of.ts'
import type { SecretNeed } from '../reach/reach.ts'

/** Which secrets a place asks for besides the password, and where they are kept under the name of the repository. Throws a problem for settings with a mistake. */
export async function needsOfRepository(
  core: Core,
  { repository, settings }: { readonly repository: string; readonly settings?: Readonly<Record<string, unknown>> | undefined },
): Promise<RepositorySecret[]> {
  const { settings: place, mistakes } = settingsOf(core, { name: repository, settings })
  if (place === undefined)
    return fail('repository-settings', mistakes.map(({ sentence }) => sentence).join(' '), 'Look at what was given for this place.')
  const needs = needsOf(place, { platform: process.platform })
  return Promise.all(needs.map(async (need) => describe(repository, need, await keptOf(core, repository, need))))
}

function describe(repository: string, { part, label, optional, instead }: SecretNeed, kept: RepositorySecret['kept']): RepositorySecret {
  return { name: credentialName(repository, part), part, label, optional: optional || instead !== undefined, kept }
}

async function keptOf(core: Core, repository: string, need: SecretNeed): Promise<RepositorySecret['kept']> {
  try {
    const found = await lookForCredential(core, repository, need)
    if ('value' in found) return found.source
    return 'why' in found && found.state !== 'absent' ? 'unknown' : 'nowhere'
  } catch (error) {
    // A file that others may read, say: it is there, and cannot be used.
    if (error instanceof ProblemError) return 'unknown'
    throw error
  }
}
