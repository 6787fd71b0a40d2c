import type { Configuration } from '../../contract/configuration.ts'
import { refusedConfiguration } from '../config/refused-configuration.ts'
import { mirrorNamed } from '../copy/mirrors.ts'
import type { FailedCare, WaitingChanges } from '../state/health-queries.ts'
import type { FailingCarrier } from '../state/news-queries.ts'
import type { KnownRepository } from '../state/queries.ts'
import { isCareExpected } from './is-care-expected.ts'
import { counted, sayList } from './say-when.ts'
import type { Trouble } from './trouble.ts'

/** What is recorded besides the runs of plans. */
export type TroubleFacts = {
  readonly carriers: readonly FailingCarrier[]
  readonly changes: readonly WaitingChanges[]
  readonly repositories: readonly Pick<KnownRepository, 'name' | 'damaged'>[]
  /** Repositories that were found to let nothing be removed, and how they have grown; not those that are meant to be so. */
  readonly appendOnly: readonly { readonly repository: string; readonly since: string; readonly sentence: string }[]
  readonly vanished: readonly { readonly repository: string; readonly count: number; readonly since: string }[]
  readonly care: readonly FailedCare[]
  readonly watches: readonly { readonly plan: string; readonly vault: string; readonly time: string; readonly why: string }[]
  /** Whether some process runs the schedule. */
  readonly scheduled: boolean
  /** Whoever runs it, where that is another version than ours: one of them was installed while the other ran. */
  readonly otherVersion: { readonly pid: number; readonly version: string; readonly ours: string } | null
  /** Why the configuration on the disk is not in force: `backup_schedule.json:3:1: a sentence`. Empty when it is. */
  readonly problems: readonly string[]
}

/** Everything but the plans that does not stand as it should: a pure function of records and configuration. What needs a person comes first. */
export function troublesOf(facts: TroubleFacts, configuration: Configuration, carrierNames: ReadonlyMap<string, string>): Trouble[] {
  const used = (repository: string) => configuration.repositories[repository]?.enabled !== false
  const appendOnly = new Set(facts.appendOnly.map(({ repository }) => repository))
  const found = [
    ...brokenConfiguration(facts.problems, 'the last good one stays in force'),
    ...facts.repositories.filter(({ name }) => used(name)).flatMap(damaged),
    ...facts.care
      .filter((one) => isCareExpected(one, configuration, appendOnly))
      // A mirror has a lane of its own.
      .filter(({ kind, repository }) => kind !== 'copy' || mirrorNamed(configuration, repository) === undefined)
      .map(failedCare),
    ...facts.carriers
      .filter(({ carrier }) => carrierNames.has(carrier))
      .map((one) => failingCarrier(one, carrierNames.get(one.carrier) ?? '')),
    ...facts.changes.map((one) => waitingChange(one, configuration)),
    ...unscheduled(facts, configuration),
    ...scheduledByAnother(facts),
    ...facts.vanished.filter(({ repository }) => used(repository)).map(vanished),
    ...facts.appendOnly.filter(({ repository }) => used(repository)).map(onlyTakes),
    ...facts.watches.map((one) => limitedWatch(one, configuration)),
  ]
  return [...found.filter(({ attention }) => attention), ...found.filter(({ attention }) => !attention)]
}

/** A configuration that is not in force, and what is instead. */
export function brokenConfiguration(problems: readonly string[], instead: string): Trouble[] {
  const problem = refusedConfiguration(problems, instead)
  if (problem === undefined) return []
  return [{ about: 'configuration', name: 'configuration', problem, since: null, attention: true, plan: null, repository: null }]
}

function damaged({ name, damaged: damage }: Pick<KnownRepository, 'name' | 'damaged'>): Trouble[] {
  if (damage === null) return []
  const files =
    damage.files.length === 0 ? '' : ` ${counted(damage.files.length, 'file')} cannot be brought back whole: ${sayList(damage.files)}.`
  return [
    {
      about: 'repository',
      name,
      problem: {
        code: 'repository-damaged',
        sentence: `The repository "${name}" is damaged.${files}`,
        remedy: 'Mend it with: vaultkeeper verify --repair (what is still in your folders is stored anew).',
      },
      since: damage.since,
      attention: true,
      plan: null,
      repository: name,
    },
  ]
}

const careNames: Partial<Record<FailedCare['kind'], string>> = {
  retention: 'Removing old snapshots from',
  prune: 'Freeing space in',
  check: 'Checking',
  copy: 'Copying what was missed into',
  own: "Keeping Vaultkeeper's own settings in",
}

function failedCare({ kind, plan, repository, ended, problem }: FailedCare): Trouble {
  return {
    about: 'care',
    name: `${kind}/${plan ?? ''}/${repository}`,
    problem: {
      code: problem?.code ?? 'failed',
      sentence: `${careNames[kind] ?? 'The care of'} the repository "${repository}" did not succeed: ${problem?.sentence ?? 'it was interrupted.'}`,
      remedy: problem?.remedy ?? 'See what happened with: vaultkeeper history',
    },
    since: ended,
    attention: true,
    plan: plan?.startsWith('@') ? null : plan,
    repository,
  }
}

function failingCarrier({ carrier, why, since, attempts, undelivered }: FailingCarrier, name: string): Trouble {
  return {
    about: 'carrier',
    name: carrier,
    problem: {
      code: 'carrier-failed',
      sentence: `News does not arrive over ${name}: ${why}. ${undelivered === 1 ? 'One message was' : `${undelivered} messages were`} not delivered.`,
      remedy: `Mend it, then try it with: vaultkeeper notify-test ${carrier}`,
    },
    since,
    // One attempt that fails is a matter of a minute.
    attention: attempts > 1,
    plan: null,
    repository: null,
  }
}

function waitingChange({ plan, vault, repository, since, paths, fileCount }: WaitingChanges, configuration: Configuration): Trouble {
  const name = configuration.vaults[vault]?.name ?? vault
  return {
    about: 'changes',
    name: `${plan}/${repository}/${vault}`,
    problem: {
      code: 'approval',
      sentence: `${counted(fileCount, 'changed file')} in ${name} ${fileCount === 1 ? 'waits' : 'wait'} for you: ${sayList(paths)}.`,
      remedy: 'Look at what changed with: vaultkeeper changes. Then approve or revert it.',
    },
    since,
    attention: true,
    plan,
    repository,
  }
}

/** Whoever calls the plans with another scheduler needs none of ours: it is said, and stale plans speak for themselves. */
function unscheduled({ scheduled }: TroubleFacts, { plans }: Configuration): Trouble[] {
  if (scheduled || !Object.values(plans).some(({ enabled, schedule, kind }) => enabled && (schedule !== null || kind === 'on-change')))
    return []
  return [
    {
      about: 'schedule',
      name: 'schedule',
      problem: {
        code: 'schedule-not-run',
        sentence: 'Nothing runs the schedule: plans run only when somebody calls them.',
        remedy: 'Start it with: vaultkeeper daemon',
      },
      since: null,
      attention: false,
      plan: null,
      repository: null,
    },
  ]
}

function scheduledByAnother({ otherVersion }: TroubleFacts): Trouble[] {
  if (otherVersion === null) return []
  const { pid, version, ours } = otherVersion
  return [
    {
      about: 'schedule',
      name: 'schedule/version',
      problem: {
        code: 'schedule-other-version',
        sentence: `The schedule is still run by ${version === '' ? 'an older Vaultkeeper' : `Vaultkeeper ${version}`} (process ${pid}), and this is ${ours}.`,
        remedy: 'Start it anew, by the command that "vaultkeeper service show" names or by ending that process and starting it again.',
      },
      since: null,
      attention: false,
      plan: null,
      repository: null,
    },
  ]
}

function vanished({ repository, count, since }: TroubleFacts['vanished'][number]): Trouble {
  return {
    about: 'repository',
    name: `${repository}/vanished`,
    problem: {
      code: 'snapshots-vanished',
      sentence: `${counted(count, 'snapshot')} of the repository "${repository}" ${count === 1 ? 'is' : 'are'} gone without Vaultkeeper having removed ${count === 1 ? 'it' : 'them'}. Nothing is removed there meanwhile.`,
      remedy: 'Ask whoever else has access to it.',
    },
    since,
    attention: false,
    plan: null,
    repository,
  }
}

/** A state, not a failure: nothing is tried there any more, and nobody is called each day. */
function onlyTakes({ repository, since, sentence }: TroubleFacts['appendOnly'][number]): Trouble {
  return {
    about: 'repository',
    name: `${repository}/append-only`,
    problem: {
      code: 'repository-append-only',
      sentence,
      remedy: `If that is meant to be so, write "appendOnly": true for "${repository}" into the configuration, and this is told no more. If not, give this machine the right to remove there, and write "appendOnly": false.`,
    },
    since,
    attention: false,
    plan: null,
    repository,
  }
}

function limitedWatch({ plan, vault, time, why }: TroubleFacts['watches'][number], { vaults }: Configuration): Trouble {
  return {
    about: 'watch',
    name: `${plan}/${vault}`,
    problem: {
      code: 'watch-limited',
      sentence: `Changes in ${vaults[vault]?.name ?? vault} are found later than they could be: ${why.replace(/\.$/, '')}.`,
      remedy: 'Nothing has to be done: they are looked for every now and then.',
    },
    since: time,
    attention: false,
    plan,
    repository: null,
  }
}
