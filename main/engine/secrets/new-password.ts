/** 160 random bits in groups that a person can copy from paper; no letters that look alike. */
export function newPassword(randomBytes: (length: number) => Buffer): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
  const letters = [...randomBytes(32)].map((byte) => alphabet[byte % alphabet.length])
  return (letters.join('').match(/.{4}/g) ?? []).join('-')
}

/**
 * Whether a password is one of {@link newPassword}, and so one that nobody can guess. By its look: eight groups, at least one digit among them, which all but
 * one in ten thousand have, and no sentence of eight words of four letters.
 */
export function isGenerated(password: string): boolean {
  return /^(?=.*\d)[a-km-np-z2-9]{4}(?:-[a-km-np-z2-9]{4}){7}$/.test(password)
}
