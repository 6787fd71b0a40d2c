import type { MendingAction } from '../../contract/procedures/overview.ts'
import type { SkipReason } from '../../contract/skip-reason.ts'
import { copyPlan } from '../copy/copy-plan.ts'

/** What a problem is about, as far as is known. */
export type ProblemAbout = {
  readonly plan: string | null
  readonly repository: string | null
  /** The vault's folder, where it was backed up by hand. */
  readonly folder: string | null
}

type Builder = (about: ProblemAbout) => MendingAction

const none: MendingAction = { kind: 'none' }
const ofRepository =
  (
    kind:
      | 'enter-password'
      | 'enter-credential'
      | 'find-repository'
      | 'test-repository'
      | 'edit-repository'
      | 'unlock'
      | 'verify-repair'
      | 'free-space'
      | 'check-kit',
  ): Builder =>
  ({ repository }) =>
    repository === null ? none : { kind, repository }
/** Neither plan nor folder: whatever failed alike, so all plans. */
const again: Builder = ({ plan, folder, repository }) =>
  plan === copyPlan && repository !== null ? { kind: 'copy', repository } : { kind: 'back-up-now', plan, folder }
const plan: Builder = (about) => (about.plan === null || about.plan === copyPlan ? again(about) : { kind: 'edit-plan', plan: about.plan })
const always =
  (action: MendingAction): Builder =>
  () =>
    action

/**
 * What mends a problem, by its code. What is not here has no button: a person has to do something outside of Vaultkeeper (see `withoutAction`), or it is
 * no problem of how things stand but an answer to something that was asked for.
 */
const actions: Readonly<Record<string, Builder>> = {
  // The password does not open it, or is not there.
  'wrong-password': ofRepository('enter-password'),
  'password-gone': ofRepository('enter-password'),
  'password-not-set': ofRepository('enter-password'),
  'password-unusable': ofRepository('enter-password'),
  // The server wants something else to let us in.
  'credential-not-set': ofRepository('enter-credential'),
  'credential-unusable': ofRepository('enter-credential'),
  'repository-refused': ofRepository('enter-credential'),
  // It is not where it was.
  'repository-gone': ofRepository('find-repository'),
  'drive-not-connected': ofRepository('find-repository'),
  'drive-went-away': ofRepository('find-repository'),
  'other-repository': ofRepository('find-repository'),
  // Its place or its way there is to be written otherwise.
  'place-taken': ofRepository('edit-repository'),
  'place-not-reachable': ofRepository('edit-repository'),
  'repository-twice': ofRepository('edit-repository'),
  'repository-unknown': ofRepository('edit-repository'),
  'repository-misconfigured': ofRepository('edit-repository'),
  'repository-half-made': ofRepository('edit-repository'),
  'repository-append-only': ofRepository('edit-repository'),
  // Its test says what there is to see, and what to do about it.
  'repository-certificate': ofRepository('test-repository'),
  'bucket-missing': ofRepository('test-repository'),
  'host-key-changed': ofRepository('test-repository'),
  'host-key-unknown': ofRepository('test-repository'),
  // Something is in the way there.
  'repository-busy': ofRepository('unlock'),
  'lock-alive': ofRepository('unlock'),
  'lock-unreadable': ofRepository('unlock'),
  'repository-damaged': ofRepository('verify-repair'),
  'drill-failed': ofRepository('verify-repair'),
  'own-not-verified': ofRepository('verify-repair'),
  'no-space': ofRepository('free-space'),
  'disk-full': ofRepository('free-space'),
  // Somebody has to look for their paper.
  'kit-outdated': ofRepository('check-kit'),
  'kit-check-due': ofRepository('check-kit'),
  'kit-unchecked': ofRepository('check-kit'),
  // To be done again.
  stale: again,
  cancelled: again,
  interrupted: again,
  stopped: again,
  failed: again,
  'not-verified': again,
  'snapshots-vanished': again,
  'nothing-read-back': again,
  'counts-differ': again,
  'read-back-failed': again,
  'lock-lost': again,
  'copy-cut-off': again,
  'copy-not-whole': again,
  busy: again,
  unexpected: again,
  'repository-offline': again,
  'repository-not-answering': again,
  'folder-not-answering': again,
  'network-log-in': again,
  'restic-failed': again,
  'restic-interrupted': again,
  'restic-killed': again,
  'restic-crashed': again,
  'history-busy': again,
  'no-network': again,
  'not-recorded': again,
  // Behind the next backup it is kept again.
  'own-not-kept': again,
  'nothing-backed-up': again,
  // The plan asks for something that is not there, or not to be had.
  'folder-missing': plan,
  'folder-not-readable': plan,
  'folder-is-a-loop': plan,
  'folder-empty': plan,
  'folder-emptied': plan,
  'not-a-folder': plan,
  'vault-inside-home': plan,
  'vault-unknown': plan,
  'plan-unknown': plan,
  'pattern-not-valid': plan,
  'hook-failed': plan,
  'retention-disagrees': plan,
  'vault-named-alike': plan,
  'mirror-behind': again,
  'being-copied': again,
  warnings: plan,
  metered: plan,
  // The rest has a place of its own.
  approval: always({ kind: 'open-approvals' }),
  'schedule-not-run': always({ kind: 'start-schedule' }),
  'not-running': always({ kind: 'start-schedule' }),
  'configuration-refused': always({ kind: 'fix-configuration' }),
  'configuration-gone': always({ kind: 'fix-configuration' }),
  // Said again, it goes on.
  'comeback-unfinished': always({ kind: 'come-back' }),
  'being-brought-back': always({ kind: 'come-back' }),
  paused: (about) => ({ kind: 'resume', plan: about.plan === copyPlan ? null : about.plan }),
}

/**
 * Codes that no button of ours mends, on purpose: a person has to do something to the machine, the drive or the keychain, or nothing is to be done at all.
 * The remedy says what.
 */
export const withoutAction: ReadonlySet<string> = new Set([
  'clock',
  'clock-not-believed',
  'clock-differs',
  'about-to-sleep',
  'configuration-changed',
  'being-restored',
  'schedule-other-version',
  'on-battery',
  'key-missing',
  'keychain-locked',
  'keychain-absent',
  'keychain-not-answering',
  'password-command',
  'password-file-open',
  'ssh-missing',
  'copy-impossible',
  'rclone-missing',
  'repository-exists',
  'repository-read-only',
  'repository-disk-error',
  'repository-not-allowed',
  'restic-missing',
  'restic-unusable',
  'restic-not-executable',
  'restic-not-restic',
  'restic-too-old',
  'home-missing',
  'home-no-space',
  'home-not-a-folder',
  'home-not-allowed',
  'home-read-only',
  'home-unusable',
  'file-not-allowed',
  'folder-not-made',
  'file-no-space',
  'file-read-only',
  'disk-fails',
  'no-resources',
  'too-many-open-files',
  'not-removed',
  'watch-limited',
  'drill-no-space',
  'summary',
  'nothing-changed',
  'already-done',
  // Told by what they belong to, with an action of its own: the anomaly, the restore, the carrier, the machine.
  'anomaly',
  'anomaly-open',
  'changes-not-judged',
  'encryption',
  'mass-change',
  'mass-deletion',
  'half-restored',
  'vault-emptied',
  'vault-missing',
  'carrier-failed',
  'machine-quiet',
  'machine-snapshots-gone',
  'restore-unfinished',
  'undo-unfinished',
  // Answers to what was asked for, and no way that something stands.
  'snapshot-not-found',
  'path-not-found',
  'some-files-failed',
  'copy-into-itself',
] satisfies (string | SkipReason)[])

/** What mends a problem. Pure. */
export function actionFor(code: string, about: ProblemAbout): MendingAction {
  return actions[code]?.(about) ?? none
}

/** Whether a code was thought of: it has an action, or deliberately none. */
export function isKnownCode(code: string): boolean {
  // Of git, of the set-up of a vault, and of agents the action is that of the branch, the file, or the agent: see git-action.ts and agent-action.ts.
  return code in actions || withoutAction.has(code) || /^(?:git|guard|agents?)-/.test(code)
}
