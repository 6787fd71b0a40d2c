/** Bits for each character, by how often each comes up in the text itself (Shannon). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

const kindOf = (character: string) => (/[a-z]/.test(character) ? 'a' : /[A-Z]/.test(character) ? 'A' : /\d/.test(character) ? '0' : '')

/**
 * Whether a text looks as if a machine had drawn it: letters of both sizes, and digits, in no order. Names look otherwise, however long: their digits stand
 * together, and a capital begins a word. Pure. @param least the fewest characters that are enough to tell
 */
export function looksRandom(text: string, least: number): boolean {
  if (text.length < least || !/^[A-Za-z0-9+/=_.~!@#$%^&*:,|-]+$/.test(text)) return false
  const kinds = [...text].map(kindOf).filter(Boolean)
  if (kinds.length < least * 0.75 || new Set(kinds).size < 2) return false
  let changes = 0
  for (let index = 1; index < kinds.length; index++) {
    // The first letter of a word in camelCase is one change, not two.
    if (kinds[index] !== kinds[index - 1] && !(kinds[index - 1] === 'A' && kinds[index] === 'a' && kinds[index - 2] !== 'A')) changes++
  }
  // Of what is only hexadecimal no more than four bits can be had, and it is no name.
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return entropyOf(text) >= 2.9
  return changes / (kinds.length - 1) >= 0.22 && entropyOf(text) >= (text.length < 20 ? 3.1 : 3.4)
}
