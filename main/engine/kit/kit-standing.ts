import type { KitStanding } from '../../contract/procedures/kit.ts'
import { sayDuration } from '../health/say-when.ts'
import type { KnownKit } from '../state/kits.ts'

/** What the standing of a kit follows from. Times are RFC 3339 texts. */
export type KitStandingFacts = {
  readonly repository: string
  readonly known: KnownKit
  /** The fingerprint of where a kit would lead that is made now. */
  readonly facts: string
  /** When something was first stored there by this machine; `null` before that. */
  readonly firstStored: string | null
  /** In milliseconds; `null`: nobody is reminded. */
  readonly checkEvery: number | null
}

/** How a kit stands, in words where it is not good. `remind`: a person should hear of it by now; `since`: from when on. */
export type StandingOfKit = {
  readonly standing: KitStanding
  readonly sentence: string | null
  readonly since: string | null
  readonly remind: boolean
}

const day = 24 * 60 * 60_000

/** So long after the first backup, in milliseconds, whoever meant to write the password down later has had the time. */
const graceTime = 7 * day

/** How the emergency kit of a repository stands. Pure. */
export function kitStanding({ repository, known, facts, firstStored, checkEvery }: KitStandingFacts, now: Date): StandingOfKit {
  if (known.outdated !== null)
    return {
      standing: 'outdated',
      sentence: `The password of the repository "${repository}" has changed since its emergency kit was made: the old one opens nothing any more.`,
      since: known.outdated,
      remind: true,
    }
  if (known.facts !== null && known.facts !== facts)
    return {
      standing: 'outdated',
      sentence: `The repository "${repository}" has moved since its emergency kit was made: the kit leads to where it was.`,
      since: known.made ?? known.checked,
      remind: true,
    }
  const remindable = checkEvery !== null
  if (known.checked === null) {
    const from = [firstStored, known.made].filter((time) => time !== null).toSorted()
    const late = firstStored === null ? null : new Date(Date.parse(from.at(-1) ?? firstStored) + graceTime)
    return {
      standing: 'unchecked',
      sentence: `Nobody has confirmed yet that the password of the repository "${repository}" is written down.`,
      since: late?.toISOString() ?? null,
      remind: remindable && late !== null && late <= now,
    }
  }
  const age = now.getTime() - Date.parse(known.checked)
  if (checkEvery === null || age <= checkEvery) return { standing: 'good', sentence: null, since: null, remind: false }
  return {
    standing: 'due',
    sentence: `The emergency kit of the repository "${repository}" was last checked ${sayDuration(age)} ago.`,
    since: new Date(Date.parse(known.checked) + checkEvery).toISOString(),
    remind: true,
  }
}
