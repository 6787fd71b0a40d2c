import type { MendingAction } from '../../contract/procedures/overview.ts'

const words: Readonly<Record<MendingAction['kind'], string | null>> = {
  'back-up-now': 'Back it up again now.',
  copy: 'Copy what is missing there now.',
  'open-approvals': 'Look at what changed, then approve it or take it back.',
  'open-restore': 'Bring the last good state back.',
  'answer-anomaly': 'Look at what changed. Say whether it was you, or bring the last good state back.',
  'enter-password': 'Enter the password that it was made with. It stands in your emergency kit, if you made one.',
  'enter-credential': 'Enter what its server asks for. Whoever runs the server, or your provider, tells it.',
  'test-repository': 'Test it: that says what works there and what does not.',
  'find-repository': 'Connect its drive, or show where the folder lies now. Vaultkeeper never makes a new one in its place.',
  resume: 'Resume when it suits.',
  'edit-plan': null,
  'edit-repository': null,
  'check-kit': 'Look whether you find it, and type the end of the password that stands on it. Without a kit that is right, print one.',
  'mend-carrier': 'Look at its settings, and send a test message.',
  'machine-gone': 'Look on that machine whether it is on, and what its backups say. If it is gone for good, say so.',
  unlock: 'Wait until the other program has ended. If nothing is running there any more, remove its lock.',
  'verify-repair': 'Repair it: what is still in your folders is stored anew, and everything is verified afterwards.',
  drill: 'Restore it on trial once more.',
  'free-space': null,
  'finish-restore': 'Finish it, or take it back.',
  'undo-restore': 'Take it back, as far as it went.',
  'push-git': 'Push it now.',
  'bring-back-branch': 'Bring it back from a snapshot, under a name that is free; nothing is overwritten. Or say that you know about it.',
  'accept-git': 'If it was meant so, say that you know about it.',
  'open-vault': null,
  'recover-agent': 'Bring it back.',
  'open-agent': 'Read the report, and mend what it tells of. Then bring it back, or say that you have looked.',
  'start-schedule': 'Start the schedule, so that plans run by themselves.',
  'open-run': 'See what happened.',
  'come-back': 'Say it again, and it goes on where it ended. What is back is not brought back twice.',
  'leave-comeback': null,
  'fix-configuration': 'See where, and mend it.',
  none: null,
}

/** A remedy for a page: where it names a command line and a button does the same, what the button does is said instead. Pure. */
export function pageRemedy(remedy: string | null, action: MendingAction): string | null {
  if (remedy !== null && !/\bvaultkeeper [a-z]/.test(remedy)) return remedy
  return words[action.kind] ?? remedy
}
