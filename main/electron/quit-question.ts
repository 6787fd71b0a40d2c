import type { Job } from '../contract/procedures/jobs.ts'
import { plainLine } from '../engine/news/short-text.ts'

/** What a person is asked who quits while something is going on. */
export type QuitQuestion = {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly [finish: string, stop: string, keep: string]
}

/** What can be answered, in the order of the buttons. */
export const quitAnswers = ['finish', 'stop', 'keep'] as const
/** See {@link quitAnswers}. */
export type QuitAnswer = (typeof quitAnswers)[number]

/** The question before the end, or `undefined` where nothing goes on that would be cut off. Pure. */
export function quitQuestion(jobs: readonly Pick<Job, 'kind' | 'title' | 'ended'>[]): QuitQuestion | undefined {
  const going = jobs.filter(({ ended }) => ended === null)
  const [first] = going
  if (first === undefined) return undefined
  const word = going.length === 1 ? wordFor(first.kind) : 'work'
  const cut = going.some(({ kind }) => isLeftHalfDone(kind))
    ? 'A restore that is stopped leaves some files restored and others as they were; it can be continued afterwards.'
    : 'What is stopped now is made up for when Vaultkeeper runs again. Backups that exist are not touched.'
  return {
    message: going.length === 1 ? `${sentence(first.title)} is not finished.` : `${going.length} things are not finished.`,
    detail: `${going.length === 1 ? '' : `${listed(going.map(({ title }) => title))}\n\n`}${cut}`,
    buttons: [`Finish the ${word} first`, 'Stop it now', 'Keep running'],
  }
}

/** Whether it leaves a person's files half done where it is stopped, and nobody but that person goes on with it. Pure. */
export function isLeftHalfDone(kind: Job['kind']): boolean {
  return kind === 'restore' || kind === 'undo' || kind === 'revert' || kind === 'comeback'
}

function wordFor(kind: Job['kind']): string {
  return kind === 'backup' || kind === 'restore' ? kind : 'work'
}

/** How many things are named: a box that is higher than the screen has its buttons below it. */
const mostNamed = 8

function listed(titles: readonly string[]): string {
  const rest = titles.length - mostNamed
  return [...titles.slice(0, mostNamed).map(sentence), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n')
}

/** A title is begun like a sentence, may be long, and has in it what people and programs call their folders. */
function sentence(title: string): string {
  return plainLine(title, 120)
}
