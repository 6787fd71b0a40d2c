import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { comesToTheSame } from '../restore/begin-restore.ts'
import { begunRestores, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import type { EndedRun } from './record-run.ts'
import { closeInterruptedRuns } from './recover.ts'
import { type RestoreResult, restore } from './restore-run.ts'
import { undo } from './undo-run.ts'

/**
 * Finishes a restore that was cut off, as it was asked for then. One whose policy goes by what is there (never, if-newer, keep-both) is taken back first,
 * for half of it is there by now. Either way taking it back afterwards leads to what was there before the first of them.
 * @param named its run, or the beginning of its id
 */
export async function finishRestore(
  core: Core,
  named: string,
  how: { readonly verify: boolean; readonly special?: boolean | undefined },
  host: RunHost,
): Promise<EndedRun<RestoreResult>> {
  await closeInterruptedRuns(core)
  const cutOff = unfinishedNamed(core, named)
  if (!comesToTheSame(cutOff.policy)) {
    const back = await undo(core, cutOff.run, host)
    if (back.verdict !== 'done' && back.verdict !== 'warnings')
      fail(
        'not-finished',
        `What that restore had written could not be taken back first: ${back.problem?.sentence ?? back.verdict}`,
        back.problem?.remedy ?? 'Try again.',
      )
  }
  const { snapshot, parts, target, repository, policy } = cutOff
  const [reference = snapshot, ...more] = parts.map(({ from }) => (from === '' ? snapshot : `${snapshot}:${from}`))
  const asItWas = parts.every(({ from, to }) => from === to)
  const overwrite = policy as OverwritePolicy
  return restore(core, { reference, more, vault: undefined, repository, target, asItWas, overwrite, ...how }, host)
}

function unfinishedNamed(core: Core, named: string): KnownRestore {
  const [found, second] = begunRestores(core.state.database).filter(({ run }) => run.startsWith(named))
  if (found === undefined)
    return fail('restore-unknown', `No restore "${named}" was cut off.`, 'See whether one was with: vaultkeeper status')
  if (second !== undefined && found.run !== named)
    return fail('restore-ambiguous', `"${named}" is the beginning of several restores.`, 'Write more of it: vaultkeeper undo --list')
  if (found.kind === 'undo' && isUnfinished(found))
    return fail('not-a-restore', 'That was an undo.', `Finish it with: vaultkeeper undo ${found.undoes ?? ''}`)
  if (!isUnfinished(found)) return fail('nothing-to-finish', 'That restore was not cut off, or was finished since.', 'Nothing to do.')
  return found
}
