import { z } from 'zod'
import { Anomaly, Conditions } from './conditions.ts'
import { Keep } from './keep.ts'
import { Name, section } from './names.ts'
import { Command, duration, PathInside, ScheduleText, TimeZone } from './values.ts'

/** The presets of the product, and plans that are none of them. */
const planKinds = ['daily', 'weekly', 'on-change', 'custom'] as const

/** See {@link planKinds}. */
export type PlanKind = (typeof planKinds)[number]

const Source = z
  .union([Name, section({ vault: Name, include: z.array(PathInside).min(1).optional() })], {
    error: 'must be the name of a vault, or { "vault": ..., "include": [...] }',
  })
  .transform(
    (source): PlanSource =>
      typeof source === 'string' ? { vault: source, include: null } : { vault: source.vault, include: source.include ?? null },
  )

/** A vault that a plan backs up: whole, or only what the patterns name. */
export type PlanSource = { readonly vault: string; readonly include: readonly string[] | null }

const Hook = section({
  command: Command,
  timeout: duration({ least: '1s', most: '1d' }).prefault('5m').describe('After this it is ended.'),
})

/** Which vaults go where, when, and how long they are kept. */
export const Plan = section({
  kind: z.enum(planKinds).default('custom').describe('daily, weekly and on-change bring schedule, retention and staleness with them.'),
  enabled: z.boolean().default(true),
  sources: z.array(Source).min(1, { error: 'must name a vault' }).describe('Names of vaults, or vaults with the patterns of what to take.'),
  repositories: z.array(Name).min(1, { error: 'must name a repository' }).default(['default']),
  schedule: ScheduleText.optional().describe('Five fields of cron, or an interval such as "every 6h".'),
  timeZone: TimeZone.optional().describe("The machine's own if left out."),
  jitter: duration({ most: '1d' }).prefault('0s').describe('Up to so much later, another time for each due time.'),
  debounce: duration({ least: '100ms', most: '1h' }).optional().describe('on-change: how long it must be quiet after a change.'),
  atMostEvery: duration({ most: '30d' }).optional().describe('on-change: the least time between two snapshots.'),
  approval: z.boolean().optional().describe('on-change: whether a person approves or reverts each change.'),
  keep: Keep.optional().describe('Which snapshots are kept. At least 3 and all pinned ones always are.'),
  staleAfter: duration({ least: '1m' }).optional().describe('When the time without a good snapshot is told.'),
  verify: z.boolean().default(true).describe('Whether each snapshot is read back and compared.'),
  hooks: section({ before: Hook.optional(), after: Hook.optional() }).prefault({}),
  conditions: Conditions.prefault({}),
  anomaly: Anomaly.prefault({}),
}).superRefine((plan, context) => {
  const mistake = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  if (plan.kind === 'on-change') {
    if (plan.schedule !== undefined) mistake(['schedule'], 'is not for plans of the kind "on-change", which run when something changes')
  } else {
    if (plan.kind === 'custom' && plan.schedule === undefined)
      mistake([], 'needs a "schedule", or a "kind" that brings one: daily, weekly or on-change')
    for (const field of ['debounce', 'atMostEvery', 'approval'] as const)
      if (plan[field] !== undefined) mistake([field], 'is only for plans of the kind "on-change"')
  }
})
