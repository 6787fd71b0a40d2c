import { isDeepStrictEqual } from 'node:util'
import { Name } from '../../../contract/configuration/names.ts'
import type { Configuration } from '../../../contract/configuration.ts'
import type { Core } from '../../core.ts'
import { settingsOf } from '../../places/test-place.ts'
import { fail } from '../../problem-error.ts'
import type { PlaceSettings } from '../reach/reach.ts'
import { reachOf } from '../reach/reach-of.ts'
import { embedded, reachFacts } from '../repository-place.ts'

/** What is to be added, as a person says it. */
export type Addition = {
  readonly name: string
  /** As it is to stand in the configuration; may be left out for one that stands there. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  readonly plans: readonly string[]
}

/** An addition that was checked. */
export type CheckedAddition = {
  readonly place: PlaceSettings & { readonly appendOnly?: boolean | undefined }
  readonly isConfigured: boolean
}

/** Checks what is to be added against the configuration, before anything is done. Throws a problem for what cannot be. */
export function checkAddition(
  core: Core,
  configuration: Pick<Configuration, 'repositories' | 'plans'> | null,
  { name, settings, plans }: Addition,
): CheckedAddition {
  if (!Name.safeParse(name).success)
    fail('repository-name', `"${name}" cannot be the name of a repository.`, 'Take small letters, digits and hyphens, such as "offsite".')
  if (configuration === null)
    fail(
      'configuration-refused',
      'The configuration has a mistake, so that nothing can be added to it.',
      'See it with: vaultkeeper config validate',
    )
  for (const plan of plans)
    if (configuration.plans[plan] === undefined)
      fail('plan-unknown', `There is no plan "${plan}".`, `Plans are: ${Object.keys(configuration.plans).join(', ') || 'none'}.`)
  const there = configuration.repositories[name]
  const { settings: place, mistakes } = settingsOf(core, { name, settings })
  if (place === undefined)
    return fail('repository-settings', mistakes.map(({ sentence }) => sentence).join(' '), 'Look at what was given for this place.')
  if (name === embedded && settings !== undefined)
    fail('repository-name', `"${embedded}" is the repository in Vaultkeeper's own folder.`, 'Take another name.')
  const locationOf = (one: PlaceSettings) => [
    reachOf(one, reachFacts(core)).location,
    'endpointSuffix' in one ? one.endpointSuffix : '',
    'account' in one ? one.account : '',
  ]
  if (there !== undefined && !isDeepStrictEqual(locationOf(there), locationOf(place)))
    fail(
      'name-taken',
      `A repository "${name}" stands in the configuration already, at another place.`,
      'Take another name, or remove that one first.',
    )
  // They would be tried now, and not be used later: what stands in the configuration is a person's, with rules that were not given here.
  const other = Object.keys(settings ?? {}).find(
    (field) => there !== undefined && !isDeepStrictEqual(settingOf(there, field), settingOf(place, field)),
  )
  if (other !== undefined)
    fail(
      'settings-differ',
      `The repository "${name}" stands in the configuration already, with another "${other}".`,
      'Change it there (vaultkeeper config path), or leave it out here.',
    )
  const same = Object.entries(configuration.repositories).find(
    ([other, one]) => other !== name && isDeepStrictEqual(locationOf(one), locationOf(place)),
  )
  if (same !== undefined)
    fail(
      'place-twice',
      `This is the place of the repository "${same[0]}" already.`,
      'Use that one, or choose another place: one place twice is one copy.',
    )
  const source = settings?.['mirror'] !== undefined || there?.mirror ? 'mirror' : undefined
  if (source !== undefined && plans.length > 0)
    fail('mirror-with-plan', 'A mirror is filled by copying alone; no plan writes into it.', 'Leave the plan or the mirror out.')
  return { place, isConfigured: there !== undefined }
}

function settingOf(place: object, field: string): unknown {
  return Object.entries(place).find(([name]) => name === field)?.[1]
}
