import type { Outcome } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { isWorthARestart, mayChange, type Rates } from '../repositories/rates.ts'
import { countStored } from './count-stored.ts'

/** How often the clock is looked at, in ms. */
const lookEvery = 2_000

/**
 * Does something long that sends to a repository, under the rates of the time of day. When a stricter one begins, or a much looser one, restic is ended
 * politely, what it had stored is made to count, and it goes on in the same run. Elsewhere, and where rates do not change, it is done once.
 * @param attempt starts it anew; ended by `host.signal` it answers `cancelled`
 */
export async function withRates<Attempted extends { readonly outcome: Outcome<unknown> }>(
  core: Core,
  opened: OpenRepository,
  host: RunHost,
  attempt: (host: RunHost) => Promise<Attempted>,
): Promise<Attempted> {
  if (!mayChange(opened.limits)) return attempt(host)
  for (;;) {
    const watch = watchRates(opened)
    try {
      const attempted = await attempt({ ...host, signal: AbortSignal.any([host.signal, watch.signal]) })
      if (attempted.outcome.kind !== 'cancelled' || !watch.signal.aborted || host.signal.aborted) return attempted
      const words = `From now on ${inWords(opened.rates())} "${opened.name}"; going on from where it was`
      await countStored(core, opened, words, host)
    } finally {
      watch.stop()
    }
  }
}

function watchRates(opened: OpenRepository): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const before = opened.rates()
  const timer = setInterval(() => {
    if (isWorthARestart(before, opened.rates())) controller.abort()
  }, lookEvery)
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}

function inWords({ upload }: Rates): string {
  if (upload === null) return 'as much as goes through is sent to'
  const kib = upload / 1024
  return `at most ${kib >= 1024 ? `${round(kib / 1024)} MiB/s` : `${round(kib)} KiB/s`} are sent to`
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10)
}
