import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { missingNeeds } from '../repositories/reach/needs-of.ts'
import type { SecretNeed } from '../repositories/reach/reach.ts'
import { type Credentials, checkCredential, credentialName, lookForCredential } from '../secrets/credential.ts'
import { bad } from './place-check.ts'

/** The secrets that a place is tried with, and what is wrong with them, if something is. */
export type GatheredCredentials = { readonly credentials: Credentials; readonly wrong: readonly PlaceCheck[] }

/**
 * What was given for this time, else what is kept, else nothing. Never throws for what somebody typed.
 * @param name the repository whose secrets are looked for; those of one without a name are kept nowhere
 */
export async function gatherCredentials(
  core: Core,
  name: string | undefined,
  needs: readonly SecretNeed[],
  given: Readonly<Record<string, string>>,
): Promise<GatheredCredentials> {
  const credentials = new Map<string, string>()
  const wrong: PlaceCheck[] = []
  for (const need of needs) {
    try {
      const value = given[need.part]
      if (value !== undefined) credentials.set(need.part, checkCredential(need.part, value))
      // What was given in its stead is the one that is meant.
      else if (name !== undefined && (need.instead === undefined || given[need.instead] === undefined)) {
        const found = await lookForCredential(core, name, need)
        if ('value' in found) credentials.set(need.part, found.value)
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      wrong.push(bad('credentials', error.problem.sentence, error.problem.remedy))
    }
  }
  const missing = missingNeeds(needs, (part) => credentials.has(part))
  return { credentials, wrong: [...wrong, ...(wrong.length > 0 ? [] : missing.map((need) => missingCheck(core, name, need)))] }
}

function missingCheck(core: Core, name: string | undefined, { part, label, instead }: SecretNeed): PlaceCheck {
  // For one that is yet to be added there is nothing to store it for.
  const isConfigured = name !== undefined && core.settings.configuration?.repositories[name] !== undefined
  const store = isConfigured ? ` It can be stored with: vaultkeeper secret set ${credentialName(name, part)}` : ''
  return bad(
    'credentials',
    `The place asks for "${label}", which is not there.`,
    `Give it${instead === undefined ? '' : `, or "${instead}" instead`}.${store}`,
  )
}
