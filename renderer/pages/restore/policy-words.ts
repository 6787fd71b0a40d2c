import type { OverwritePolicy } from '../../../main/contract/overwrite-policy.ts'
import type { Place } from './wizard-state.ts'

/** What a restore does with a file that is there already, for a person to choose from; the order is that of how much is replaced. */
export const policyWords: readonly { readonly policy: OverwritePolicy; readonly name: string; readonly says: string }[] = [
  {
    policy: 'always',
    name: 'Replace it',
    says: 'Each file becomes exactly as it was. What is the same already, by its content, is not written.',
  },
  {
    policy: 'if-changed',
    name: 'Replace it if it changed',
    says: 'The same, but size and date alone tell what is the same. Quicker for large folders.',
  },
  { policy: 'if-newer', name: 'Replace it only if the backup is newer', says: 'What you changed since stays.' },
  { policy: 'never', name: 'Leave it', says: 'Only what is missing comes back.' },
  { policy: 'keep-both', name: 'Keep both', says: 'The restored one is put beside it, with the date in its name.' },
]

/** Where restored files may go, for a person to choose from. */
export const placeWords: readonly { readonly place: Place; readonly name: string; readonly says: string }[] = [
  { place: 'original', name: 'Where it was', says: 'Back into its place.' },
  { place: 'beside', name: 'Beside what is there', says: 'What differs comes beside it, with the date in its name. Nothing is replaced.' },
  { place: 'folder', name: 'Another folder', says: 'A new one, or one of yours.' },
]
