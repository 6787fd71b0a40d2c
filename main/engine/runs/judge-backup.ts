import type { ItemFailure } from 'restic-wrapper'
import type { Problem } from '../../contract/problem.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { Trigger } from '../../contract/trigger.ts'
import { restoreCommand } from '../anomalies/open-anomaly.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { relativeItem } from '../verify/read-back-whole.ts'
import { vanishedProblem } from '../verify/vanished-problem.ts'
import { isProven } from '../verify/verify-snapshot.ts'
import type { BackupResult } from './backup-run.ts'
import { earlierNotRead } from './backup-warnings.ts'
import type { Ending } from './record-run.ts'

/** restic makes no snapshot of nothing. A folder that held something before may be a disk that is not mounted. */
export function nothingThere(parent: KnownSnapshot | undefined): Ending<BackupResult> {
  if (parent === undefined)
    return {
      verdict: 'skipped',
      warnings: [],
      problem: {
        code: 'folder-empty',
        sentence: 'The folder is empty: there is nothing to back up yet.',
        remedy: 'Run it again when there is something in it.',
      },
    }
  return {
    verdict: 'failed',
    warnings: [],
    problem: {
      code: 'folder-emptied',
      sentence: `The folder is empty, but the backup before had ${parent.files ?? 'some'} files: nothing was saved, and that backup is untouched.`,
      remedy: `If it lies on another disk, connect that. If files were lost, bring them back with: ${restoreCommand({ vault: parent.vault ?? 'NAME', repository: parent.repository })}`,
    },
  }
}

/** The vault is there, but no file of it is what the plan takes, or `exclude` leaves none. */
export function nothingTaken(before: KnownSnapshot | undefined, chosen: boolean): Ending<BackupResult> {
  const sentence = chosen ? 'None of the files that the plan takes is in the folder' : 'All that is in the folder is excluded'
  const code = 'nothing-selected'
  const remedy = `Look at the patterns of "${chosen ? 'include' : 'exclude'}" in the configuration: vaultkeeper config show`
  if (before === undefined)
    return { verdict: 'skipped', warnings: [], problem: { code, sentence: `${sentence}: there is nothing to back up.`, remedy } }
  const files = before.files ?? 'some'
  return {
    verdict: 'failed',
    warnings: [],
    problem: { code, sentence: `${sentence}, but the backup before had ${files}; it is untouched.`, remedy },
  }
}

/** Another process ran the same due time while this one waited for the repository. */
export function alreadyDone(kind: RunKind): Ending<never> {
  return {
    verdict: 'skipped',
    warnings: [],
    problem: {
      code: 'already-done',
      sentence: `Another Vaultkeeper has made this ${kind} already.`,
      remedy: 'Nothing to do.',
    },
  }
}

/** What was to be compared with could not be had; what is there now was read all the same. */
const earlierTree = /\btree \w+ (?:is not known|could not be loaded)(?=;)/

/** What the run comes to. Pure. */
export function judgeBackup(
  result: BackupResult,
  parent: KnownSnapshot | undefined,
  failures: readonly ItemFailure[],
  failureCount: number,
  trigger: Trigger | undefined,
): Ending<BackupResult> {
  const before = failures.flatMap(({ message }) => earlierTree.exec(message)?.[0] ?? [])
  const ofFiles = failures.filter(({ message }) => !earlierTree.test(message))
  const told = ofFiles.map(({ item, message }) => ({ path: relativeItem(item, result.vault.path), why: reasonOf(message) }))
  // A folder that it may not enter is told twice by restic: while it counts, and while it saves.
  const bySentence = new Map(told.map((one) => [`Not saved: ${one.path} (${one.why})`, one]))
  const [warnings, failed] = [[...before.map((tree) => `${earlierNotRead}${tree}.`), ...bySentence.keys()], [...bySentence.values()]]
  if (result.counts.files === 0)
    warnings.push(
      parent?.files
        ? `There is no file in it but what is left out or cannot be read; the backup before had ${parent.files} files and is kept.`
        : 'There is no file in it but what is left out or cannot be read.',
    )
  const count = warnings.length - failures.length + failureCount
  const problem = verificationProblem(result)
  if (problem === undefined && count === 0 && result.unchanged && trigger === 'change')
    return { verdict: 'skipped', problem: nothingChanged(result), warnings, result }
  if (problem !== undefined) return { verdict: 'not-verified', problem, warnings, warningCount: count, failed, result }
  return { verdict: count > 0 ? 'warnings' : 'done', warnings, warningCount: count, failed, result }
}

/** The problem that a report amounts to, or `undefined` when it proves the snapshot. Pure. */
export function verificationProblem({ report, label, counts }: Pick<BackupResult, 'report' | 'label' | 'counts'>): Problem | undefined {
  if (report === null)
    return {
      code: 'not-verified',
      sentence: 'The snapshot was made but not read back, as asked (--no-verify).',
      remedy: 'Prove it with: vaultkeeper verify',
    }
  if (isProven(report)) return undefined
  const [first] = report.findings
  if (first !== undefined) {
    const others = report.findingCount > 1 ? ` and ${report.findingCount - 1} more` : ''
    const what = first.path === '' ? `the content of ${label} cannot be read back (${first.why})` : `${first.path}${others}: ${first.why}`
    return {
      code: 'read-back-failed',
      sentence: `The snapshot does not hold what it should: ${what}.`,
      remedy: 'Find out what is damaged with: vaultkeeper verify. Then mend it with: vaultkeeper verify --repair',
    }
  }
  if (report.vanishedSnapshots.length > 0) return vanishedProblem(report.vanishedSnapshots)
  if (report.leftFiles > 0 && report.comparedFiles + report.changedSince === 0) {
    return {
      code: 'nothing-read-back',
      sentence: `Nothing of the snapshot could be read back: ${report.leftFiles} files are more than is read at once.`,
      remedy: 'Prove it with: vaultkeeper verify',
    }
  }
  return {
    code: 'counts-differ',
    sentence: `The snapshot holds other counts than the backup reported (${counts.files} files).`,
    remedy: 'Run the backup again; if it stays, run: vaultkeeper verify',
  }
}

/** restic repeats the path in front of the reason: `/vault/a.md: open a.md: permission denied`. */
function reasonOf(message: string): string {
  return message.split(': ').at(-1) ?? message
}

/** The lock of a run was removed while the machine slept: what it wrote cannot be relied on. */
export function lockLost(repository: string, trigger: Trigger): Problem {
  return {
    code: 'lock-lost',
    sentence: `The machine slept in the middle of this backup, and its lock in the repository "${repository}" was removed meanwhile.`,
    remedy: afterLockLost(trigger),
  }
}

/** What a run relied on was pruned by others while the machine slept, or while nobody looked after its restic. */
export function damagedMeanwhile(repository: string, trigger: Trigger): Problem {
  return {
    code: 'lock-lost',
    sentence: `The repository "${repository}" is damaged: somebody worked in it while the machine slept in the middle of this backup.`,
    remedy: afterLockLost(trigger),
  }
}

function afterLockLost(trigger: Trigger): string {
  return trigger === 'manual'
    ? 'Run it again: the repository is checked first, and what was lost is stored anew.'
    : 'Nothing to do: the repository is checked, and the backup is made again.'
}

/** Even after everything was stored anew, something is missing: what only older snapshots had. */
export function stillDamaged(repository: string): Problem {
  return {
    code: 'repository-damaged',
    sentence: `The repository "${repository}" is damaged: somebody worked in it while this machine slept in the middle of a backup.`,
    remedy: 'Mend it with: vaultkeeper verify --repair (what is still in your folders is stored anew).',
  }
}

/** A file was touched, or written anew as it was. */
function nothingChanged({ label }: BackupResult): Problem {
  return {
    code: 'nothing-changed',
    sentence: `Nothing has changed since ${label}: no snapshot was made.`,
    remedy: 'Nothing to do.',
  }
}
