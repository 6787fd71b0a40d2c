import type { NewsKind } from '../../contract/news-events.ts'
import { counted } from '../health/say-when.ts'
import type { RaisedNews } from '../state/news-queries.ts'
import type { NewsToRaise } from './cause.ts'

/** At most so many messages about problems within so many milliseconds; beyond that, one message that counts them. */
const pace = { most: 10, within: 10 * 60_000 } as const

/** From the one that a person should see first. */
const worstFirst: readonly NewsKind[] = ['anomaly', 'agent', 'failed', 'stale', 'approval', 'git', 'carrier-failed', 'reminder']

const kindWords: Partial<Record<NewsKind, [string, string]>> = {
  anomaly: ['unusual change', 'unusual changes'],
  agent: ['agent that needs you', 'agents that need you'],
  failed: ['failure', 'failures'],
  stale: ['plan without a fresh backup', 'plans without a fresh backup'],
  approval: ['change that waits for approval', 'changes that wait for approval'],
  git: ['matter of git', 'matters of git'],
  'carrier-failed': ['carrier that does not deliver', 'carriers that do not deliver'],
  reminder: ['reminder', 'reminders'],
}

/**
 * The news themselves, or, when there would be more than a person can read, one message in their place. When that was sent a moment ago, none: they
 * stay untold and have their turn later. Pure.
 * @param early what may be over in a moment: no part of that message, so that it has its turn when it is not
 */
export function paced(
  news: readonly NewsToRaise[],
  early: readonly NewsToRaise[],
  lately: readonly RaisedNews[],
  now: Date,
): readonly NewsToRaise[] {
  const told = lately.filter((one) => worstFirst.includes(one.kind) && one.carriers.length > 0 && isLately(one.time, now))
  if (news.length <= Math.max(0, pace.most - told.length)) return news
  return told.some(({ subject }) => subject === 'summary') ? [] : [summaryOf(news, early)]
}

/** Whether something was left out of a message that told of everything at once. Pure. */
export function isLeftOut(one: Pick<NewsToRaise, 'kind' | 'subject'>, { code }: Pick<RaisedNews, 'code'>): boolean {
  return code?.split(' ').includes(leftOut(one)) ?? false
}

/** What the code of that message says of each that it leaves out: its time alone would say that it told of all that was so by then. No code has a space. */
function leftOut({ kind, subject }: Pick<NewsToRaise, 'kind' | 'subject'>): string {
  return `without@${kind}/${encodeURI(subject)}`
}

function isLately(time: string, now: Date): boolean {
  const ago = now.getTime() - Date.parse(time)
  return ago >= 0 && ago < pace.within
}

function summaryOf(news: readonly NewsToRaise[], early: readonly NewsToRaise[]): NewsToRaise {
  const kinds = worstFirst.filter((kind) => news.some((one) => one.kind === kind))
  const counts = kinds.map((kind) => {
    const [one = 'problem', many = 'problems'] = kindWords[kind] ?? []
    return counted(news.filter((each) => each.kind === kind).length, one, many)
  })
  const sorted = news.toSorted((one, other) => worstFirst.indexOf(one.kind) - worstFirst.indexOf(other.kind))
  const shown = sorted.slice(0, 5).map(({ title }) => `- ${title}`)
  const rest = news.length - shown.length
  return {
    kind: kinds[0] ?? 'failed',
    subject: 'summary',
    title: `${counted(news.length, 'problem')} at once`,
    text: `${counts.join(', ')}. They are told in one message because there are so many:\n\n${[...shown, ...(rest > 0 ? [`- and ${counted(rest, 'more', 'more')}`] : [])].join('\n')}`,
    remedy: 'See all of them with: vaultkeeper status',
    plan: null,
    repository: null,
    code: ['summary', ...early.map(leftOut)].join(' '),
    carriers: [...new Set(news.flatMap(({ carriers }) => carriers))],
  }
}

/** Good news that come together: the first one tells of all, the others are only recorded. Pure. */
export function inOneMessage(news: readonly NewsToRaise[]): NewsToRaise[] {
  const [first, ...others] = news
  if (first === undefined || others.length === 0) return [...news]
  const titles = news.slice(0, 8).map(({ title }) => `- ${title}`)
  const rest = news.length - titles.length
  const together: NewsToRaise = {
    ...first,
    title: `${counted(news.length, 'problem is', 'problems are')} over`,
    text: [...titles, ...(rest > 0 ? [`- and ${counted(rest, 'more', 'more')}`] : [])].join('\n'),
    plan: null,
    repository: null,
    carriers: [...new Set(news.flatMap(({ carriers }) => carriers))],
  }
  return [together, ...others.map((one) => ({ ...one, carriers: [] }))]
}
