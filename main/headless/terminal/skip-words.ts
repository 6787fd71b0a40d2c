import { skipInWords } from '../../contract/skip-in-words.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Skip } from '../../engine/state/schedule-queries.ts'
import { moment } from './words.ts'

/** Of which plan due times were not run: `daily, drive`. */
export function skippedPlan({ plan, repository }: Pick<Skip, 'plan' | 'repository'>): string {
  if (repository?.startsWith('git:')) return printable(`git, ${repository.slice(4)}`)
  return printable([plan, repository].filter((one) => one !== null).join(', '))
}

/** Which due times were not run, and why; several for one reason are one line: `2 due times, 2026-11-21 07:00 to 2026-11-22 07:00: the machine slept`. */
export function skipWords({ first, last, count, reason }: Skip): string {
  const [from, to] = [moment(new Date(first)), moment(new Date(last))]
  return `${count === 1 ? `due ${from}` : `${count} due times, ${from} to ${to}`}: ${skipInWords(reason)}`
}
