import type { EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { Decision, KnownRun, Skip } from '../../../main/contract/procedures/history.ts'
import type { BranchResult, DrillResult, RecoverResult } from '../../../main/contract/procedures/run-results.ts'
import { skipInWords } from '../../../main/contract/skip-in-words.ts'
import type { Trigger } from '../../../main/contract/trigger.ts'
import type { VerificationReport } from '../../../main/contract/verification-report.ts'
import { timeLeft } from '../../../main/contract/words/duration-in-words.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'
import { recoveredInWords } from '../agents/recovery-words.ts'

type RunName = Pick<KnownRun, 'kind' | 'repository' | 'target' | 'path' | 'plan' | 'source' | 'agent'>

/** What a run was, in words: `Backup of Notes into "drive"`. Pure. */
export function runTitle({ kind, repository, target, path, plan, source, agent }: RunName, vaultName: string | null): string {
  const vault = vaultName ?? path ?? 'a folder'
  const into = repository === null ? '' : ` into "${repository}"`
  const from = repository === null ? '' : ` from "${repository}"`
  const of = repository === null ? '' : ` of "${repository}"`
  switch (kind) {
    case 'backup':
      return `Backup of ${vault}${into}`
    case 'restore':
      return `Restore${target === null ? '' : ` into ${target}`}${from}`
    case 'undo':
      return `Undo of a restore${target === null ? '' : ` into ${target}`}`
    case 'revert':
      return `Revert of a change in ${vault}`
    case 'verify':
      return `Verification${of}`
    case 'repair':
      return `Repair${of}`
    case 'retention':
      return `Removal of old snapshots${plan === null ? '' : ` of the plan "${plan}"`}${from}`
    case 'prune':
      return `Freeing of space${repository === null ? '' : ` in "${repository}"`}`
    case 'check':
      return `Check${of}`
    case 'copy':
      return `Copy${source === null ? '' : ` from "${source}"`}${into}`
    case 'init':
      return `Set-up${of}`
    case 'keys':
      return `Change of the passwords${of}`
    case 'own':
      return `Vaultkeeper's own settings and history kept${repository === null ? '' : ` in "${repository}"`}`
    case 'comeback':
      return `Return of this machine${from}`
    case 'drill':
      return `Restore on trial of ${vault}${from}`
    case 'recover':
      return `Recovery of ${agent ?? path ?? 'an agent'}${from}`
    case 'push':
      return `Push of ${vault}`
    case 'branch':
      return `Branch of ${vault} brought back${from}`
    case 'unlock':
      return `Removal of old locks${from}`
  }
}

const triggers: Readonly<Record<Trigger, string>> = {
  manual: 'by hand',
  schedule: 'by the schedule',
  'catch-up': 'made up for a missed one',
  retry: 'tried again',
  change: 'because something changed',
  heartbeat: 'because its heartbeat stayed away',
}

/** What set a run off. Pure. */
export function triggerInWords(trigger: Trigger | null): string {
  return triggers[trigger ?? 'manual']
}

/** The most important of what a run came to, in one line; empty where there is nothing to tell. Pure. */
export function runSummary(
  run: Pick<KnownRun, 'kind' | 'verdict' | 'counts' | 'report' | 'problem' | 'result' | 'unchanged' | 'warnings'>,
): string {
  const { kind, verdict, counts, report, problem, result, unchanged, warnings } = run
  if (problem !== null) return problem.sentence
  if (verdict === null) return 'Still going on'
  const number = (name: string) => (typeof result?.[name] === 'number' ? result[name] : null)
  if (kind === 'backup' && counts !== null) {
    const read = report === null ? '' : `, ${readBackInWords(report)}`
    if (unchanged) return `Nothing had changed${read}`
    const more = warnings[0] === undefined ? '' : `. ${warnings[0]}`
    return `${changesInWords(counts)}, ${bytesInWords(counts.bytesStored)} stored${read}${more}`
  }
  const restored = number('restored')
  if (kind === 'restore' && restored === 0) return 'Everything was there already, as in the snapshot'
  if (kind === 'restore' && restored !== null) return `${counted(restored, 'item')} restored, ${bytesInWords(number('bytes') ?? 0)}`
  const putBack = number('putBack')
  if (kind === 'undo' && putBack !== null) return undoneInWords(putBack, number('removed') ?? 0)
  const freed = number('freedBytes')
  if (kind === 'prune' && freed !== null) return `${bytesInWords(freed)} freed`
  const snapshots = number('snapshots')
  if ((kind === 'verify' || kind === 'repair') && snapshots !== null) return `${counted(snapshots, 'snapshot')}, every byte was read`
  if (kind === 'copy' && Array.isArray(result?.['copied'])) return copiedInWords(result['copied'].length)
  if (kind === 'retention') return retentionInWords(result)
  if (kind === 'push') return pushInWords(result)
  if (kind === 'drill') return drillInWords(result)
  if (kind === 'branch') return branchInWords(result)
  if (kind === 'recover' && isRecovery(result)) return recoveredInWords({ result })
  return warnings[0] ?? ''
}

function isRecovery(result: object | null): result is RecoverResult {
  return result !== null && 'folder' in result && 'process' in result && 'took' in result
}

/** What a push brought to its remote. */
function pushInWords(result: KnownRun['result']): string {
  const { remote, branches } = (result ?? {}) as Partial<NonNullable<EndedRunOf<'push'>['result']>>
  const pushed = (branches ?? []).filter(({ state }) => state === 'pushed')
  if (remote === undefined || branches === undefined) return ''
  if (pushed.length === 0) return `Nothing was missing at "${remote}"`
  const commits = pushed.reduce((sum, one) => sum + (one.commits ?? 0), 0)
  return `${commits === 0 ? counted(pushed.length, 'branch', 'branches') : counted(commits, 'commit')} pushed to "${remote}"`
}

/** Under which name a branch is there again, and out of which snapshot it came. */
function branchInWords(result: KnownRun['result']): string {
  const { branch, name, commits, label } = (result ?? {}) as Partial<BranchResult>
  if (branch === undefined || name === undefined) return ''
  const as = name === branch ? `"${branch}" is there again` : `"${branch}" is there again as "${name}"`
  return `${as}${commits ? `, with ${counted(commits, 'commit')}` : ''}${label ? `, out of the snapshot ${label}` : ''}`
}

/** What a restore on trial came to. */
function drillInWords(result: KnownRun['result']): string {
  const { how, files, bytes, findingCount, backIn } = (result ?? {}) as Partial<DrillResult>
  if (how === undefined || files === undefined || backIn === undefined) return ''
  if (findingCount) return `${counted(findingCount, 'file')} did not come back as saved`
  const part = how === 'whole' ? 'All of it' : 'A sample'
  return `${part}, ${counted(files, 'file')}, ${bytesInWords(bytes ?? 0)}: as it was saved. You would be back in ${timeLeft(backIn / 1_000)}`
}

function undoneInWords(putBack: number, removed: number): string {
  if (putBack === 0) return removed === 0 ? 'There was nothing to put back' : `${counted(removed, 'added file')} removed`
  return removed === 0 ? `${counted(putBack, 'file')} put back` : `${counted(putBack, 'file')} put back, ${count(removed)} removed`
}

function copiedInWords(copied: number): string {
  return copied === 0 ? 'Everything was there already' : `${counted(copied, 'snapshot')} copied`
}

function retentionInWords(result: KnownRun['result']): string {
  const vaults = Array.isArray(result?.['vaults']) ? (result['vaults'] as { kept?: unknown; removed?: unknown }[]) : []
  const removed = vaults.reduce((sum, one) => sum + (Array.isArray(one.removed) ? one.removed.length : 0), 0)
  const kept = vaults.reduce((sum, one) => sum + (typeof one.kept === 'number' ? one.kept : 0), 0)
  return vaults.length === 0 ? '' : `${counted(removed, 'snapshot')} removed, ${count(kept)} kept`
}

/** What a backup found new: `3 files new, 2 changed of 120`. Pure. */
export function changesInWords({ files, filesNew, filesChanged }: NonNullable<KnownRun['counts']>): string {
  if (filesNew === 0 && filesChanged === 0) return `${counted(files, 'file')}, none new or changed`
  const parts = [filesNew === 0 ? [] : [`${count(filesNew)} new`], filesChanged === 0 ? [] : [`${count(filesChanged)} changed`]].flat()
  return `${parts.join(', ')} of ${counted(files, 'file')}`
}

/** How much of a snapshot was read back. Pure. */
function readBackInWords({ how, comparedFiles, leftFiles, findingCount }: VerificationReport): string {
  if (findingCount > 0) return `${counted(findingCount, 'file')} did not come back as saved`
  if (comparedFiles === 0) return 'nothing read back'
  return how === 'whole' && leftFiles === 0 ? 'all read back' : `${counted(comparedFiles, 'file')} read back`
}

/** How much of a snapshot was compared with the folder. Pure. */
export function comparedInWords({ how, comparedFiles, leftFiles, findingCount }: VerificationReport): string {
  if (findingCount > 0) return `${counted(findingCount, 'file')} did not come back as saved`
  return `${how === 'whole' && leftFiles === 0 ? 'all of it, ' : ''}${counted(comparedFiles, 'file')}`
}

/** Due times that were not run: `Plan "daily" into "drive" was not run 14 times: the machine slept`. Pure. */
export function skipsInWords({ plan, repository, count: times, reason }: Pick<Skip, 'plan' | 'repository' | 'count' | 'reason'>): string {
  // What is due of a vault's git has the vault in the place of a repository.
  const vault = /^git:(.*)$/.exec(repository ?? '')?.[1]
  const into = vault !== undefined ? ` of "${vault}"` : repository === null ? '' : ` into "${repository}"`
  return `${planInWords(plan)}${into} was not run${times === 1 ? '' : ` ${count(times)} times`}: ${skipInWords(reason)}`
}

function planInWords(plan: string): string {
  if (plan === '@prune') return 'Freeing of space'
  if (plan === '@copy') return 'The copy'
  if (plan === '@drill') return 'The restore on trial'
  if (plan === '@git') return 'The look at git'
  return plan === '@check' ? 'The check' : `Plan "${plan}"`
}

const decisions: Readonly<Record<Decision['decision'], string>> = {
  approved: 'approved a change',
  reverted: 'reverted a change',
  expected: 'said that an unusual change was meant',
  restored: 'said that an unusual change is put right',
  pinned: 'pinned a snapshot',
  unpinned: 'unpinned a snapshot',
  paused: 'paused',
  resumed: 'resumed',
}

/** What a person decided: `ada@desk approved a change in Agents`. Pure. */
export function decisionInWords({ decision, by, plan, repository }: Omit<Decision, 'seq' | 'time'>, vaultName: string | null): string {
  const isPause = decision === 'paused' || decision === 'resumed'
  const of = isPause ? (plan === null ? ' all backups' : ` the plan "${plan}"`) : ''
  const where = vaultName !== null ? ` in ${vaultName}` : !isPause && repository !== null ? ` in "${repository}"` : ''
  return `${by} ${decisions[decision]}${of}${where}`
}
