import { editConfiguration } from '../../config/edit-configuration.ts'
import { loadConfiguration } from '../../config/load-configuration.ts'
import { putInForce } from '../../config/put-in-force.ts'
import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { removeSecret } from '../../secrets/manage-secrets.ts'
import { knownRepository } from '../../state/queries.ts'
import { embedded, placeOfRepository } from '../repository-place.ts'
import { placeInWords } from './place-in-words.ts'

/** What became of a repository that was taken out: where its snapshots still are, and what does without it from now on. */
export type RemovedRepository = { readonly place: string; readonly plans: readonly string[]; readonly forgotten: readonly string[] }

/**
 * Takes a repository out of the configuration and of the plans that write into it. Nothing of it is deleted: its snapshots stay where they are, and its secrets
 * where they are kept unless they are to be forgotten. Throws a problem for one that a plan or a mirror cannot do without.
 * @param forgetSecrets `sure`: a person said that its password is kept elsewhere; without it what lies there could never be opened again
 */
export async function removeRepository(
  core: Core,
  repository: string,
  forgetSecrets: false | { readonly sure: boolean },
): Promise<RemovedRepository> {
  const loaded = await loadConfiguration(core)
  await putInForce(core, loaded)
  const { configuration } = loaded
  const configured = configuration?.repositories[repository]
  if (configuration === null || configured === undefined)
    return fail(
      'repository-not-configured',
      `No repository "${repository}" is named in the configuration.`,
      'See which there are with: vaultkeeper repository list',
    )
  const plans = Object.entries(configuration.plans).filter(([, plan]) => plan.repositories.includes(repository))
  const orphan = plans.find(([, plan]) => plan.repositories.length === 1)
  if (orphan !== undefined)
    fail(
      'plan-without-place',
      `The plan "${orphan[0]}" writes into "${repository}" alone, and would have no place left.`,
      'Give the plan another repository first, or remove the plan.',
    )
  const mirror = Object.entries(configuration.repositories).find(([, one]) => one.mirror?.of === repository)
  if (mirror !== undefined)
    fail(
      'mirror-without-source',
      `"${mirror[0]}" is a mirror of "${repository}", and would have nothing to be filled from.`,
      `Remove that one first: vaultkeeper repository remove ${mirror[0]}`,
    )
  // It would be there again at once, and without its password if that was to be forgotten.
  if (repository === embedded)
    fail(
      'repository-embedded',
      `"${embedded}" is the repository in Vaultkeeper's own folder, which is always there.`,
      'To have no plan write into it, name other repositories in the plans.',
    )
  if (forgetSecrets !== false && !forgetSecrets.sure && knownRepository(core.state.database, repository)?.id)
    fail(
      'secret-in-use',
      'Without its password nobody can open the backups that are there.',
      `Write it down first (vaultkeeper kit --repository ${repository} --with-password), then: vaultkeeper repository remove ${repository} --forget-secrets --yes`,
    )
  const secrets = forgetSecrets !== false ? [repository, ...secretNames(core, repository)] : []
  // Before it is taken out: afterwards nobody knows what it had.
  for (const name of secrets) await removeSecret(core, name, true)
  const edits = plans.map(([name, plan]) => ({
    path: ['plans', name, 'repositories'],
    value: plan.repositories.filter((one) => one !== repository),
  }))
  await putInForce(core, await editConfiguration(core, [...edits, { path: ['repositories', repository], value: undefined }], loaded.hash))
  return { place: placeInWords(configured), plans: plans.map(([name]) => name), forgotten: secrets }
}

function secretNames(core: Core, repository: string): string[] {
  return placeOfRepository(core, repository, undefined).needs.map(({ part }) => `${repository}:${part}`)
}
