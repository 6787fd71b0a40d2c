import { fail } from '../problem-error.ts'
import type { FoundMachine } from './look-for-machines.ts'
import type { UnfinishedComeback } from './unfinished-comeback.ts'

/** What a person says of the machine. */
type Wish = { readonly host?: string | undefined; readonly takeOver: boolean; readonly mendPlace: boolean }

/**
 * The machine that is to come back, or a problem that says what has to be said first: which of several, that it is gone although it was at work a moment ago, that its
 * repository is elsewhere now. Pure.
 * @param before what was cut off: it goes on, and nothing else
 * @param repository the id of the one that was opened
 */
export function chooseMachine(
  machines: readonly FoundMachine[],
  before: UnfinishedComeback | undefined,
  repository: string,
  { host = before?.host, takeOver, mendPlace }: Wish,
): FoundMachine {
  if (before !== undefined && (before.repository !== repository || before.host !== host))
    return fail(
      'comeback-other',
      `Another machine was on its way back here, and was cut off: ${before.host}, from ${before.from}.`,
      'Say that one again to bring it to its end; or bring this one back into a new folder that VAULTKEEPER_HOME names.',
    )
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
