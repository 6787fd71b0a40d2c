import type { Core } from '../../core.ts'
import { takeLock } from '../../home/lock.ts'
import { processAlive } from '../../home/process-identity.ts'
import { removeTree } from '../../home/remove-tree.ts'
import { endOrphan } from '../../repositories/stale-locks.ts'
import { recoverySteps } from '../../state/agent-queries.ts'
import { openRuns } from '../../state/queries.ts'
import {
  atWork,
  fileOf,
  type Journal,
  type OfRun,
  putAside,
  readJournal,
  readJournals,
  removeJournal,
  strangeJournals,
  writeJournal,
} from './journal.ts'
import { keepChanged } from './keep-changed.ts'
import { noteKept } from './kept-note.ts'
import { moveBack, moveIn, removeMade } from './replace-folder.ts'

/**
 * Brings the folders of agents whose recovery was cut off to one of two states: as before, or recovered; and removes what was put beside them. Needs no repository. What cannot be
 * settled now, for its disk is not there, is left for the next time.
 */
export async function settleRecoveries(core: Core): Promise<void> {
  for (const of of strangeJournals(core.home)) tellStrange(core, of)
  if (readJournals(core.home).every(isAtWork)) return
  const lock = await takeLock(core.home.locks, 'agents-settling', { doing: 'putting right a recovery that was cut off', patience: 30_000 })
  if (lock === undefined) return
  try {
    for (const journal of readJournals(core.home).filter((one) => !isAtWork(one))) await settleCutOff(core, journal)
  } finally {
    lock.release()
  }
}

/** The same for one that was cut off. @returns whether the agent's folder is in one of the two states */
export async function settleRun(core: Core, of: Pick<Journal, 'agent' | 'run'>): Promise<boolean> {
  await settleRecoveries(core)
  const journal = readJournal(core.home, of)
  if (journal === undefined) {
    const aside = putAside(core.home, of)
    if (aside !== undefined) noteKept(core.home, of, unreadable(of.agent, aside))
    removeJournal(core.home, of)
  }
  return journal?.phase !== 'replacing' && journal?.phase !== 'putting-back'
}

const told = new Set<string>()

/** Once: it is looked for again and again. */
function tellStrange(core: Core, of: OfRun): void {
  const file = fileOf(core.home, of)
  if (told.has(file)) return
  told.add(file)
  core.ports.log(core.redactor.redact(`recovery of ${of.agent}: ${unreadable(of.agent, file)}`))
}

function unreadable(agent: string, file: string): string {
  return `${file} is no note of ours of how far a recovery is, or is damaged, so nothing was done by it: look whether the folder of ${agent} is whole; a folder ".vaultkeeper-recovery-..." beside it, or in it, holds what was being replaced.`
}

async function settleCutOff(core: Core, journal: Journal): Promise<void> {
  try {
    // First what may still write there, or in the name of that run.
    if (journal.pid !== process.pid) for (const repository of journal.repositories) await endOrphan(core, repository)
    await settleJournal(core, journal)
  } catch (error) {
    core.ports.log(core.redactor.redact(`recovery of ${journal.agent}: ${String(error)}`))
  }
}

/** Does what a journal on the disk says has yet to be done. Throws what the system says where that cannot be; then the journal stays. */
export async function settleJournal(core: Core, of: Pick<Journal, 'agent' | 'run'>): Promise<void> {
  const journal = readJournal(core.home, of)
  if (journal === undefined) return
  switch (journal.phase) {
    case 'replacing':
      await moveIn(journal)
      tellKept(core, journal)
      await noteReplaced(core, journal)
      writeJournal(core.home, { ...journal, phase: 'clearing', replacement: null })
      break
    case 'putting-back':
      await moveBack(journal)
      tellKept(core, journal)
      writeJournal(core.home, { ...journal, phase: 'composing', replacement: null })
      break
    case 'composing':
    case 'clearing':
      break
  }
  await removeTree(journal.staging)
  if (journal.phase === 'composing' || journal.phase === 'putting-back') removeMade(journal)
  removeJournal(core.home, journal)
}

async function noteReplaced(core: Core, { run, recovery, agent }: Journal): Promise<void> {
  await core.state.catchUp()
  if (recoverySteps(core.state.database, run).some(({ step }) => step === 'replaced')) return
  await core.record({ event: 'recovery.step', run, recovery, agent, step: 'replaced' })
}

function tellKept(core: Core, journal: Journal): void {
  const kept = keepChanged(journal)
  if (kept === null) return
  core.ports.log(core.redactor.redact(`recovery of ${journal.agent}: ${kept}`))
  // Whoever closes that run has it in the record; one that is closed has said all that it says.
  if (openRuns(core.state.database).some(({ id }) => id === journal.run)) noteKept(core.home, journal, kept)
}

function isAtWork({ run, pid, processStart }: Journal): boolean {
  return pid === process.pid ? atWork.has(run) : processAlive(pid, processStart)
}
