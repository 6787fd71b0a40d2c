import type { Problem } from '../../contract/problem.ts'
import type { SkipReason } from '../../contract/skip-reason.ts'
import type { Waiting } from './facts.ts'

type Words = Pick<Waiting, 'sentence' | 'remedy' | 'harmless'>

/** Reasons that have to pass or to be mended. The other reasons of a skip tell of the past: what was missed then is made up for. */
const words: Partial<Record<SkipReason, (repository: string) => Words>> = {
  'drive-not-connected': (repository) => ({
    sentence: `the drive of the repository "${repository}" is not connected`,
    remedy: 'Connect the drive. The backup is then made up for.',
    harmless: false,
  }),
  'no-network': () => ({
    sentence: 'there is no network',
    remedy: 'Connect to the network. The backup is then made up for.',
    harmless: true,
  }),
  metered: () => ({
    sentence: 'the network counts every byte',
    remedy: 'Use another network, or allow this one in the configuration with "onMetered": "always".',
    harmless: true,
  }),
  'on-battery': () => ({ sentence: 'the machine runs on battery', remedy: 'Plug it in. The backup is then made up for.', harmless: true }),
  'keychain-locked': () => ({
    sentence: 'the keychain is locked',
    remedy: 'Unlock it by logging in to your desktop. The backup is then made up for.',
    harmless: false,
  }),
  'keychain-not-answering': () => ({
    sentence: 'the keychain does not answer',
    remedy: 'Restart your keychain program, or log in to the desktop anew. The backup is then made up for.',
    harmless: false,
  }),
  'disk-full': (repository) => ({
    sentence: `there is too little space left for the repository "${repository}"`,
    remedy: 'Free some space on that disk. The backup is then made up for.',
    harmless: false,
  }),
}

/** What a plan waits for, by the reason that its not running was recorded with; `null` for reasons that nothing waits for. Pure. */
export function waitingFor(reason: SkipReason, repository: string, since: string): Waiting | null {
  const told = words[reason]?.(repository)
  return told === undefined ? null : { code: reason, since, ...told }
}

/** What a run waits for that was not made, by its problem. Pure. */
export function waitingBecause({ code, sentence, remedy }: Problem, since: string): Waiting {
  return { code, sentence: midSentence(sentence), remedy, since, harmless: code === 'folder-empty' || code === 'network-log-in' }
}

/** A sentence as it stands in the middle of another one; a name or an abbreviation at its beginning stays as it is. Pure. */
export function midSentence(sentence: string): string {
  const plain = sentence.trimEnd().replace(/\.$/, '')
  return /^(?:The|There|Its|A|An|No|Nothing|You) /.test(plain) ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain
}
