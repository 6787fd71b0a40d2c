import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Home } from '../../home/home.ts'
import { commandEnvironment } from '../../hooks/command-environment.ts'
import { fail, systemCode } from '../../problem-error.ts'
import { type Journal, type Replacement, readJournals, removeJournal, writeJournal } from './journal.ts'
import { keepChanged } from './keep-changed.ts'
import type { Recovering } from './recovering.ts'
import { moveBack, moveIn } from './replace-folder.ts'

/**
 * Replaces an agent's folder by what was composed. From the moment on at which the journal says so it is brought to its end, by this process or by the next; what cannot be, for the disk
 * does not let it, is put back. Throws a problem then, and the folder is as it was.
 */
export async function replaceStaged(recovering: Recovering, journal: Journal, replacement: Replacement): Promise<void> {
  const { core, agent, host, result, step, warnings } = recovering
  await flushDisk(journal.staging)
  await step('restored')
  await step('replacing')
  host.onProgress({ step: 'note', text: `${agent.name}: replacing what is in its folder` })
  const replacing: Journal = { ...journal, phase: 'replacing', replacement }
  writeJournal(core.home, replacing)
  try {
    await moveIn(replacing)
    const kept = keepChanged(replacing)
    if (kept !== null) warnings.push(kept)
  } catch (error) {
    await putBack(recovering, { ...replacing, phase: 'putting-back' }, error)
  }
  result.folder = 'recovered'
  await step('replaced')
  // Where it says `replacing` still, nothing is left to be moved.
  tryToWrite(recovering, { ...journal, phase: 'clearing', replacement: null })
  forgetOlder(core.home, journal)
}

/** What an earlier recovery could not be brought to its end by, for what lay beside the folder is gone, is of no use any more. */
function forgetOlder(home: Home, { agent, run }: Journal): void {
  for (const older of readJournals(home))
    if (older.agent === agent && older.run !== run && !existsSync(older.staging)) removeJournal(home, older)
}

async function putBack(recovering: Recovering, journal: Journal, cause: unknown): Promise<never> {
  const { core, agent, warnings } = recovering
  const why = systemCode(cause) || String(cause)
  core.ports.log(core.redactor.redact(`replacing the folder of ${agent.name}: ${String(cause)}`))
  tryToWrite(recovering, journal)
  try {
    await moveBack(journal)
    const kept = keepChanged(journal)
    if (kept !== null) warnings.push(kept)
  } catch (error) {
    return fail(
      'agent-half-replaced',
      `The folder of ${agent.name} could neither be replaced (${why}) nor put back (${systemCode(error) || String(error)}): it is between the two now.`,
      `See to its disk: Vaultkeeper puts it right as soon as it can. Until then do not start ${agent.name}, nor remove ${journal.staging}.`,
    )
  }
  // Nobody may go on with what was put back.
  if (!tryToWrite(recovering, { ...journal, phase: 'composing', replacement: null })) removeJournal(core.home, journal)
  return fail(
    'agent-not-replaced',
    `What is in the folder of ${agent.name} could not be replaced (${why}), so it was put back as it was.`,
    'See to its disk and to the rights in that folder, then bring it back again.',
  )
}

/** On a full disk of the home the folder is brought to its end, or back, all the same. @returns whether it was written */
function tryToWrite({ core }: Recovering, journal: Journal): boolean {
  try {
    writeJournal(core.home, journal)
    return true
  } catch (error) {
    core.ports.log(core.redactor.redact(`journal of ${journal.agent}: ${String(error)}`))
    return false
  }
}

/** What is to take the place of an agent's files has to be on the disk before. Where there is no such program the system does so within seconds. */
function flushDisk(folder: string): Promise<void> {
  if (process.platform !== 'linux') return Promise.resolve()
  return new Promise((resolve) =>
    execFile('sync', ['-f', folder], { timeout: 60_000, env: commandEnvironment(process.env, {}) }, () => resolve()),
  )
}
