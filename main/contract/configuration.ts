import { z } from 'zod'
import { Agent } from './configuration/agent.ts'
import { Anomaly, Conditions } from './configuration/conditions.ts'
import { fillConfiguration } from './configuration/fill-configuration.ts'
import { Name, section } from './configuration/names.ts'
import { Notifications } from './configuration/notifications.ts'
import { Plan } from './configuration/plan.ts'
import { Machine, MachineName, Repository } from './configuration/repository.ts'
import { Cron, duration, Size } from './configuration/values.ts'
import { Vault } from './configuration/vault.ts'

/** The version of the file that this program writes. Older files are brought up by the migrations of the engine, newer ones are refused. */
export const configurationVersion = 1

const CronOrNever = z.union([Cron, z.literal(false)], { error: 'must be a cron expression such as "0 12 * * 6", or false' })

const Verification = section({
  readBack: Size.prefault('256 MiB').describe('How much of what a run stored is read back and compared.'),
  check: CronOrNever.prefault('0 12 * * 6').describe('When the structure of the repositories is checked, or false.'),
  readDataEvery: z
    .union([duration({ least: '1d' }), z.literal(false)], { error: 'must be a duration such as "30d", or false' })
    .prefault('30d')
    .describe('In which time everything in the repositories is read once, or false.'),
  drill: CronOrNever.prefault('0 13 1 * *').describe('When each vault is restored on trial, or false.'),
  drillUpTo: Size.prefault('4 GiB').describe(
    'Up to this size a vault is restored whole on trial; of a larger one so much each time, by turns.',
  ),
})

const Kit = section({
  checkEvery: z
    .union([duration({ least: '1d' }), z.literal(false)], { error: 'must be a duration such as "180d", or false' })
    .prefault('180d')
    .describe('How often somebody is reminded to check that the emergency kit is still at hand, or false.'),
})

const App = section({
  startAtLogin: z.boolean().default(false).describe('The tray app puts itself among what starts at login, where it is not.'),
  keepAwakeDuringRuns: z.boolean().default(true).describe('The tray app keeps the machine from falling asleep by itself during a run.'),
})

/** `backup_schedule.json` as a person writes it. */
export const ConfigurationFile = section({
  $schema: z.string().optional(),
  version: z.literal(configurationVersion, { error: `must be ${configurationVersion}` }),
  vaults: z.record(Name, Vault).default({}).describe('The folders that are kept safe.'),
  repositories: z.record(Name, Repository).default({}).describe('The places where snapshots are kept.'),
  plans: z.record(Name, Plan).default({}).describe('Which vaults go where, and when.'),
  verification: Verification.prefault({}),
  anomaly: Anomaly.prefault({}),
  agents: z.record(Name, Agent).default({}),
  notifications: Notifications.prefault({}),
  conditions: Conditions.prefault({}),
  machines: z.record(MachineName, Machine).default({}).describe('Other machines that store their snapshots in these repositories.'),
  kit: Kit.prefault({}),
  app: App.prefault({}),
})

/** Parses the value of the file and fills in what it leaves open. Names are not resolved here, nor `~`: see the engine's config/. */
export const Configuration = ConfigurationFile.transform(fillConfiguration)

/**
 * The configuration, with nothing left open: durations in milliseconds, sizes in bytes, percentages from 0 to 1, `null` for *none*. Made
 * by the engine, it also has absolute paths and the embedded repository `default`.
 */
export type Configuration = z.output<typeof Configuration>

/** One plan of it. */
export type PlanConfiguration = Configuration['plans'][string]
