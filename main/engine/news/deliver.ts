import { hostname } from 'node:os'
import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { wallClock } from '../schedule/zone.ts'
import { runOfNews, type Undelivered, undelivered } from '../state/news-queries.ts'
import { homeHost } from '../state/queries.ts'
import type { Carrier } from './carriers/carrier.ts'
import { carriersOf } from './carriers/carriers-of.ts'
import { inTurn, type Turns } from './in-turn.ts'
import { due, isFinal, isQuiet, joined, messageOf, outboxReach } from './outbox.ts'

/** From so many messages on, a desktop is shown one that lists them. */
const joinedFrom = 6
/** How long one carrier may go on in one turn, in milliseconds. What is left has its turn at the next tick. */
const turnLength = 60_000
/** How long to wait for another Vaultkeeper that delivers over the same carrier, in milliseconds. */
const patience = 15_000

type Delivering = {
  readonly turns: Turns
  /** What arrived over each carrier and is not recorded yet, for that may fail: it is not sent again by this process. */
  readonly arrived: Map<string, Set<string>>
}
const delivering = new WeakMap<Core, Delivering>()

/**
 * Delivers what was raised and has not arrived yet, over all carriers at once: one that hangs delays no other. What is due follows from the records, so
 * a kill loses nothing; only between an arrival and its record may it be sent twice, with the same id. Resolves when nothing is due any more.
 * @param over the ids of the carriers that are used; all, if left out
 */
export async function deliver(
  core: Core,
  configuration: Configuration,
  signal: AbortSignal,
  over: (carrier: string) => boolean = () => true,
): Promise<void> {
  const state = delivering.get(core) ?? { turns: new Map(), arrived: new Map() }
  delivering.set(core, state)
  const ended = await Promise.allSettled(
    carriersOf(core, configuration)
      .filter(({ id }) => over(id))
      .map((carrier) => inTurn(state.turns, carrier.id, () => deliverOver(core, configuration, carrier, state, signal))),
  )
  const failure = ended.find((one) => one.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

async function deliverOver(
  core: Core,
  configuration: Configuration,
  carrier: Carrier,
  delivering: Delivering,
  signal: AbortSignal,
): Promise<void> {
  const arrived = delivering.arrived.get(carrier.id) ?? new Set()
  delivering.arrived.set(carrier.id, arrived)
  const next = (alive: boolean) => dueNow(core, configuration, carrier, alive).filter(({ news }) => !arrived.has(news.id))
  if (signal.aborted || (arrived.size === 0 && next(false).length === 0)) return
  const name = `carrier-${carrier.id.replace(/[^a-z0-9.-]/gi, '-')}`
  const lock = await takeLock(core.home.locks, name, { doing: `telling news over ${carrier.name}`, signal, patience })
  if (lock === undefined) return
  try {
    await core.state.catchUp()
    await recordArrivals(core, carrier, arrived)
    const until = core.ports.clock.monotonic() + turnLength
    const refused = new Set<string>()
    for (let alive = false; core.ports.clock.monotonic() < until; ) {
      const waiting = next(alive).filter(({ news }) => !refused.has(news.id))
      const batch = carrier.id === 'desktop' ? desktopBatch(waiting) : waiting.slice(0, 1)
      const became = await attempt(core, carrier, batch, signal)
      if (became === 'over') return
      for (const { news } of batch) (became === 'arrived' ? arrived : refused).add(news.id)
      // It arrived, or was refused: either way somebody is there.
      alive = true
      await recordArrivals(core, carrier, arrived)
    }
  } finally {
    lock.release()
  }
}

/** All where they are many; else what is to be told of one subject, of which the newest takes the place of the others anyway. */
function desktopBatch(waiting: readonly Undelivered[]): readonly Undelivered[] {
  const [first] = waiting
  return waiting.length >= joinedFrom ? waiting : waiting.filter(({ news }) => news.subject === first?.news.subject)
}

/** What could not be recorded (a full disk) is not sent again, and recorded when that can be done. */
async function recordArrivals(core: Core, { id: carrier }: Carrier, arrived: Set<string>): Promise<void> {
  for (const news of [...arrived]) {
    await core.record({ event: 'news.delivered', news, carrier })
    arrived.delete(news)
  }
}

function dueNow(core: Core, configuration: Configuration, carrier: Carrier, alive: boolean): Undelivered[] {
  const now = core.ports.clock.now()
  const from = new Date(now.getTime() - outboxReach).toISOString()
  return due(undelivered(core.state.database, from), carrier.id, heldBack(core, configuration, carrier, now), now, alive)
}

/** Quiet hours are those of the person at the desktop, by the wall clock of where the machine is now. */
function heldBack(core: Core, { notifications }: Configuration, carrier: Carrier, now: Date) {
  const { quietHours } = notifications.desktop
  if (carrier.id !== 'desktop' || quietHours === null) return null
  const { hour, minute } = wallClock(now, core.ports.machine.zone())
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  return isQuiet(quietHours, clock) ? quietHours : null
}

/** One attempt, recorded when it failed. `refused`: others may pass; `over`: nothing is left, or nothing passes now. */
async function attempt(
  core: Core,
  carrier: Carrier,
  batch: readonly Undelivered[],
  signal: AbortSignal,
): Promise<'arrived' | 'refused' | 'over'> {
  const host = homeHost(core.state.database) ?? hostname()
  const message = joined(batch.map(({ news }) => messageOf(news, runOfNews(core.state.database, news), host)))
  if (message === undefined || signal.aborted) return 'over'
  const became = await carrier.deliver(message, signal)
  if (became.ok) return 'arrived'
  // Ended by us: that says nothing about the carrier.
  if (signal.aborted) return 'over'
  const now = core.ports.clock.now()
  for (const { news, attempts } of batch) {
    const final = isFinal(news.time, attempts + 1, now)
    await core.record({ event: 'news.failed', news: news.id, carrier: carrier.id, why: became.why, attempt: attempts + 1, final })
  }
  return became.of === 'message' ? 'refused' : 'over'
}
