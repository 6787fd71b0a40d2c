import type { Core } from '../core.ts'
import { secretTextsOf } from '../secrets/credential.ts'
import type { PlaceFindings } from './place-check.ts'

/**
 * Masks secrets that were given for a test while it goes on and in what it found, and no longer: what somebody typed may be any word, and a process that lasts
 * would mask that in everything for ever.
 */
export async function whileGiven(
  { redactor }: Core,
  { secrets = {}, password }: { readonly secrets?: Readonly<Record<string, string>> | undefined; readonly password?: string | undefined },
  work: () => Promise<PlaceFindings>,
): Promise<PlaceFindings> {
  const texts = [...Object.entries(secrets).flatMap(([part, value]) => textsOf(part, value)), ...(password === undefined ? [] : [password])]
  const added = texts.filter((text) => !redactor.knows(text))
  for (const text of added) redactor.add(text)
  try {
    const { checks, ...findings } = await work()
    const clean = checks.map(({ about, state, sentence, remedy }) => ({
      about,
      state,
      sentence: redactor.redact(sentence),
      remedy: remedy === null ? null : redactor.redact(remedy),
    }))
    return { ...findings, checks: clean }
  } finally {
    for (const text of added) redactor.forget(text)
  }
}

function textsOf(part: string, value: string): string[] {
  try {
    return secretTextsOf(part, value)
  } catch {
    // Not what it should be; what it is may be secret all the same.
    return [value]
  }
}
