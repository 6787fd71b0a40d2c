import { untilInWords, whenInWords, wordsChange } from '../../contract/words/when-in-words.ts'

/** Where and when something is shown. */
export type TrayMoment = { readonly platform: NodeJS.Platform; readonly now: Date; readonly zone: string }

/** Tells times as they are now, and keeps note of when its words are over. */
export type Telling = {
  /** `12 minutes ago`. */
  readonly when: (time: string) => string
  /** `18:00`. */
  readonly until: (time: string) => string
  /** When the first of what was told is to be told otherwise. */
  readonly over: () => Date
}

/** Tells times from `now`. */
export function tellingAt({ now, zone }: Pick<TrayMoment, 'now' | 'zone'>): Telling {
  const changes: number[] = []
  const note = (time: number) => changes.push(time)
  // With nothing to tell there is still a day that ends.
  note(wordsChange(new Date(0).toISOString(), now, zone).getTime())
  return {
    when: (time) => {
      note(wordsChange(time, now, zone).getTime())
      return whenInWords(time, now, zone)
    },
    until: (time) => {
      if (Date.parse(time) > now.getTime()) note(Date.parse(time))
      return untilInWords(time, now, zone)
    },
    over: () => new Date(Math.min(...changes)),
  }
}
