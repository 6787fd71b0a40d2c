import type { z } from 'zod'
import type { ConfigurationFile } from '../configuration.ts'
import { type AnomalyRules, type ConditionRules, usualConditions } from './conditions.ts'
import { longestGap, readCron } from './cron.ts'
import { intervalOf, millisecondsOf } from './durations.ts'
import type { PlanKind } from './plan.ts'
import { presets } from './presets.ts'
import { usualAnomaly } from './usual-anomaly.ts'

type Written = z.output<typeof ConfigurationFile>
type WrittenPlan = Written['plans'][string]

/** Fills in what the file leaves open. Pure; that nothing is left undefined is what its result's type says. */
export function fillConfiguration(written: Written) {
  const anomaly: AnomalyRules = fill(usualAnomaly, written.anomaly)
  const conditions: ConditionRules = fill(usualConditions, written.conditions)
  const { verification, notifications } = written
  return {
    version: written.version,
    vaults: mapValues(written.vaults, (vault, name) => ({
      ...vault,
      name: vault.name ?? name,
      recoveryDocument: orNull(vault.recoveryDocument),
      git: vault.git ?? null,
    })),
    repositories: mapValues(written.repositories, (repository) => ({
      ...repository,
      keep: repository.keep ?? null,
      limitUpload: repository.limitUpload ?? null,
      limitDownload: repository.limitDownload ?? null,
      packSize: repository.packSize ?? null,
      connections: repository.connections ?? null,
      readConcurrency: repository.readConcurrency ?? null,
      prune: orNull(repository.prune),
      mirror: repository.mirror ?? null,
    })),
    plans: mapValues(written.plans, (plan) => ({
      ...fillPlan(plan),
      conditions: fill(conditions, plan.conditions),
      anomaly: fill(anomaly, plan.anomaly),
    })),
    verification: {
      readBack: verification.readBack,
      check: orNull(verification.check),
      readDataEvery: orNull(verification.readDataEvery),
      drill: orNull(verification.drill),
      drillUpTo: verification.drillUpTo,
    },
    anomaly,
    agents: mapValues(written.agents, (agent) => ({ ...agent, stop: agent.stop ?? null, heartbeat: agent.heartbeat ?? null })),
    notifications: {
      ...notifications,
      desktop: { ...notifications.desktop, quietHours: notifications.desktop.quietHours ?? null },
      email: notifications.email ?? null,
      ping: notifications.ping.map(({ url, plans }) => ({ url, plans: plans ?? null })),
    },
    conditions,
    machines: mapValues(written.machines, (machine, host) => ({ name: machine.name ?? host, staleAfter: machine.staleAfter ?? null })),
    kit: { checkEvery: orNull(written.kit.checkEvery) },
    app: written.app,
  }
}

function fillPlan(plan: WrittenPlan) {
  const preset = presets[plan.kind]
  const schedule = plan.schedule ?? preset.schedule
  const onChange = plan.kind === 'on-change'
  return {
    kind: plan.kind,
    enabled: plan.enabled,
    sources: plan.sources,
    repositories: plan.repositories,
    /** Cron or `every ...`; `null` on change. */
    schedule,
    timeZone: plan.timeZone ?? null,
    jitter: plan.jitter,
    /** These two are `null` but for plans on change. */
    debounce: onChange ? (plan.debounce ?? millisecondsOf('1s')) : null,
    atMostEvery: onChange ? (plan.atMostEvery ?? millisecondsOf('10s')) : null,
    approval: onChange && (plan.approval ?? true),
    keep: plan.keep ?? preset.keep,
    /** `null`: silence is never stale. */
    staleAfter: plan.staleAfter ?? usualStaleAfter(plan.kind, schedule),
    verify: plan.verify,
    hooks: { before: plan.hooks.before ?? null, after: plan.hooks.after ?? null },
  }
}

/** 26 hours for what is due each day, 8 days for each week; with another schedule as much longer as that has longer gaps. */
function usualStaleAfter(kind: PlanKind, schedule: string | null): number | null {
  if (schedule === null) return null
  const gap = gapOf(schedule)
  switch (kind) {
    case 'daily':
      return gap + millisecondsOf('2h')
    case 'weekly':
      return gap + millisecondsOf('1d')
    default:
      return 2 * gap
  }
}

function gapOf(schedule: string): number {
  const interval = intervalOf(schedule)
  if (interval !== null) return interval
  const times = readCron(schedule)
  return typeof times === 'string' ? 0 : longestGap(times)
}

/** `usual` with what was written in its place. */
function fill<Rules extends object>(usual: Rules, written: { [Key in keyof Rules]?: Rules[Key] | undefined }): Rules {
  return { ...usual, ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) }
}

function orNull<Value>(value: Value | false): Value | null {
  return value === false ? null : value
}

/** Without a prototype: `plans[name]` of a name that somebody typed is a plan or nothing. */
function mapValues<Value, Mapped>(values: Record<string, Value>, map: (value: Value, name: string) => Mapped): Record<string, Mapped> {
  const mapped: Record<string, Mapped> = Object.create(null)
  for (const [name, value] of Object.entries(values)) mapped[name] = map(value, name)
  return mapped
}
