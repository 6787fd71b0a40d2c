/** Why a file could not be brought back, by the last words of restic's message: half a sentence. Pure. */
export function damageInWords(why: string): string {
  if (/no such file|does not exist|not found|file has been removed/i.test(why)) return 'the repository has lost a part of it'
  if (/ciphertext|hash|checksum|decrypt|corrupt|unexpected|invalid/i.test(why)) return 'what the repository has of it is damaged'
  return why
}

/** Whether restic's message is about damage. Pure. */
export function tellsDamage(why: string): boolean {
  return damageInWords(why) !== why
}
