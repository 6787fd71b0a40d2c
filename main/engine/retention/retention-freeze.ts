import type { Problem } from '../../contract/problem.ts'
import type { ClockTrust } from '../schedule/clock-trust.ts'
import type { RecordedAnomaly } from '../state/retention-queries.ts'

/** Why nothing is removed now: the cause as a sentence, and the remedy. `asks`: only a person can say that it is as it should be, and an anomaly is raised so that one is asked. */
export type Freeze = { readonly code: string; readonly sentence: string; readonly remedy: string; readonly asks: boolean }

/**
 * How it stands with the machine: whether its clock is believed, whether it is about to sleep, how full its battery is (0 to 1) while it runs on it; and
 * why the configuration on the disk is not in force, when it is not.
 */
export type Circumstances = {
  readonly clock: ClockTrust
  readonly sleeping: boolean
  readonly battery: number | null
  readonly configuration?: Problem | undefined
}

/** A snapshot of ours as the ledger has it. `made`: a run of ours made it, or may have; `seq`: where the history first names it. */
export type LedgerEntry = {
  readonly id: string
  readonly seq: number
  readonly plan: string | null
  readonly vault: string | null
  readonly time: string
  readonly vanished: string | null
  readonly made: boolean
}

/** What is known of the repository. `foundOn`: when its place was found to let nothing be removed. `grown`: how many snapshots it holds, and the time of the oldest. */
export type RepositoryFacts = {
  readonly name: string
  readonly appendOnly: boolean
  readonly foundOn?: string | null
  readonly damaged: boolean
  readonly grown: { readonly snapshots: number; readonly since: string | null }
}

/** A mirror that has lacked something of its source for longer than it may. `since`: when it last had everything; `null`: it never had. */
export type BehindMirror = { readonly repository: string; readonly since: string | null }

/** All that a decision about removing depends on. */
export type FreezeFacts = {
  readonly repository: RepositoryFacts
  /** The mirrors of this repository that have fallen behind. */
  readonly behind?: readonly BehindMirror[]
  /** Another account of this machine that keeps snapshots of a vault and plan of the same names: what it is called. */
  readonly alike?: string | undefined
  readonly entries: readonly LedgerEntry[]
  readonly anomalies: readonly RecordedAnomaly[]
  readonly circumstances: Circumstances
  /** Whether the newest snapshots may hold an unusual change, and nobody has looked yet. */
  readonly unjudged: boolean
  readonly now: Date
}

/** A snapshot whose time is so much ahead of the clock is not the work of a slightly wrong clock, in ms. */
export const tolerance = 3_600_000
/** What prune needs to end before the battery does. */
const enoughBattery = 0.3

/**
 * The reasons not to remove snapshots of one plan and vault, the gravest first; none when they may be removed. Pure.
 * @param entries of that plan and vault only
 */
export function retentionFreezes(plan: string, vault: string, facts: FreezeFacts): Freeze[] {
  const { repository, anomalies, circumstances } = facts
  // A content that is not as it should be is so in each repository; that snapshots are, only in theirs.
  const open = anomalies.filter(
    (one) =>
      one.answer === null &&
      one.vault === vault &&
      (one.plan === null || one.plan === plan) &&
      (one.code !== null || one.snapshot !== null || one.repository === repository.name),
  )
  return [
    ...ofRepository(repository),
    ...ofConfiguration(circumstances),
    ...ofMirrors(facts),
    ...ofNamesake(plan, vault, facts),
    ...ofMachine(circumstances),
    ...doubtsAbout(facts),
    ...open.map(ofAnomaly),
    ...ofUnjudged(facts),
  ]
}

/**
 * The reasons not to free space in a repository. What is gone without our doing is in its packs until then, and can be brought back. Pure.
 * @param entries all of ours in that repository
 */
export function pruneFreezes(facts: FreezeFacts): Freeze[] {
  const { repository, anomalies, circumstances } = facts
  const open = anomalies.filter((one) => one.answer === null && one.repository === repository.name)
  const { battery } = circumstances
  const low: Freeze[] =
    battery !== null && battery < enoughBattery
      ? [
          {
            code: 'on-battery',
            sentence: `The battery is at ${Math.round(battery * 100)} %.`,
            remedy: 'Nothing to do: it is made up for.',
            asks: false,
          },
        ]
      : []
  return [
    ...ofRepository(repository),
    ...ofConfiguration(circumstances),
    ...ofMirrors(facts),
    ...ofMachine(circumstances),
    ...low,
    ...doubtsAbout(facts).filter(isVanishing),
    ...open.map(ofAnomaly),
  ]
}

/** The reasons not to remove old snapshots of Vaultkeeper's own things, which are of no vault and in no mirror. Pure. */
export function ownFreezes(repository: RepositoryFacts, circumstances: Circumstances): Freeze[] {
  return [...ofRepository(repository), ...ofConfiguration(circumstances), ...ofMachine(circumstances)]
}

/** Why nothing is removed of a vault, as the problem of a run. */
export function freezeProblem({ vault, repository }: { vault: string; repository: string }, { code, sentence, remedy }: Freeze): Problem {
  return { code, sentence: `Nothing was removed of ${vault} in "${repository}": ${sentence}`, remedy }
}

/** That a repository is append-only, and what that has come to, as a sentence. */
export function appendOnlySentence({ name, grown, foundOn }: RepositoryFacts): string {
  const since = grown.since === null ? '' : `, the oldest of ${grown.since.slice(0, 10)}`
  const holds = `${grown.snapshots} ${grown.snapshots === 1 ? 'snapshot' : 'snapshots'}`
  const found = foundOn ? `, as its place refused on ${foundOn.slice(0, 10)}` : ''
  return `The repository "${name}" is append-only: nothing is removed there${found}. It holds ${holds}${since}.`
}

function ofRepository(repository: RepositoryFacts): Freeze[] {
  const freezes: Freeze[] = []
  if (repository.appendOnly)
    freezes.push({
      code: 'repository-append-only',
      sentence: appendOnlySentence(repository),
      remedy: 'Nothing to do. Where it grows too large, whoever runs it removes snapshots there.',
      asks: false,
    })
  if (repository.damaged)
    freezes.push({
      code: 'repository-damaged',
      sentence: `The repository "${repository.name}" is damaged.`,
      remedy: 'Mend it with: vaultkeeper verify --repair',
      asks: false,
    })
  return freezes
}

/** What a mirror has not got yet is nowhere else: whatever keeps it from catching up may be what hurts the source next. */
function ofMirrors({ repository, behind = [] }: FreezeFacts): Freeze[] {
  return behind.map(({ repository: mirror, since }) => ({
    code: 'mirror-behind',
    sentence: `Its mirror "${mirror}" has fallen behind: ${since === null ? 'it never had everything yet' : `it last had everything on ${since.slice(0, 10)}`}.`,
    remedy: `Nothing is removed until it has caught up: vaultkeeper copy ${repository.name} ${mirror}. If it is given up, switch it off in the configuration: "enabled": false`,
    asks: false,
  }))
}

/** What of the entries themselves looks wrong, unless a person has said since that it is as it should be. Pure. */
export function doubtsAbout({ repository, entries, anomalies, circumstances, now }: FreezeFacts): Freeze[] {
  const answered = anomalies.filter(
    (one) => one.answer !== null && one.code === null && one.snapshot === null && one.repository === repository.name,
  )
  const isAnswered = ({ plan, vault }: LedgerEntry, covers: (answer: RecordedAnomaly) => boolean) =>
    answered.some((one) => one.vault === vault && (one.plan === null || one.plan === plan) && covers(one))
  const vanished = entries.filter((one) => one.vanished !== null && !isAnswered(one, ({ time }) => time >= String(one.vanished)))
  const there = entries.filter((one) => one.vanished === null && !isAnswered(one, ({ seq }) => seq > one.seq))
  // By a clock that is not believed everything may be in the future.
  const ahead = circumstances.clock.believed ? there.filter(({ time }) => Date.parse(time) > now.getTime() + tolerance) : []
  const unknown = there.filter(({ made }) => !made)
  const where = `the repository "${repository.name}"`
  const freezes: Freeze[] = []
  const doubt = (code: string, found: readonly LedgerEntry[], one: string, many: string) => {
    if (found.length === 0) return
    const some = found.slice(0, 5).map(({ id }) => id.slice(0, 8))
    const names = `${some.join(', ')}${found.length > some.length ? ', ...' : ''}`
    const subject = found.length === 1 ? `A snapshot ${one}` : `${found.length} snapshots ${many}`
    freezes.push({
      code,
      sentence: `${subject} (${names}).`,
      // Of the one repository alone: without it everything that waits anywhere would count as meant.
      remedy: `If that was your own doing, say so with: vaultkeeper prune --expected --repository ${repository.name}. If not, find out who can write to the repository.`,
      asks: true,
    })
  }
  doubt('snapshots-vanished', vanished, `has vanished from ${where}`, `have vanished from ${where}`)
  doubt('snapshots-in-the-future', ahead, `in ${where} is dated in the future`, `in ${where} are dated in the future`)
  doubt('snapshots-unknown', unknown, `in ${where} was not made by this Vaultkeeper`, `in ${where} were not made by this Vaultkeeper`)
  return freezes
}

function isVanishing({ code }: Freeze): boolean {
  return code === 'snapshots-vanished'
}

function ofAnomaly({ id, why }: RecordedAnomaly): Freeze {
  return {
    code: 'anomaly-open',
    sentence: `Nobody has answered yet: ${why}`,
    remedy: `Look at it with: vaultkeeper status. If that was your own doing, say so with: vaultkeeper status --expected ${id.slice(0, 6)}`,
    asks: false,
  }
}

/** restic tells snapshots apart by machine and tags alone, and has the last word on what is removed. */
function ofNamesake(plan: string, vault: string, { alike, repository }: FreezeFacts): Freeze[] {
  if (alike === undefined) return []
  return [
    {
      code: 'vault-named-alike',
      sentence: `${alike} keeps snapshots there under the same names (plan ${plan}, vault ${vault}), and restic cannot tell them apart in "${repository.name}".`,
      remedy: 'Name the plan otherwise in one of the two configurations.',
      asks: false,
    },
  ]
}

function ofUnjudged({ unjudged }: FreezeFacts): Freeze[] {
  if (!unjudged) return []
  return [
    {
      code: 'changes-not-judged',
      sentence: 'Much has changed in the newest snapshot, and it could not be looked at yet.',
      remedy: 'Nothing to do: the next run looks at it.',
      asks: false,
    },
  ]
}

/** What a person means to keep stands in the file: by what it said before nothing is removed, not even by rules that are given by hand. */
function ofConfiguration({ configuration }: Circumstances): Freeze[] {
  return configuration === undefined ? [] : [{ ...configuration, asks: false }]
}

function ofMachine({ clock, sleeping }: Circumstances): Freeze[] {
  const freezes: Freeze[] = []
  if (!clock.believed)
    freezes.push({
      code: 'clock-not-believed',
      sentence: clock.why,
      remedy: 'Set the clock of this machine.',
      asks: false,
    })
  if (sleeping)
    freezes.push({
      code: 'about-to-sleep',
      sentence: 'The machine is about to sleep.',
      remedy: 'Nothing to do: it is made up for.',
      asks: false,
    })
  return freezes
}
