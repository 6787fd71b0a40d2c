import type { Core } from '../core.ts'
import { sayBytes } from '../health/say-when.ts'
import { knownRepository } from '../state/queries.ts'
import { storedIn } from '../state/retention-queries.ts'
import { planRetention } from './plan-retention.ts'
import { appendOnlySentence } from './retention-freeze.ts'
import { repositoryFacts, rulesFor, seriesOf, snapshotsOf } from './series.ts'

/** How far an append-only repository has grown beyond what the rules would keep. Times are RFC 3339 texts, bytes numbers. */
export type AppendOnlyStanding = {
  /** Since when it is known that its place lets nothing be removed; `null` where the configuration alone says so. */
  readonly foundSince: string | null
  /** How many snapshots of ours no rule keeps. */
  readonly beyond: number
  /** What runs of ours have stored there, as long as that is recorded. */
  readonly storedBytes: number
  /** All of it as a text. */
  readonly sentence: string
}

/** How an append-only repository stands, by the records alone; `null` for any other. */
export function appendOnlyStanding(core: Core, name: string): AppendOnlyStanding | null {
  const facts = repositoryFacts(core, name)
  if (!facts.appendOnly) return null
  const { configuration } = core.settings
  const foundSince = knownRepository(core.state.database, name)?.appendOnly ?? null
  const series = Object.keys(configuration?.plans ?? {}).flatMap((plan) =>
    configuration === null ? [] : seriesOf(configuration, plan, name),
  )
  const [now, zone] = [core.ports.clock.now(), core.ports.machine.zone()]
  const beyond = series.reduce((sum, one) => {
    const keep = configuration === null ? {} : rulesFor(configuration, one)
    return sum + planRetention({ snapshots: snapshotsOf(core, one), keep, atLeast: 1, now, zone }).remove.length
  }, 0)
  const storedBytes = storedIn(core.state.database, name)
  const more = beyond === 0 ? '' : ` ${beyond === 1 ? 'One of them is' : `${beyond} of them are`} kept by no rule any more.`
  const stored = storedBytes === 0 ? '' : ` ${sayBytes(storedBytes)} were stored there so far.`
  return { foundSince, beyond, storedBytes, sentence: `${appendOnlySentence(facts)}${more}${stored}` }
}
