import type { PlaceCheck, PlaceTest } from '../../contract/procedures/places.ts'

type About = PlaceCheck['about']

/** What was found at a place. */
export type PlaceFindings = Pick<PlaceTest, 'holds' | 'checks'> & Partial<Pick<PlaceTest, 'hostKey' | 'found'>>

/** A finding that is as it should be. */
export function good(about: About, sentence: string): PlaceCheck {
  return { about, state: 'good', sentence, remedy: null }
}

/** A finding that a person should know of, though it works. */
export function attention(about: About, sentence: string, remedy: string | null): PlaceCheck {
  return { about, state: 'attention', sentence, remedy }
}

/** A finding that keeps snapshots from being kept there. */
export function bad(about: About, sentence: string, remedy: string | null): PlaceCheck {
  return { about, state: 'bad', sentence, remedy }
}
