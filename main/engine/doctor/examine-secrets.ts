import type { Core } from '../core.ts'
import { listSecrets, type SecretListing } from '../secrets/manage-secrets.ts'
import { knownRepository } from '../state/queries.ts'
import { type Finding, good } from './finding.ts'
import { usedRepositories } from './used-repositories.ts'

/** Which secrets of each repository can be read in this very session, which may be another than the one that runs the schedule. */
export async function examineSecrets(core: Core): Promise<Finding[]> {
  const listed = await listSecrets(core)
  return usedRepositories(core).flatMap((repository) => {
    // One that is yet to be made has no password yet.
    const isMade = Boolean(knownRepository(core.state.database, repository)?.id)
    const ours = listed.filter(({ name, optional }) => (name === repository ? isMade : name.startsWith(`${repository}:`) && !optional))
    return ours.length === 0 ? [] : [secretsFinding(repository, ours)]
  })
}

const keychainWords: Record<SecretListing['keychain'], string> = {
  ready: 'the keychain holds it',
  'not-set': 'it is not there',
  locked: 'the keychain is locked',
  absent: 'there is no keychain here',
  'not-answering': 'the keychain does not answer',
}

/** Pure. */
function secretsFinding(repository: string, secrets: readonly SecretListing[]): Finding {
  const part = 'secrets'
  const called = ({ label }: SecretListing) => (label === null ? 'its password' : `"${label}"`)
  // Of a password it is the keychain that `why` speaks of, which does not matter where a file holds it.
  const [missing] = secrets.filter(({ label, kept, why }) => kept === 'nowhere' || (label !== null && kept === 'file' && why !== null))
  if (missing !== undefined) {
    const why = missing.kept === 'file' ? (missing.why ?? '').replace(/\.$/, '') : keychainWords[missing.keychain]
    const finding = `"${repository}": ${called(missing)} cannot be read in this session: ${why}`
    const inFile = missing.keychain === 'absent' ? ' --in file' : ''
    const remedy = missing.keychain === 'locked' ? 'Unlock the keychain.' : `Store it with: vaultkeeper secret set ${missing.name}${inFile}`
    return { part, verdict: 'bad', finding, remedy }
  }
  const where = [...new Set(secrets.map(({ kept }) => kept))].join(' and ')
  return good(part, `"${repository}": ${secrets.map(called).join(', ')} can be read in this session (${where})`)
}
