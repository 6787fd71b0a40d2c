import type { NewsKind } from '../../contract/news-events.ts'
import type { NewsMessage } from '../../contract/news-message.ts'
import type { RaisedNews, Undelivered } from '../state/news-queries.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long after the first, second ... failed attempt the next one is made, in milliseconds; the last one stays. */
const delays = [minute, 5 * minute, 15 * minute, hour]

/** After this a piece is given up, in milliseconds: whoever was down for so long is told by health, and news are old by then. */
const deliverFor = 2 * day

/** ... and so many attempts, of which all but the first are an hour apart: a machine that slept for two days has tried nothing meanwhile. */
const leastAttempts = 24

/** How far back the outbox looks. What was never tried, because nothing ran, is tried whatever its age. */
export const outboxReach = 30 * day

/** A desktop that nobody sat at is not told what happened long ago. */
const desktopReach = 7 * day

/** When something is held back, and from what: a wall clock in `zone`. */
export type Quiet = { readonly from: string; readonly to: string; readonly except: readonly NewsKind[] }

/** Whether it is a quiet time by the wall clock (`22:00`). Over midnight where `from` is later than `to`. Pure. */
export function isQuiet({ from, to }: Pick<Quiet, 'from' | 'to'>, clock: string): boolean {
  return from < to ? clock >= from && clock < to : clock >= from || clock < to
}

/**
 * What a carrier has to deliver now, oldest first. Pure.
 * @param held kinds pass that are never held back; `null` when nothing is held
 * @param alive the carrier has just answered: nothing need wait any longer. Else one that failed a moment ago is not asked for anything else.
 */
export function due(
  waiting: readonly Undelivered[],
  carrier: string,
  held: Pick<Quiet, 'except'> | null,
  now: Date,
  alive = false,
): Undelivered[] {
  const mine = waiting.filter((one) => one.carrier === carrier)
  if (!alive && mine.some(({ tried }) => tried !== null && isWithin(tried, minute, now))) return []
  return mine
    .filter(({ news }) => carrier !== 'desktop' || now.getTime() - Date.parse(news.time) < desktopReach)
    .filter(({ news }) => held === null || held.except.includes(news.kind))
    .filter((one) => alive || isDue(one, now))
}

function isWithin(time: string, span: number, now: Date): boolean {
  const ago = now.getTime() - Date.parse(time)
  return ago >= 0 && ago < span
}

/** An attempt of the future was made under a wrong clock, and is nothing to wait for. */
function isDue({ attempts, tried }: Pick<Undelivered, 'attempts' | 'tried'>, now: Date): boolean {
  if (attempts === 0 || tried === null || Date.parse(tried) > now.getTime()) return true
  return now.getTime() - Date.parse(tried) >= retryAfter(attempts)
}

/** How long to wait after so many failed attempts, in milliseconds. */
export function retryAfter(attempts: number): number {
  return delays[Math.min(attempts, delays.length) - 1] ?? minute
}

/** Whether a failed attempt was the last. By their number alone, too, for clocks may go back. */
export function isFinal(raised: string, attempts: number, now: Date): boolean {
  return (now.getTime() - Date.parse(raised) >= deliverFor && attempts >= leastAttempts) || attempts >= mostAttempts
}

const mostAttempts = 60

/** The news as it is carried. */
export function messageOf(news: RaisedNews, run: string | null, host: string): NewsMessage {
  const { id, kind, title, text, remedy, plan, repository, code, subject, time } = news
  return { id, kind, title, text, remedy, plan, repository, run, code, subject, time, host }
}

/** Several pieces as one, for a desktop whose person comes back to it. Of one subject only the newest counts: what was bad may be well again. Pure. */
export function joined(told: readonly NewsMessage[]): NewsMessage | undefined {
  const newestOf = new Map(told.map((message) => [message.subject, message]))
  const messages = told.filter((message) => newestOf.get(message.subject) === message)
  const newest = messages.at(-1)
  if (newest === undefined || messages.length === 1) return newest
  const titles = messages.slice(-5).map(({ title }) => `- ${title}`)
  const rest = messages.length - titles.length
  const kinds = new Set(messages.map(({ kind }) => kind))
  return {
    ...newest,
    kind: worstFirst.find((kind) => kinds.has(kind)) ?? newest.kind,
    title: `${messages.length} messages`,
    text: [...(rest > 0 ? [`- ${rest} earlier ones`] : []), ...titles].join('\n'),
    remedy: 'See how everything stands with: vaultkeeper status',
    plan: null,
    repository: null,
    run: null,
    code: null,
    // It takes the place of nothing: what was told before of one of them may still be on the screen.
    subject: `several/${newest.id}`,
  }
}

const worstFirst: readonly NewsKind[] = ['anomaly', 'agent', 'failed', 'stale', 'approval', 'git', 'carrier-failed', 'reminder']
