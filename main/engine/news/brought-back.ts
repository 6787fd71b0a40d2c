import { counted, sayDuration, sayMoment } from '../health/say-when.ts'
import type { BroughtBack } from '../state/agent-queries.ts'
import type { RaisedNews } from '../state/news-queries.ts'
import type { NewsToRaise } from './cause.ts'
import { inOneMessage } from './pace-news.ts'

/** What else a decision about these news depends on. */
type BackWords = {
  readonly zone: string
  /** Whether an agent is watched, nobody said to leave it alone, and it lives. */
  readonly isWell: (agent: string) => boolean
  /** The latest news of a subject, newest first. */
  readonly of: (subject: string) => readonly RaisedNews[]
  /** Subjects of which something bad was told, and not yet that it is over. */
  readonly open: readonly string[]
}

/** What these news are known by: nothing bad was told before. */
const broughtBackCode = 'brought-back'

/**
 * News of agents that were dead and were brought back by themselves, so that nobody had to be told before: of each the newest time, once, and several in one message. Where it was
 * told that an agent is dead, it is told as well that this is over, and nothing besides. Pure.
 * @param back in the order in which they were brought back
 * @param carriers those that carry good news of this kind
 */
export function broughtBackNews(back: readonly BroughtBack[], carriers: readonly string[], words: BackWords, now: Date): NewsToRaise[] {
  if (carriers.length === 0) return []
  const newest = [...new Map(back.map((one) => [one.agent, one])).values()]
  const news = newest
    .filter(({ agent, ended }) => {
      const subject = `agent/${agent}`
      const isTold = words.open.includes(subject) || words.of(subject).some(({ kind, time }) => kind === 'recovered' && time >= ended)
      return !isTold && words.isWell(agent)
    })
    .map((one): NewsToRaise => {
      const times = back.filter(({ agent }) => agent === one.agent).length
      return {
        kind: 'recovered',
        subject: `agent/${one.agent}`,
        title: `${one.agent} was dead and is back`,
        text: textOf(one, times, words.zone, now),
        remedy: null,
        plan: null,
        repository: one.repository,
        code: broughtBackCode,
        carriers,
      }
    })
  const [together, ...others] = inOneMessage(news)
  if (together === undefined || others.length === 0) return news
  return [{ ...together, title: `${counted(news.length, 'agent')} were dead and are back` }, ...others]
}

/** What happened, and what became of what was in its folder. */
function textOf({ started, ended, backedUp, safety }: BroughtBack, times: number, zone: string, now: Date): string {
  const from = backedUp === null ? 'its newest backup' : `its backup of ${sayMoment(new Date(backedUp), zone, now)}`
  const took = Date.parse(ended) - Date.parse(started)
  return [
    `It was brought back by itself from ${from}, and beats again since ${sayMoment(new Date(ended), zone, now)}. This took ${sayDuration(took)}.`,
    ...(times > 1 ? [`It died ${counted(times, 'time')} within an hour.`] : []),
    ...(safety === null ? [] : [`What was in its folder before is kept in the snapshot ${safety.slice(0, 8)}.`]),
  ].join(' ')
}
