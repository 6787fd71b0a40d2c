import { hostname } from 'node:os'
import type { Core } from '../core.ts'
import { homeHost, type KnownSnapshot, knownSnapshots } from '../state/queries.ts'
import { type CopyPlan, planCopy } from './plan-copy.ts'

/** From where to where, and which: all, those of one plan, or those of one vault. */
export type CopyRequest = {
  readonly from: string
  readonly to: string
  readonly plan?: string | undefined
  readonly vault?: string | undefined
}

/** What {@link planCopy} comes to by the ledgers of both repositories, without a restic process. */
export function lookAtCopy(core: Core, { from, to, plan, vault }: CopyRequest): CopyPlan<KnownSnapshot> {
  const { database } = core.state
  const { configuration } = core.settings
  const isAsked = (one: KnownSnapshot) => (plan === undefined || one.plan === plan) && (vault === undefined || one.vault === vault)
  const own = configuration?.repositories[to]?.keep ?? null
  return planCopy({
    source: knownSnapshots(database, from).filter(isAsked),
    target: knownSnapshots(database, to),
    host: homeHost(database) ?? hostname(),
    // What was backed up by hand is under no rules, wherever it lies.
    rulesOf: (of) => (of === null ? {} : (own ?? configuration?.plans[of]?.keep ?? {})),
    now: core.ports.clock.now(),
    zone: core.ports.machine.zone(),
  })
}
