import { basename, join, posix } from 'node:path'
import type { Problem } from '../../../contract/problem.ts'
import type { Core, RunHost } from '../../core.ts'
import { sayBytes } from '../../health/say-when.ts'
import { ProblemError } from '../../problem-error.ts'
import { openRepository } from '../../repositories/open-repository.ts'
import { clearPrivileges } from '../../restore/clear-privileges.ts'
import { freeBytes } from '../../restore/look-at-target.ts'
import { planRestore } from '../../restore/plan-restore.ts'
import { refusalOf } from '../../restore/refuse-plan.ts'
import { writeWithRestic } from '../../restore/write-with-restic.ts'
import { CancelledError } from '../../runs/record-run.ts'
import { knownSnapshots } from '../../state/queries.ts'
import type { LayerToRestore } from './backup-of-agent.ts'
import { layOver } from './lay-over.ts'
import { openTree, type RestoredTree } from './restored-tree.ts'
import { unsavedOf } from './unsaved-of.ts'

/** A layer that could not be restored. `empty`: its snapshot holds nothing of the folder. */
export class LayerFailed extends Error {
  override readonly name = 'LayerFailed'
  readonly layer: LayerToRestore
  readonly problem: Problem
  readonly empty: boolean

  constructor(layer: LayerToRestore, problem: Problem) {
    super(problem.sentence)
    this.layer = layer
    this.problem = problem
    this.empty = problem.code === 'nothing-restored'
  }
}

/** An agent's folder as its backup has it. `used`: the layers that hold something of it; `warnings`: what is not as it was, in sentences. */
export type Composed = { readonly tree: RestoredTree; readonly used: readonly LayerToRestore[]; readonly warnings: readonly string[] }

/**
 * Puts an agent's folder together in a staging folder: each layer is restored by itself, and read back by restic; then the newer are laid over the older. As in any restore no FIFO,
 * device or setuid bit comes back, no link is followed, and hostile names are refused. Throws {@link LayerFailed}, or a problem of the disk.
 */
export async function composeBackup(
  core: Core,
  layers: readonly LayerToRestore[],
  { agent, staging }: { readonly agent: string; readonly staging: string },
  host: RunHost,
): Promise<Composed> {
  const warnings: string[] = []
  const used: LayerToRestore[] = []
  let whole: RestoredTree | undefined
  for (const [index, layer] of layers.entries()) {
    if (host.signal.aborted) throw new CancelledError()
    const label = layer.label ?? layer.snapshot.slice(0, 8)
    host.onProgress({ step: 'note', text: `${agent}: restoring ${label} from "${layer.repository}"` })
    const root = await restoreLayer(core, layer, { agent, target: join(staging, String(index)) }, warnings, host).catch(
      (error: unknown) => {
        // A newer part without anything of this folder has nothing to say of it.
        if (error instanceof LayerFailed && error.empty && whole !== undefined) return undefined
        throw error
      },
    )
    if (root === undefined) continue
    used.push(layer)
    const part = await openTree(Buffer.from(root).toString('latin1'))
    const unsaved = unsavedOf(core, layer)
    if (unsaved.length > 0) warnings.push(notInIt(layer, unsaved, whole !== undefined))
    if (whole === undefined) whole = part
    else await layOver(whole, part, layer, unsaved.length === 0)
  }
  if (whole === undefined) throw new TypeError('a backup has layers')
  return { tree: whole, used, warnings }
}

async function restoreLayer(
  core: Core,
  layer: LayerToRestore,
  { agent, target }: { readonly agent: string; readonly target: string },
  warnings: string[],
  host: RunHost,
): Promise<string> {
  const { repository, snapshot: id, within } = layer
  try {
    const opened = await openRepository(core, repository, 'read', host)
    const snapshot = knownSnapshots(core.state.database, repository).find((one) => one.id === id)
    if (snapshot === undefined) throw new TypeError('a layer is in the ledger')
    const plan = await planRestore(
      core,
      opened,
      {
        name: id.slice(0, 8),
        snapshot,
        scope: within === '' ? null : [{ path: within, at: posix.basename(within) }],
        target: { path: target, leadsFrom: undefined, empty: true },
        policy: undefined,
        special: false,
        stamp: '',
        mayProbe: true,
      },
      host,
    )
    const refusal = refusalOf(plan)
    if (refusal !== undefined) throw new ProblemError(refusal)
    const { leftOut, unprivileged } = plan.preview
    const writing = { calls: plan.calls, target, overwrite: undefined, verify: true, onlyOurs: plan.preview.foreignOwners === 0 }
    const written = await writeWithRestic(opened, writing, host)
    const still = clearPrivileges(target, plan.unprivileged)
    if ('problem' in written) throw new ProblemError(written.problem)
    warnings.push(
      ...still.map((path) => `Its setuid and setgid bits could not be taken away: ${path}`),
      ...leftOut.first.map(({ path, why }) => `Not brought back: ${path} (${why})`),
      ...unprivileged.first.map((path) => `Brought back without its setuid and setgid bits: ${path}`),
    )
    return within === '' ? target : join(target, basename(within))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { problem } = error
    if (problem.code === 'target-no-space') throw new ProblemError(noRoom(agent, target), error)
    throw new LayerFailed(layer, problem)
  }
}

/** What a backup could not read is not in it. */
function notInIt({ time }: LayerToRestore, unsaved: readonly string[], isPart: boolean): string {
  const first = unsaved.slice(0, 3).join(', ')
  const which = unsaved.length > 3 ? `${first} and ${unsaved.length - 3} more` : first
  const instead = isPart ? ' What an older backup has of its folders was taken as well, also what may have been deleted since.' : ''
  return `When the backup of ${time} was made, this could not be read and is not in it: ${which}.${instead}`
}

function noRoom(agent: string, target: string): Problem {
  return {
    code: 'agent-no-room',
    sentence: `There is not enough room to put the backup of ${agent} together beside its folder: ${sayBytes(freeBytes(target))} are free there. Nothing in its folder was changed.`,
    remedy: 'Free some space on that disk, and bring it back again.',
  }
}
