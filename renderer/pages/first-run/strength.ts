/** How hard a password is to guess for somebody who has the copies, as a word; `part` from 0 to 1 for a bar. `enough`: good enough to begin with. */
export type Strength = {
  readonly word: 'very weak' | 'weak' | 'fair' | 'strong'
  readonly part: number
  readonly enough: boolean
  readonly hint: string
}

// Words that people take most; with no larger dictionary at hand the bounds below are stricter instead.
const common =
  'password passwort passw0rd 123456 qwerty qwertz letmein welcome admin login secret geheim backup vault vaultkeeper obsidian restic notes agent claude master dragon monkey sunshine princess football iloveyou abc123 summer winter spring autumn january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday love hello house family computer internet correct horse battery staple'.split(
    ' ',
  )

/**
 * Judges a password by how many guesses it would take. It is looked at in the page alone.
 * @param about words that somebody who guesses would try first: names of folders, of the machine
 */
export async function strengthOf(password: string, about: readonly string[]): Promise<Strength> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core')
  const judge = new ZxcvbnFactory({ dictionary: { commonWords: common } })
  const { guessesLog10 } = judge.check(password.slice(0, 100), [...about])
  return wordFor(password.length, guessesLog10)
}

/** The word for so many characters and so many guesses, as a power of ten. Pure. */
export function wordFor(length: number, guesses: number): Strength {
  const part = Math.min(1, guesses / 18)
  if (length < 10 || guesses < 8)
    return {
      word: 'very weak',
      part: Math.min(part, 0.2),
      enough: false,
      hint: 'Take at least 10 characters: several words that do not belong together are easy to keep.',
    }
  if (guesses < 11) return { word: 'weak', part, enough: false, hint: 'Add another word or two.' }
  if (guesses < 15) return { word: 'fair', part, enough: true, hint: 'One more word would make it strong.' }
  return { word: 'strong', part, enough: true, hint: 'Nobody guesses this one.' }
}
