import type { Configuration } from '../../contract/configuration.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import type { HealthReport } from '../health/gather-health.ts'
import type { Health } from '../health/health.ts'
import { isCareExpected } from '../health/is-care-expected.ts'
import { lostMachine } from '../hosts/machine-troubles.ts'
import { machineName } from '../hosts/vault-names.ts'
import { settledAgentTitle } from './agent-causes.ts'
import { settledGitTitle } from './git-causes.ts'
import { machineOfSubject } from './machine-causes.ts'

/** Problems of a repository: whatever is to go there fails alike, and one message is enough. */
const ofRepository: ReadonlySet<string> = new Set([
  'repository-gone',
  'repository-exists',
  'repository-half-made',
  'repository-busy',
  'lock-unreadable',
  'repository-read-only',
  'repository-not-allowed',
  'repository-offline',
  'repository-refused',
  'repository-certificate',
  'repository-misconfigured',
  'bucket-missing',
  'host-key-changed',
  'host-key-unknown',
  'clock-differs',
  'network-log-in',
  'repository-damaged',
  'repository-not-answering',
  'credential-not-set',
  'credential-unusable',
  'ssh-missing',
  'rclone-missing',
  'repository-unknown',
  'other-repository',
  'repository-twice',
  'place-taken',
  'place-not-reachable',
  'drive-not-connected',
  'disk-full',
  'no-space',
  'wrong-password',
  'key-missing',
  'password-gone',
  'password-not-set',
  'password-unusable',
  'password-file-open',
  'password-command',
])

/** Problems of a vault: it fails alike wherever it is to go. */
const ofVault: ReadonlySet<string> = new Set([
  'folder-missing',
  'folder-not-answering',
  'folder-not-readable',
  'folder-is-a-loop',
  'folder-in-the-way',
  'folder-emptied',
  'not-a-folder',
  'vault-inside-home',
  'vault-unknown',
  'being-brought-back',
  'being-restored',
])

/** Problems of this machine: everything fails alike. */
const ofMachine = /^(?:restic-(?:missing|unusable)|keychain-.*|home-.*|history-busy|not-recorded)$/

/** What a failure is about: its repository, its vault, this machine, or a plan in a repository where nothing else is known. Pure. */
export function subjectOfFailure(code: string, plan: string, repository: string, vault: string): string {
  if (ofRepository.has(code)) return `repository/${repository}`
  if (ofVault.has(code)) return `vault/${vault}`
  return ofMachine.test(code) ? 'machine' : `plan/${plan}/${repository}`
}

/** Whether anything is expected of a subject still: what is switched off, or no longer configured, does not recover. Pure. */
export function isExpected(subject: string, { plans }: HealthReport, carriers: ReadonlySet<string>): boolean {
  const [about = '', ...names] = subject.split('/')
  switch (about) {
    case 'repository':
      return plans.some(({ repository }) => repository === names[0])
    case 'vault':
      return lanesOf(plans).some(({ vault }) => vault === names[0])
    case 'plan':
      return plans.some(({ plan, repository }) => plan === names[0] && repository === names[1])
    case 'drill':
      return plans.some(({ repository, lanes }) => repository === names[1] && lanes.some(({ vault }) => vault === names[0]))
    case 'carrier':
      return carriers.has(names.join('/'))
    case 'kit':
      // Whoever has just looked at it need not be told.
      return false
    default:
      return true
  }
}

/** Whether the care of a repository that a subject is about is expected still; `true` for any other subject. Pure. */
export function isCareOfSubjectExpected(subject: string, configuration: Configuration, appendOnly: ReadonlySet<string>): boolean {
  const [about, kind = '', plan = '', repository = ''] = subject.split('/')
  return about !== 'care' || isCareExpected({ kind, plan: plan === '' ? null : plan, repository }, configuration, appendOnly)
}

/** When the last thing went wrong with a subject, be it mended since or not; `null` where that is not recorded. Pure. */
export function lastBadOf(subject: string, { plans }: HealthReport): string | null {
  const [about, first, second] = subject.split('/')
  const lanes = plans
    .filter(({ plan, repository }) => about !== 'plan' || (plan === first && repository === second))
    .filter(({ repository }) => about !== 'repository' || repository === first)
    .flatMap((health) => health.lanes)
    .filter(({ vault }) => about !== 'vault' || vault === first)
  if (about !== 'plan' && about !== 'repository' && about !== 'vault' && about !== 'machine') return null
  return (
    lanes
      .flatMap(({ lastBad }) => lastBad ?? [])
      .toSorted()
      .at(-1) ?? null
  )
}

/** The title of the news that a subject is well again. Pure. */
export function recoveredTitle(
  subject: string,
  { vaults, machines, agents }: Configuration,
  carriers: ReadonlyMap<string, string>,
): string {
  const other = machineOfSubject(subject)
  if (other !== null) {
    const name = machineName(other, machines)
    return subject.startsWith(lostMachine) ? `There are snapshots of ${name} again` : `${name} backs up again`
  }
  const [about = '', first = '', second = '', third = ''] = subject.split('/')
  switch (about) {
    case 'repository':
      return `Backups into "${first}" work again`
    case 'vault':
      return `${vaults[first]?.name ?? first} is backed up again`
    case 'machine':
      return 'Backups work again on this machine'
    case 'plan':
      if (first === copyPlan) return `"${second}" is up to date with its source again`
      return `The plan "${first}" has good backups in "${second}" again`
    case 'care':
      return `The care of the repository "${third}" succeeds again`
    case 'agent':
      return settledAgentTitle(first, { agents })
    case 'git':
      return settledGitTitle(second, vaults[first]?.name ?? first)
    case 'drill':
      return `${vaults[first]?.name ?? first} comes back whole from "${second}" again`
    case 'carrier':
      return `News arrives again over ${carriers.get(first) ?? first}`
    case 'comeback':
      return 'This machine is back'
    case 'configuration':
      return 'The configuration is in order again'
    default:
      return 'The problems that came all at once are over'
  }
}

function lanesOf(plans: readonly Health[]) {
  return plans.flatMap(({ lanes }) => lanes)
}
