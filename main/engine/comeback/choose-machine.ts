import { fail } from '../problem-error.ts'
import type { FoundMachine } from './look-for-machines.ts'
import type { UnfinishedComeback } from './unfinished-comeback.ts'

/** What a person says of the machine. */
type Wish = { readonly host?: string | undefined; readonly takeOver: boolean; readonly mendPlace: boolean }

/**
 * The machine that is to come back, or a problem that says what has to be said first: which of several, that it is gone although it was at work a moment ago, that its
 * repository is elsewhere now. Pure.
 * @param before what was cut off: it goes on, and nothing else
 */
export function chooseMachine(
  machines: readonly FoundMachine[],
  before: UnfinishedComeback | undefined,
  { host = before?.host, takeOver, mendPlace }: Wish,
): FoundMachine {
  if (before !== undefined && before.host !== host) return otherOne(before)
  const names = machines.map(({ told }) => told.host)
  if (names.length === 0)
    return fail(
      'nothing-to-come-back',
      'There are no snapshots in this repository.',
      'Look whether it is the right one; it stands in your emergency kit.',
    )
  if (host === undefined && names.length > 1)
    return fail('machine-needed', `Several machines back up there: ${names.join(', ')}.`, `Say which: --machine ${names[0]}`)
  const found = host === undefined ? machines[0] : machines.find(({ told }) => told.host === host)
  if (found === undefined)
    return fail('machine-unknown', `There are no snapshots of a machine "${host}" there.`, `There is: ${names.join(', ')}.`)
  const { told } = found
  if (before !== undefined) return found
  if (told.alive && !takeOver)
    return fail(
      'machine-alive',
      `${told.host} made a snapshot within the last hour, so that it may still be at work. Two machines of one name would remove each other's snapshots.`,
      'If it is gone or will back up no more, say so: --take-over. To use its backups beside it: vaultkeeper repository adopt',
    )
  if (told.elsewhere !== null && !mendPlace)
    return fail(
      'repository-elsewhere',
      `The configuration of ${told.host} says that this repository is at ${told.elsewhere}.`,
      'If it is here now, say so, and its configuration is put right: --mend-place. Else bring it to where it was first.',
    )
  return found
}

/**
 * Refuses a repository that is not of the machine that was cut off. Any that it backs up to brings the rest: the first one may be lost. Pure.
 * @param opened the id of the one that was opened
 * @param known ids of the repositories that the machine knew, as each source tells that is to be had
 */
export function refuseOtherRepository(
  before: UnfinishedComeback | undefined,
  opened: string,
  known: readonly (readonly (string | null)[])[],
): void {
  if (before === undefined || before.repository === opened) return
  if (!known.some((ids) => ids.includes(opened) && ids.includes(before.repository))) otherOne(before)
}

function otherOne({ host, from }: UnfinishedComeback): never {
  return fail(
    'comeback-other',
    `Another machine was on its way back here, and was cut off: ${host}, from ${from}.`,
    'Say that one again to bring it to its end; or bring this one back into a new folder that VAULTKEEPER_HOME names.',
  )
}
