import { isGenerated } from '../secrets/new-password.ts'

/** Four words or more, divided by spaces, or by hyphens where each is one of letters: what a person calls words. */
const inWords = /^(?:\S+(?: +\S+){3,}|\p{L}{2,}(?:-\p{L}{2,}){3,})$/u

/**
 * Whether what a person typed is the end of a password, and long enough to show that it is at hand: the last two groups of a generated one, the last four
 * words of one in words, the last eight characters of any other, or all of one that is shorter. More of it is right, too. Pure.
 */
export function isEndOfPassword(password: string, typed: string): boolean {
  const said = typed.trim()
  if (said === '') return false
  if (isGenerated(password)) {
    // In small letters throughout, so a capital is meant as one; whether the hyphens are typed is no matter.
    const [whole, end] = [password, said.toLowerCase()].map((text) => text.replaceAll(/[-\s]/g, ''))
    return end !== undefined && end.length >= 8 && whole?.endsWith(end) === true
  }
  if (inWords.test(password)) {
    const words = (text: string) => text.split(/[\s-]+/)
    const [all, last] = [words(password), words(said)]
    return last.length >= 4 && last.join(' ') === all.slice(-last.length).join(' ')
  }
  const length = [...said].length
  return length >= Math.min(8, [...password].length) && [...password].slice(-length).join('') === said
}
