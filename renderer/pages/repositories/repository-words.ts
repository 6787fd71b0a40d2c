import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import type { Tone } from '../../parts/tone.tsx'

/** Each state as a word and a tone. */
const states: Readonly<Record<RepositoryEntry['state'], { readonly word: string; readonly tone: Tone }>> = {
  ready: { word: 'Ready', tone: 'good' },
  'not-made': { word: 'Nothing there yet', tone: 'attention' },
  'not-connected': { word: 'Not connected', tone: 'attention' },
  failing: { word: 'Failing', tone: 'bad' },
  damaged: { word: 'Damaged', tone: 'bad' },
  off: { word: 'Switched off', tone: 'calm' },
}

/** How a repository stands, as a word and a tone: one that nobody uses may well be empty. `behind`: it is a mirror that lacks what its source has. Pure. */
export function stateOf(entry: RepositoryEntry, behind = false): { readonly word: string; readonly tone: Tone } {
  if (missingOf(entry) !== null) return { word: 'Cannot be reached', tone: 'bad' }
  if (behind && entry.state === 'ready') return { word: 'Behind', tone: 'bad' }
  return entry.state === 'not-made' && isUnused(entry) ? { ...states['not-made'], tone: 'calm' } : states[entry.state]
}

function isUnused({ plans, mirrorOf }: RepositoryEntry): boolean {
  return plans.length === 0 && mirrorOf === null
}

/** Where a password or a key is kept. */
export const keptWords: Readonly<Record<RepositoryEntry['password'], string>> = {
  keychain: 'In your keychain',
  file: 'In a file that only you can read',
  environment: 'In a variable of the environment',
  command: 'A command tells it',
  nowhere: 'Nowhere yet',
  unknown: 'The keychain does not tell now',
}

/** What is missing before the repository can be reached at all: its password, or what its server asks for. Pure. */
export function missingOf({ kind, password, secrets, state }: RepositoryEntry): 'password' | 'credential' | null {
  if (state === 'off') return null
  const absent = secrets.filter(({ kept, optional }) => kept === 'nowhere' && !optional)
  // Azure takes a key or a token: one of them will do.
  if (absent.length > (kind === 'azure' ? 1 : 0)) return 'credential'
  return password === 'nowhere' && state !== 'not-made' ? 'password' : null
}

/** What is worth knowing of a repository in a few words each, besides its state. Pure. */
export function notesOn(entry: RepositoryEntry): readonly string[] {
  const missing = missingOf(entry)
  return [
    ...(missing === 'credential' ? ['what its server asks for is missing'] : missing === 'password' ? ['its password is missing'] : []),
    ...(entry.onDisk === 'same' && entry.state !== 'off' && !(entry.state === 'not-made' && isUnused(entry)) ? ['on this disk only'] : []),
    ...(entry.appendOnly ? ['append-only: nothing is removed there'] : []),
    ...(entry.mirrorOf === null ? [] : [`mirror of ${entry.mirrorOf}`]),
    ...(entry.configured || entry.name === 'default' ? [] : ['no longer in the configuration']),
    ...(entry.passwordChanging ? ['a change of its password was cut off'] : []),
  ]
}
