import { tellsMissing } from '../verify/damage.ts'

/** What is said of a file of which something is missing. */
export const lostPart = 'the repository has lost a part of it'

/** Why a file could not be brought back, by the last words of restic's message: half a sentence. Pure. */
export function damageInWords(why: string): string {
  if (tellsMissing(why)) return lostPart
  if (/ciphertext|hash|checksum|decrypt|corrupt|unexpected|invalid/i.test(why)) return 'what the repository has of it is damaged'
  return why
}

/** Whether restic's message is about damage. Pure. */
export function tellsDamage(why: string): boolean {
  return damageInWords(why) !== why
}
