/** 160 random bits in groups that a person can copy from paper; no letters that look alike. */
export function newPassword(randomBytes: (length: number) => Buffer): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
  const letters = [...randomBytes(32)].map((byte) => alphabet[byte % alphabet.length])
  return (letters.join('').match(/.{4}/g) ?? []).join('-')
}
