import type { SkipReason } from './skip-reason.ts'

const words: Record<SkipReason, string> = {
  asleep: 'the machine slept',
  'not-running': 'Vaultkeeper was not running',
  'still-running': 'the run before was still going on',
  superseded: 'a newer due time took its place',
  paused: 'it was paused',
  disabled: 'it was switched off',
  'drive-not-connected': 'the drive was not connected',
  'no-network': 'there was no network',
  metered: 'the network counts every byte',
  'on-battery': 'the machine ran on battery',
  'keychain-locked': 'the keychain was locked',
  'keychain-not-answering': 'the keychain did not answer',
  'disk-full': 'there was too little space left',
  'nothing-changed': 'nothing had changed',
  'gave-up': 'it had failed too often',
}

/** Why something was not run, as the end of a sentence that begins with "not run because". */
export function skipInWords(reason: SkipReason): string {
  return words[reason]
}
