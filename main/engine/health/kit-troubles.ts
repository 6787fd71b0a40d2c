import type { StandingOfKit } from '../kit/kit-standing.ts'
import type { Trouble } from './trouble.ts'

/** A kit of which a person is to be reminded. */
export type KitToRemindOf = StandingOfKit & { readonly repository: string }

const check = 'Fetch it from where you keep it, and type the end of the password that stands on it:'

/** What is said of kits: a note to check one, and what wants attention where a kit that somebody has is of no more use. Pure. */
export function kitTroubles(kits: readonly KitToRemindOf[]): Trouble[] {
  return kits.map(({ repository, standing, sentence, since }) => {
    const outdated = standing === 'outdated'
    return {
      about: 'kit',
      name: `kit/${repository}`,
      problem: {
        code: outdated ? 'kit-outdated' : standing === 'due' ? 'kit-check-due' : 'kit-unchecked',
        sentence: sentence ?? '',
        remedy: outdated
          ? `Make a new one, and throw the old one away: vaultkeeper kit --repository ${repository} --html FILE`
          : `${check} vaultkeeper kit --repository ${repository} --check`,
      },
      since,
      attention: outdated,
      plan: null,
      repository,
    }
  })
}
