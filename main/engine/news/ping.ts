import type { Configuration } from '../../contract/configuration.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core } from '../core.ts'
import { gatherLanes } from '../health/gather-lanes.ts'
import { failingCarriers, type MissedPing, missedPings, outdated } from '../state/news-queries.ts'
import { type CarrierSettings, carrierSettings } from './carrier-settings.ts'
import type { Delivery } from './carriers/carrier.ts'
import { isFinal, retryAfter } from './outbox.ts'

type PingSettings = Extract<CarrierSettings, { type: 'ping' }>

/** The backup of one vault of a plan: that it begins, or how it ended, with a sentence or two about that. */
export type Beat = { readonly run: string; readonly plan: string } & (
  | { readonly at: 'start' }
  | { readonly at: 'end'; readonly verdict: Verdict; readonly code?: string | undefined; readonly words: string }
)

/**
 * Tells the pings of a plan that a run begins or has ended, as Healthchecks wants it: `URL/start`, `URL`, `URL/fail`, with words as body. A success
 * is told only when no other part of the plan stands failed, for the ping is one for all of them; that nothing had changed is one. What was skipped or
 * cancelled is neither success nor failure: a run that is skipped has not told that it begins, and one that was cancelled is missed when its time is up,
 * unless it is run again. To be called when the run's end is recorded. Never throws for what the server does: an end that did not arrive is recorded, and
 * tried again by {@link retryPings}. Resolves at once where no ping is configured, else within ten seconds; within three for a start, which holds a backup up.
 */
export async function ping(core: Core, configuration: Configuration | null, beat: Beat, signal: AbortSignal): Promise<void> {
  const pings = configuration === null ? [] : pingsOf(configuration, beat.plan)
  if (configuration === null || pings.length === 0) return
  const way = beat.at === 'start' ? '/start' : wayOf(core, configuration, beat)
  if (way === null) return
  const words = beat.at === 'start' ? `The backup of the plan "${beat.plan}" begins.` : beat.words
  await Promise.all(
    pings.map(async (one) => {
      const became = await send(core, one, way, words, signal, beat.at === 'start' ? 3_000 : undefined)
      // A start that got lost is made up for by the end.
      if (beat.at === 'end') await note(core, { run: beat.run, carrier: one.id, attempts: 0 }, core.ports.clock.now(), became, signal)
    }),
  )
}

/**
 * Tries again what did not arrive. Given up is what is outdated: a success where a newer run told an end of its own or part of the plan failed, and a
 * failure of what was backed up again, well or not, or is not expected any more. A newer run that has nothing to tell makes nothing outdated.
 */
export async function retryPings(core: Core, configuration: Configuration, signal: AbortSignal): Promise<void> {
  const missed = missedPings(core.state.database)
  if (missed.length === 0) return
  const settings = carrierSettings(configuration).filter((one) => one.type === 'ping')
  await Promise.all(missed.map((one) => retryPing(core, configuration, settings, one, signal)))
}

async function retryPing(
  core: Core,
  configuration: Configuration,
  settings: readonly PingSettings[],
  missed: MissedPing,
  signal: AbortSignal,
): Promise<void> {
  const now = core.ports.clock.now()
  const carrier = settings.find(({ id }) => id === missed.carrier)
  const way = wayOf(core, configuration, { ...missed, code: missed.problem?.code })
  const isOver = way === '/fail' && !gatherLanes(core, configuration).some((lane) => isOf(lane, missed) && lane.failure !== null)
  if (carrier === undefined || missed.outdated || way === null || isOver) {
    const { run: news, carrier: id, attempts: attempt } = missed
    await core.record({ event: 'news.failed', news, carrier: id, why: outdated, attempt, final: true })
    return
  }
  const waited = now.getTime() - Date.parse(missed.tried)
  if (waited >= 0 && waited < retryAfter(missed.attempts)) return
  const became = await send(core, carrier, way, missed.problem?.sentence ?? 'The backup went well.', signal)
  await note(core, missed, new Date(missed.ended), became, signal)
}

function isOf(lane: Pick<MissedPing, 'plan' | 'repository' | 'vault'>, { plan, repository, vault }: MissedPing): boolean {
  return lane.plan === plan && lane.repository === repository && lane.vault === vault
}

/** Tries a ping without saying anything about a run: Healthchecks notes `URL/log` down and goes by it no further. */
export function sendTestPing(core: Core, carrier: PingSettings, { text }: { text: string }, signal: AbortSignal): Promise<Delivery> {
  return send(core, carrier, '/log', text, signal)
}

function pingsOf(configuration: Configuration, plan: string): PingSettings[] {
  return carrierSettings(configuration)
    .filter((one) => one.type === 'ping')
    .filter(({ settings }) => settings.plans === null || settings.plans.includes(plan))
}

/** What the end of a run is behind the address; `null` when it is nothing to tell. */
function wayOf(
  core: Core,
  configuration: Configuration,
  { plan, verdict, code }: { readonly plan: string; readonly verdict: Verdict; readonly code?: string | undefined },
): '' | '/fail' | null {
  const well = () => (gatherLanes(core, configuration).some((lane) => lane.plan === plan && lane.failure !== null) ? null : '')
  switch (verdict) {
    case 'done':
    case 'warnings':
      return well()
    case 'failed':
    case 'interrupted':
      return '/fail'
    case 'not-verified':
      return configuration.plans[plan]?.verify === false ? well() : '/fail'
    case 'skipped':
      return code === 'nothing-changed' ? well() : null
    case 'cancelled':
      return null
  }
}

async function send(
  core: Core,
  { settings }: PingSettings,
  way: string,
  words: string,
  signal: AbortSignal,
  cap?: number,
): Promise<Delivery> {
  const url = new URL(settings.url)
  url.pathname = `${url.pathname.replace(/\/$/, '')}${way}`
  const { sendHttp } = await import('./carriers/send-http.ts')
  const body = core.redactor.redact(words).slice(0, 10_000)
  return sendHttp({ url: url.href, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body }, signal, cap)
}

/** A ping that arrives is worth a line only when it did not before, or one before it did not. */
async function note(
  core: Core,
  { run, carrier, attempts }: Pick<MissedPing, 'run' | 'carrier' | 'attempts'>,
  ended: Date,
  became: Delivery,
  signal: AbortSignal,
): Promise<void> {
  if (became.ok) {
    if (attempts > 0 || failingCarriers(core.state.database).some((one) => one.carrier === carrier))
      await core.record({ event: 'news.delivered', news: run, carrier })
    return
  }
  if (signal.aborted) return
  const final = isFinal(ended.toISOString(), attempts + 1, core.ports.clock.now())
  await core.record({ event: 'news.failed', news: run, carrier, why: became.why, attempt: attempts + 1, final })
}
