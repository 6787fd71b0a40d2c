import type { Trouble } from '../health/trouble.ts'
import type { Cause } from './cause.ts'

/** What the news of a kit are called, by how it stands. */
export const kitTitles: Readonly<Record<string, string>> = {
  'kit-outdated': 'Your emergency kit is out of date',
  'kit-check-due': 'Do you still have your emergency kit?',
  'kit-unchecked': 'Is the password of your backups written down?',
}

/** The reminder of an emergency kit. Pure. */
export function kitCause({ about, name, problem, since, repository }: Trouble): Cause[] {
  if (about !== 'kit') return []
  return [
    {
      kind: 'reminder',
      subject: name,
      parts: [{ code: problem.code, since: since ?? '' }],
      title: kitTitles[problem.code] ?? 'Your emergency kit wants a look',
      text: problem.sentence,
      remedy: problem.remedy,
      plan: null,
      repository,
      early: false,
    },
  ]
}
