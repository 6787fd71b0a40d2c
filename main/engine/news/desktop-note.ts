import type { NewsKind } from '../../contract/news-events.ts'
import type { NewsMessage } from '../../contract/news-message.ts'
import { sayPast } from '../health/say-when.ts'
import { pageRemedy } from '../overview/page-remedy.ts'
import { actionsOfNews, type NewsAction } from './actions-of-news.ts'
import { mendingOfNews, pageOfNews } from './page-of-news.ts'
import { plainLine, shortText } from './short-text.ts'

/** A piece of news as a desktop shows it. All texts are plain and short. */
export type DesktopNote = {
  /** What it is about: it takes the place of what is shown of that. */
  readonly subject: string
  readonly kind: NewsKind
  readonly title: string
  readonly body: string
  /** `high` stays on the screen until somebody has seen it, `low` makes no sound. */
  readonly weight: 'high' | 'normal' | 'low'
  /** It goes from the screen when it is not so any more. */
  readonly passes: boolean
  /** Where a click leads to. */
  readonly page: string
  readonly actions: readonly NewsAction[]
}

/** Windows advises 200 characters, and macOS shows no more than 256 bytes. */
const longestBody = 220
const longestTitle = 90

/** What is told later than so many milliseconds after it was raised says when that was. */
const fresh = 10 * 60_000

/** See {@link DesktopNote}. Pure. */
export function desktopNote(message: NewsMessage, zone: string, now: Date): DesktopNote {
  const { subject, kind, title, text, time } = message
  const together = isTogether(subject)
  const late = !together && now.getTime() - Date.parse(time) > fresh
  const when = late ? `${sayPast(new Date(time), zone, now)}: ` : ''
  const [most, remedy] = [longestBody - when.length, remedyOf(message)]
  // What to do is worth more than the last sentence of what happened.
  const said = shortText(text, remedy === '' || remedy.length > most / 2 ? most : most - remedy.length - 1)
  const body = said.length + remedy.length < most && remedy !== '' ? `${said} ${remedy}` : said
  return {
    subject,
    kind,
    title: plainLine(title, longestTitle),
    body: `${when}${body}`,
    weight: weights[kind],
    passes: !together && problems.has(kind),
    page: together ? '/' : pageOfNews(message),
    actions: together ? [] : actionsOfNews(message),
  }
}

/** Several pieces in one message have no one thing that mends them. */
function isTogether(subject: string): boolean {
  return subject === 'summary' || subject.startsWith('several/')
}

/** What to do, where it can be done in the pages or anywhere else but on a command line. */
function remedyOf(message: NewsMessage): string {
  const remedy = pageRemedy(message.remedy, mendingOfNews(message)) ?? ''
  return /\bvaultkeeper [a-z]/.test(remedy) ? '' : plainLine(remedy, longestBody)
}

/** Whether a subject is told of only while it waits for an answer. Of the others there is also the news that they are well again. Pure. */
export function wantsAnswer(subject: string): boolean {
  return /^(?:anomaly|changes)\//.test(subject)
}

const problems: ReadonlySet<NewsKind> = new Set(['anomaly', 'failed', 'stale', 'approval', 'agent', 'git', 'carrier-failed', 'reminder'])

const weights: Readonly<Record<NewsKind, DesktopNote['weight']>> = {
  anomaly: 'high',
  failed: 'normal',
  stale: 'normal',
  approval: 'normal',
  agent: 'high',
  git: 'normal',
  'carrier-failed': 'normal',
  test: 'normal',
  reminder: 'low',
  recovered: 'low',
  well: 'low',
  digest: 'low',
}
