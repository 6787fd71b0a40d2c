import type { Configuration } from '../../contract/configuration.ts'
import type { MendingAction, ProblemCard } from '../../contract/procedures/overview.ts'
import { agentTitle } from '../agents/escalate/agent-troubles.ts'
import { anomalyTitle } from '../anomalies/anomaly-title.ts'
import type { Health } from '../health/health.ts'
import { sayMoment } from '../health/say-when.ts'
import { asSentence } from '../health/standing.ts'
import type { Trouble } from '../health/trouble.ts'
import type { Cause } from '../news/cause.ts'
import { causesOf } from '../news/causes-of.ts'
import { failureCauses } from '../news/failure-causes.ts'
import { kitTitles } from '../news/kit-causes.ts'
import { machineOfSubject } from '../news/machine-causes.ts'
import { remedyOfWarnings } from '../runs/backup-warnings.ts'
import { halfRestored } from '../state/restore-queries.ts'
import type { Pause } from '../state/schedule-queries.ts'
import type { Status } from '../status.ts'
import { actionFor } from './action-for.ts'
import { agentAction } from './agent-action.ts'
import { gitActions, gitRemedyOf, gitTitleOf } from './git-action.ts'
import { pageRemedy } from './page-remedy.ts'
import { standingByHand } from './vault-standing.ts'

/** All that the cards are made of. */
export type CardFacts = {
  readonly status: Status
  readonly configuration: Configuration | null
  readonly pauses: readonly Pause[]
  /** What a lane waits for, by `plan/repository`; of those that are stale. */
  readonly waiting: ReadonlyMap<string, string>
  /** Where vaults went that were backed up by hand. */
  readonly handRepositories: ReadonlyMap<string, string>
  /** Of undos that were cut off: what they were to take back. */
  readonly undoes: ReadonlyMap<string, string>
  readonly zone: string
  readonly now: Date
}

/** A card, and whether the one sentence speaks of it by the vaults that it is about. */
export type MadeCard = ProblemCard & { readonly ofVault: boolean }

type Draft = Omit<ProblemCard, 'remedy' | 'also'> & {
  readonly remedy: string | null
  readonly also?: readonly MendingAction[]
  readonly ofVault?: boolean
}

const nobody = { plan: null, repository: null, folder: null } as const

/** Everything that is not as it should be, what is worst first: a pure function of how things stand. */
export function problemCards(facts: CardFacts): MadeCard[] {
  const drafts = [
    ...anomalyCards(facts),
    ...failureCards(facts),
    ...staleCards(facts),
    ...handCards(facts),
    ...damageCards(facts),
    ...goneCards(facts),
    ...unfinishedCards(facts),
    ...troubleCards(facts),
    ...warningCards(facts),
    ...pauseCards(facts),
  ]
  const order = { bad: 0, attention: 1, note: 2 }
  return drafts
    .map(({ also = [], ofVault = false, ...draft }) => ({ ...draft, remedy: pageRemedy(draft.remedy, draft.action), also, ofVault }))
    .toSorted((one, other) => order[one.tone] - order[other.tone])
}

function anomalyCards({ status, zone, now }: CardFacts): Draft[] {
  // Of a plan that is switched off since, say, no vault's standing tells.
  const told = [...status.plans.flatMap(({ lanes }) => lanes), ...status.vaults].filter(({ state }) => state === 'anomaly')
  return status.anomalies.map(({ id, code, name, vault, repository, why, time, lastGood }) => {
    const good = lastGood === null ? '' : ` The last good state is of ${sayMoment(new Date(lastGood.time), zone, now)}.`
    const back: MendingAction = { kind: 'open-restore', vault, repository, snapshot: lastGood?.id ?? null }
    return {
      id: `anomaly/${id}`,
      tone: 'bad',
      code: code ?? 'anomaly',
      title: anomalyTitle(code, name),
      sentence: `${asSentence(why)} Everything that was backed up is kept until you have looked.${good}`,
      remedy:
        code === halfRestored
          ? 'Finish that restore, or take it back. If the folder is as it should be, say so.'
          : 'Look at what changed. Say whether it was you, or bring the last good state back.',
      since: time,
      action: { kind: 'answer-anomaly', anomaly: id },
      also: [back],
      ofVault: told.some((one) => one.vault === vault),
    }
  })
}

/** What fails for one reason is one card, however many vaults it concerns: each reason is mended by itself. */
function failureCards(facts: CardFacts): Draft[] {
  const { status, zone, now } = facts
  const { plans, troubles, anomalies, scheduled } = status
  const codes = new Set([
    ...plans.flatMap(({ lanes }) => lanes.flatMap(({ failure }) => failure?.problem.code ?? [])),
    ...troubles.filter(({ attention }) => attention).map(({ problem }) => problem.code),
  ])
  return [...codes].flatMap((code) => {
    const only = plans.map((health) => ({ ...health, lanes: health.lanes.filter(({ failure }) => failure?.problem.code === code) }))
    const report = { plans: only, troubles: troubles.filter(({ problem }) => problem.code === code), anomalies, scheduled, attention: true }
    return failureCauses(report, zone, now).map((cause) => {
      const lanes = only.some((health) => health.lanes.length > 0)
      const plan = cause.subject.startsWith('vault/') ? planOf(only, cause.subject) : cause.plan
      return {
        ...draftOf(cause, code),
        tone: 'bad',
        ...actionsOfFailure(cause, code, plan),
        ofVault: lanes || (code === 'repository-damaged' && holdsVault(facts, cause.repository)),
      }
    })
  })
}

/** Whether a vault is not protected because this repository is damaged, so that the one sentence says so; it may also be one that nothing uses any more. */
function holdsVault({ status, handRepositories }: CardFacts, repository: string | null): boolean {
  const byPlan = status.plans.some((one) => one.repository === repository && one.lanes.some(({ lastGood }) => lastGood !== null))
  return byPlan || status.vaults.some(({ vault, lastGood }) => lastGood !== null && handRepositories.get(vault) === repository)
}

/** A restore on trial can be tried again whatever came in its way. */
function actionsOfFailure({ subject, repository }: Cause, code: string, plan: string | null): Pick<Draft, 'action' | 'also'> {
  const action = actionFor(code, { ...nobody, plan, repository })
  const [about, vault = '', from = ''] = subject.split('/')
  if (about === 'comeback') return { action, also: [{ kind: 'leave-comeback' }] }
  if (about !== 'drill') return { action }
  const again: MendingAction = { kind: 'drill', vault, repository: from }
  return action.kind === 'verify-repair' ? { action, also: [again] } : { action: again }
}

function planOf(plans: readonly Health[], subject: string): string | null {
  return plans.find(({ lanes }) => lanes.some(({ vault }) => subject === `vault/${vault}`))?.plan ?? null
}

function draftOf({ subject, parts, title, text, remedy }: Cause, code: string): Omit<Draft, 'tone' | 'action'> {
  const since = parts.map((part) => part.since).toSorted()[0]
  return { id: `${subject}/${code}`, code, title, sentence: text, remedy, since: since || null }
}

function staleCards({ status, configuration, waiting, zone, now }: CardFacts): Draft[] {
  if (configuration === null) return []
  const { plans, scheduled, attention } = status
  const causes = causesOf({ plans, troubles: [], anomalies: [], scheduled, attention }, configuration, zone, now, true)
  return causes
    .filter(({ kind }) => kind === 'stale')
    .map((cause) => {
      const { plan, repository } = cause
      const code = waiting.get(`${plan}/${repository}`)
      const again = actionFor('stale', { ...nobody, plan, repository })
      const mends = code !== undefined ? actionFor(code, { ...nobody, plan, repository }) : again
      const action = !scheduled && code === undefined ? actionFor('schedule-not-run', nobody) : mends.kind === 'none' ? again : mends
      const also = action === again ? [] : [again]
      return { ...draftOf(cause, 'stale'), tone: 'bad', action, also, ofVault: true }
    })
}

/** Vaults that were backed up by hand, and did not come to a good end. */
function handCards({ status, handRepositories, now }: CardFacts): Draft[] {
  return status.vaults.flatMap(({ vault, name, path, state, problem, warnings, lastGood }): Draft[] => {
    const about = { plan: null, repository: handRepositories.get(vault) ?? null, folder: path }
    const since = lastGood?.time ?? null
    if (problem !== null && state !== 'anomaly') {
      const isBad = state === 'failed' || state === 'not-verified'
      const title = state === 'not-verified' ? `The backup of ${name} could not be verified` : `The last backup of ${name} did not succeed`
      const action = actionFor(problem.code, about)
      const { code, sentence, remedy } = problem
      return [{ id: `hand/${vault}`, tone: isBad ? 'bad' : 'attention', code, title, sentence, remedy, since, action, ofVault: isBad }]
    }
    const { protection, cause } = standingByHand({ vault, name, path, state, problem, warnings, lastGood }, null, now)
    if (state !== 'anomaly' && protection === 'partly') {
      const title = `Nothing takes care of ${name}`
      const sentence = asSentence(cause.charAt(0).toUpperCase() + cause.slice(1))
      const remedy = 'Put it into a plan, or back it up again.'
      const action = actionFor('stale', about)
      return [{ id: `hand/${vault}`, tone: 'attention', code: 'stale', title, sentence, remedy, since, action, ofVault: true }]
    }
    const [first] = warnings
    if (first === undefined) return []
    const more = warnings.length > 1 ? ` There are ${warnings.length - 1} more.` : ''
    const title = `The last backup of ${name} has warnings`
    const remedy = remedyOfWarnings(warnings, `vaultkeeper backup '${path}'`)
    const action = actionFor('stale', about)
    return [
      { id: `hand/${vault}`, tone: 'attention', code: 'warnings', title, sentence: `${asSentence(first)}${more}`, remedy, since, action },
    ]
  })
}

/** Without a configuration nobody else tells of damage. */
function damageCards(facts: CardFacts): Draft[] {
  const { repositories, troubles } = facts.status
  const told = new Set(troubles.flatMap(({ problem, repository }) => (problem.code === 'repository-damaged' ? (repository ?? []) : [])))
  return repositories
    .filter(({ name, damagedSince }) => damagedSince !== null && !told.has(name))
    .map(({ name, damagedSince }) => ({
      id: `repository/${name}/repository-damaged`,
      tone: 'bad',
      code: 'repository-damaged',
      title: `The repository "${name}" is damaged`,
      sentence: 'Not everything in it can be brought back whole.',
      remedy: 'vaultkeeper verify --repair',
      since: damagedSince,
      action: { kind: 'verify-repair', repository: name },
      ofVault: holdsVault(facts, name),
    }))
}

/**
 * A folder that is gone without a drive that could be missing was removed or moved, and with it all that it held: that is not told only when the next backup
 * fails. A drive that is not connected is an ordinary day.
 */
function goneCards({ status }: CardFacts): Draft[] {
  const failed = status.plans.flatMap(({ repository, lanes }) => lanes.flatMap(({ failure }) => (failure === null ? [] : [repository])))
  return status.repositories
    .filter(({ name, gone }) => gone && !failed.includes(name))
    .map(({ name, location }) => ({
      id: `repository/${name}/gone`,
      tone: 'bad',
      code: 'repository-gone',
      title: `The repository "${name}" is not where it was`,
      sentence: `There is no ${location} any more, so nothing can be brought back from there.`,
      remedy: 'Connect its drive, or show where the folder lies now.',
      since: null,
      action: actionFor('repository-gone', { ...nobody, repository: name }),
    }))
}

function unfinishedCards({ status, undoes }: CardFacts): Draft[] {
  return status.unfinished.map(({ run, kind, target, began, problem }) => ({
    id: `restore/${run}`,
    tone: 'attention',
    code: problem.code,
    title: kind === 'undo' ? `Taking back a restore into ${target} was cut off` : `A restore into ${target} was cut off`,
    sentence: 'Some files there may be half written.',
    remedy: kind === 'undo' ? 'Take it back to the end.' : 'Finish it, or take it back.',
    since: began,
    action: kind === 'undo' ? { kind: 'undo-restore', run: undoes.get(run) ?? run } : { kind: 'finish-restore', run },
    also: kind !== 'undo' && /vaultkeeper undo/.test(problem.remedy) ? [{ kind: 'undo-restore', run }] : [],
  }))
}

const titles: Partial<Record<Trouble['about'], string>> = {
  schedule: 'Nothing runs the schedule',
  repository: 'Snapshots are gone that nobody removed here',
  watch: 'Changes are found later than they could be',
  carrier: 'A message could not be delivered',
  changes: 'Changes wait for your approval',
  machine: 'Another machine has gone quiet',
}

const titlesByCode: Readonly<Record<string, string>> = {
  'repository-append-only': 'A repository lets nothing be removed',
  'machine-snapshots-gone': 'Snapshots of another machine are gone',
  ...kitTitles,
}

/** What stands otherwise than it should and is no failure: that has cards of its own. */
function troubleCards({ status, configuration }: CardFacts): Draft[] {
  const isFailure = ({ about, attention }: Trouble) =>
    attention && (about === 'configuration' || about === 'repository' || about === 'care' || about === 'drill' || about === 'comeback')
  return status.troubles
    .filter((trouble) => !isFailure(trouble))
    .map(({ about, name, problem, since, attention, plan, repository }) => ({
      id: `${about}/${name}`,
      // An agent that did not come back was tried, and that failed.
      tone: !attention ? 'note' : name.endsWith('/escalated') && about === 'agent' ? 'bad' : 'attention',
      code: problem.code,
      title:
        about === 'git'
          ? gitTitleOf(name, configuration)
          : about === 'agent'
            ? agentTitle(name, problem.code)
            : (titlesByCode[problem.code] ?? titles[about] ?? 'Something wants a look'),
      sentence: problem.sentence,
      remedy: about === 'git' ? gitRemedyOf(name, problem.remedy) : problem.remedy,
      since,
      ...(about === 'git' ? gitActions(name) : { action: actionOfTrouble({ about, name, problem, plan, repository }) }),
    }))
}

function actionOfTrouble({
  about,
  name,
  problem,
  plan,
  repository,
}: Pick<Trouble, 'about' | 'name' | 'problem' | 'plan' | 'repository'>): MendingAction {
  if (about === 'agent') return agentAction(name)
  if (about === 'carrier') return { kind: 'mend-carrier', carrier: name }
  const machine = about === 'machine' ? machineOfSubject(name) : null
  return machine !== null ? { kind: 'machine-gone', machine } : actionFor(problem.code, { plan, repository, folder: null })
}

/** What is protected, but should be looked at. The same of one plan in several repositories, or of several vaults, is one card. */
function warningCards({ status }: CardFacts): Draft[] {
  const lanes = status.plans.flatMap(({ plan, repository, lanes: of }) => of.map((lane) => ({ ...lane, plan, repository })))
  const waiting = lanes.filter(
    ({ state, code, remedy }) => code !== null && remedy !== null && (state === 'warning' || state === 'never-ran'),
  )
  const groups = Map.groupBy(waiting, ({ plan, code, why }) => JSON.stringify([plan, code, why]))
  return [...groups.values()].flatMap(([first, ...others]): Draft[] => {
    if (first === undefined || first.code === null) return []
    const { plan, repository, code, why, remedy, since } = first
    const names = [...new Set([first, ...others].map(({ name }) => name))].join(', ')
    const title = code === 'warnings' ? `The last backup of ${names} has warnings` : `The backup of ${names} wants a look`
    const action = actionFor(code, { plan, repository, folder: null })
    const usual = actionFor('stale', { plan, repository, folder: null })
    const again: MendingAction[] = action.kind === usual.kind ? [] : [usual]
    return [
      {
        id: `lane/${plan}/${repository}/${code}/${first.vault}`,
        tone: 'attention',
        code,
        title,
        sentence: why,
        remedy,
        since,
        action,
        also: again,
      },
    ]
  })
}

function pauseCards({ pauses, zone, now }: CardFacts): Draft[] {
  return pauses.map(({ plan, until, by, since }) => ({
    id: `pause/${plan}`,
    tone: 'note',
    code: 'paused',
    title: plan === '' ? 'Backups are paused' : `The plan "${plan}" is paused`,
    sentence: `Paused by ${by}, ${until === null ? 'until somebody resumes' : `until ${sayMoment(new Date(until), zone, now)}`}.`,
    remedy: 'Resume when it suits. What became due meanwhile is made up for once.',
    since,
    action: { kind: 'resume', plan: plan === '' ? null : plan },
  }))
}
