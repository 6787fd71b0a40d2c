import type { newsKinds } from '../../../main/contract/configuration/news-kinds.ts'

/** What news can be about, in the words of the file. */
type NewsKind = (typeof newsKinds)[number]

/** What each kind of news is, as a person says it. */
export const newsWords: Readonly<Record<NewsKind, string>> = {
  failed: 'A backup failed',
  stale: 'No good backup for too long',
  anomaly: 'An unusual change',
  approval: 'A change waits for approval',
  recovered: 'It is well again',
  'carrier-failed': 'Other news do not arrive',
  reminder: 'An emergency kit is to be checked',
  git: 'Something about git wants a look',
  agent: 'An agent is dead, or did not come back',
  well: 'Each backup that went well',
  digest: 'What went well, once a day',
}
