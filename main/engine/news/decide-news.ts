import type { NewsKind } from '../../contract/news-events.ts'
import { sayMoment } from '../health/say-when.ts'
import type { RaisedNews } from '../state/news-queries.ts'
import type { Cause, CausePart, NewsToRaise } from './cause.ts'
import { inOneMessage, isLeftOut, paced } from './pace-news.ts'

/** A carrier as far as decisions go: which kinds it carries. */
export type CarrierWish = { readonly id: string; readonly on: ReadonlySet<NewsKind> }

/** What was told before, from the records. */
export type NewsPast = {
  /** The latest news of a subject, newest first. */
  readonly of: (subject: string) => readonly RaisedNews[]
  /** Subjects of which something bad was told, and not yet that it is over. */
  readonly open: readonly string[]
  /** The latest news of all, newest first: at least those of the last ten minutes. */
  readonly lately: readonly RaisedNews[]
}

/** What else a decision about recoveries depends on. */
export type NewsWords = {
  readonly zone: string
  readonly isExpected: (subject: string) => boolean
  readonly recoveredTitle: (subject: string) => string
  /** When something last went wrong with a subject; `null` when that is not known. */
  readonly lastBad: (subject: string) => string | null
}

const hour = 60 * 60_000
const day = 24 * hour

/** Where something recovered so often within a day, the next recovery has to last. */
const comesAndGoes = 2
/** How long, in milliseconds. */
const settled = 2 * hour

/**
 * What is to be told now. Pure: the same causes with the same past give nothing new, so that neither a restart nor another process repeats anything.
 * What nobody wants to hear of is not raised at all.
 */
export function decideNews(
  causes: readonly Cause[],
  past: NewsPast,
  carriers: readonly CarrierWish[],
  words: NewsWords,
  now: Date,
): NewsToRaise[] {
  const summaries = sinceRecovered(past.of('summary').filter(({ time }) => Date.parse(time) <= now.getTime()))
  const untold = (early: boolean) =>
    causes.filter((cause) => cause.early === early).flatMap((cause) => newsOf(cause, past, carriers, summaries, now))
  return [...paced(untold(false), untold(true), past.lately, now), ...recovered(causes, past, carriers, words, summaries[0], now)]
}

/** What was told of a subject since it last recovered, newest first. */
function standing(past: NewsPast, subject: string): readonly RaisedNews[] {
  return sinceRecovered(past.of(subject))
}

function sinceRecovered(rows: readonly RaisedNews[]): readonly RaisedNews[] {
  const end = rows.findIndex(({ kind }) => kind === 'recovered')
  return end < 0 ? rows : rows.slice(0, end)
}

/** @param summaries the messages that told of everything at once, unless that is over */
function newsOf(
  cause: Cause,
  past: NewsPast,
  carriers: readonly CarrierWish[],
  summaries: readonly RaisedNews[],
  now: Date,
): NewsToRaise[] {
  const { early: _early, parts, ...news } = cause
  const told = standing(past, cause.subject).filter(({ kind }) => kind === cause.kind)
  const times = timesByCode(told)
  const isNew = parts.some((part) => !isTold(part, times, now) && !summaries.some((summary) => isCovered(cause, part.since, summary)))
  const wanting = carriersFor(cause.kind, cause.subject, carriers)
  // A carrier that was not there when it was told, be it by itself or with everything else, hears of it now.
  const covering = summaries.filter((summary) => parts.some(({ since }) => isCovered(cause, since, summary)))
  const reached = new Set([...told, ...covering].flatMap((one) => one.carriers))
  const to = isNew ? wanting : wanting.filter((id) => !reached.has(id))
  if (to.length === 0) return []
  const often = isNew ? timesRecovered(past, cause.subject, now) : 0
  const note = `\n\nIt comes and goes: this is the ${ordinal(often + 1)} time in a day. You will hear that it is over when it has been well for two hours.`
  const text = often >= comesAndGoes ? `${news.text}${note}` : news.text
  return [{ ...news, text, code: codesOf(parts, times), carriers: to }]
}

/** When each code was told, newest first; one that was told anew as what it is. */
function timesByCode(told: readonly RaisedNews[]): ReadonlyMap<string, readonly string[]> {
  const all = told.flatMap(({ code, time }) =>
    (code?.split(' ') ?? []).map((one) => ({ code: /^[^@]*@?[^@]*/.exec(one)?.[0] ?? '', time })),
  )
  return new Map([...Map.groupBy(all, ({ code }) => code)].map(([code, those]) => [code, those.map(({ time }) => time)]))
}

/**
 * Whether a part was told. One that was well meanwhile is told anew, though not within a day: whoever was told of it has not heard that it is over, for the rest of its subject is not.
 */
function isTold({ code, begun }: CausePart, times: ReadonlyMap<string, readonly string[]>, now: Date): boolean {
  const told = times.get(code) ?? []
  // By a clock that was set back it would be told each day.
  if (begun === undefined || Date.parse(begun) > now.getTime()) return told.length > 0
  return told.some((time) => time >= begun || isWithin(time, day, now))
}

/** More codes than a person could tell apart are not told apart. That of a part that was well meanwhile says when it began anew. */
function codesOf(parts: Cause['parts'], times: ReadonlyMap<string, readonly string[]>): string {
  const codes = parts.map(({ code, begun }) => {
    const [newest] = times.get(code) ?? []
    return begun !== undefined && newest !== undefined && newest < begun ? `${code}@${begun}` : code
  })
  return [...new Set(codes)].toSorted().join(' ')
}

/** Whether it was so already when everything was told in one message, and was not left out of that. */
function isCovered(cause: Cause, since: string, summary: RaisedNews | undefined): boolean {
  return summary !== undefined && since <= summary.time && !isLeftOut(cause, summary)
}

/** Whoever is told of failures is told that a carrier fails, unless it is that carrier. */
function carriersFor(kind: NewsKind, subject: string, carriers: readonly CarrierWish[]): string[] {
  return carriers
    .filter(({ id }) => subject !== `carrier/${id}`)
    .filter(({ on }) => on.has(kind) || (kind === 'carrier-failed' && on.has('failed')))
    .map(({ id }) => id)
}

/** Subjects that are well again are told of in one message; the others are recorded, so that they can be told of anew when they fail again. */
function recovered(
  causes: readonly Cause[],
  past: NewsPast,
  carriers: readonly CarrierWish[],
  words: NewsWords,
  summary: RaisedNews | undefined,
  now: Date,
): NewsToRaise[] {
  const bad = new Set(causes.map(({ subject }) => subject))
  const isOver = (subject: string) =>
    subject === 'summary' ? !causes.some((cause) => cause.parts.some(({ since }) => isCovered(cause, since, summary))) : !bad.has(subject)
  const over = past.open.filter(isOver)
  const silent = over.filter((subject) => !words.isExpected(subject))
  const well = over.filter((subject) => words.isExpected(subject) && !isUnsettled(subject, past, words, now))
  const news = well.map((subject): NewsToRaise => {
    const first = standing(past, subject).findLast(({ kind }) => kind !== 'recovered')
    const when = first === undefined ? '' : ` on ${sayMoment(new Date(first.time), words.zone, now)}`
    return {
      kind: 'recovered',
      subject,
      title: words.recoveredTitle(subject),
      text: first === undefined ? 'It is over.' : `This is over: ${first.title}. You were told${when}.`,
      remedy: null,
      plan: first?.plan ?? null,
      repository: first?.repository ?? null,
      code: null,
      carriers: carriersFor('recovered', subject, carriers),
    }
  })
  return [...inOneMessage(news), ...silent.map(nothingExpected)]
}

function nothingExpected(subject: string): NewsToRaise {
  const text = subject.startsWith('kit/')
    ? 'You were reminded of it, and it is done.'
    : 'It was told of before, and is switched off or no longer configured.'
  return {
    kind: 'recovered',
    subject,
    title: 'Nothing is expected of it any more',
    text,
    remedy: null,
    plan: null,
    repository: null,
    code: null,
    carriers: [],
  }
}

/** What comes and goes has to stay well for a while before it is called over: until then, nothing more is told of it. */
function isUnsettled(subject: string, past: NewsPast, words: NewsWords, now: Date): boolean {
  if (timesRecovered(past, subject, now) < comesAndGoes) return false
  const latest = [words.lastBad(subject), past.of(subject)[0]?.time].filter((time) => time != null && Date.parse(time) <= now.getTime())
  return latest.some((time) => time != null && now.getTime() - Date.parse(time) < settled)
}

/** How often within a day it was told that it is over. What was over before anybody was told has never been told of. */
function timesRecovered(past: NewsPast, subject: string, now: Date): number {
  return past.of(subject).filter(({ kind, time, code }) => kind === 'recovered' && code === null && isWithin(time, day, now)).length
}

function isWithin(time: string, span: number, now: Date): boolean {
  const ago = now.getTime() - Date.parse(time)
  return ago >= 0 && ago < span
}

function ordinal(number: number): string {
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
  return words[number - 1] ?? `${number}th`
}
