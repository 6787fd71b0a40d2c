import type { Core, RunHost } from '../core.ts'
import { readOwner } from '../home/lock.ts'
import { ProblemError } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { placeOfRepository, repositoryLock, seenRepositories } from '../repositories/repository-place.ts'
import { ledgerIsAll } from '../runs/list-snapshots.ts'
import { knownRepository } from '../state/queries.ts'
import { isTimeToLook } from './look-in-turn.ts'
import { otherMachines, unlookedRepositories } from './other-machines.ts'

/** Looks into repositories for what other machines did there, now and then. */
export type MachinesFollower = {
  /** Looks into those whose time has come, one after the other; what fails is logged, and tried again in its turn. */
  readonly look: () => Promise<void>
  /** Resolves once none goes on. */
  readonly idle: () => Promise<void>
}

/**
 * Follows other machines without backups of ours that would meet their snapshots. It is no run: nothing is written but records of what was seen.
 * @param host ends a look
 */
export function followMachines(core: Core, host: RunHost): MachinesFollower {
  const started = core.ports.clock.monotonic()
  const tried = new Map<string, number>()
  let looking: Promise<void> | undefined
  const lookAll = async () => {
    for (const { name, remote } of placesToLookInto(core, tried, started)) {
      if (host.signal.aborted) return
      if (remote && !(await mayAsk(core))) continue
      tried.set(name, core.ports.clock.monotonic())
      await lookIntoRepository(core, name, remote, host).catch((error: unknown) => {
        // A plan that writes there tells it by itself; nobody is told of a machine that could not be looked for.
        if (!host.signal.aborted)
          core.ports.log(core.redactor.redact(`machines in ${name}: ${error instanceof Error ? error.message : String(error)}`))
      })
    }
  }
  return {
    look: () => {
      looking ??= lookAll().finally(() => {
        looking = undefined
      })
      return looking
    },
    idle: async () => looking,
  }
}

function placesToLookInto(
  core: Core,
  tried: ReadonlyMap<string, number>,
  started: number,
): { readonly name: string; readonly remote: boolean }[] {
  const [overdue, shared] = [new Set(unlookedRepositories(core)), new Set(otherMachines(core).flatMap(({ repositories }) => repositories))]
  const now = core.ports.clock.monotonic()
  return seenRepositories(core).flatMap((name) => {
    const known = knownRepository(core.state.database, name)
    if (!known?.id || core.settings.configuration?.repositories[name]?.enabled === false) return []
    // Whoever works there meets what is new by himself.
    if (readOwner(core.home.locks, repositoryLock(name)) !== undefined) return []
    const remote = isRemote(core, name)
    const about = { remote, overdue: overdue.has(name), shared: shared.has(name) }
    return isTimeToLook(about, tried.get(name), started, now) ? [{ name, remote }] : []
  })
}

function isRemote(core: Core, name: string): boolean {
  try {
    return placeOfRepository(core, name, knownRepository(core.state.database, name)).remote
  } catch (error) {
    // What is wrong with its settings is told by whoever wants to write there.
    if (error instanceof ProblemError) return true
    throw error
  }
}

/** Not over a connection that is paid for by what goes over it, and not where there is none. */
async function mayAsk(core: Core): Promise<boolean> {
  const { online, metered } = await core.ports.machine.network()
  return online && metered !== true
}

/** Takes note of what other machines did in a repository. Of a folder the names of its files tell whether restic has to be asked at all. Throws problems. */
export async function lookIntoRepository(core: Core, name: string, remote: boolean, host: RunHost): Promise<void> {
  await core.state.catchUp()
  if (!remote) {
    const known = knownRepository(core.state.database, name)
    if (lookAtPlace(placeOfRepository(core, name, known).location) !== 'repository') return
    if (ledgerIsAll(core, name)) {
      if (unlookedRepositories(core).includes(name)) await core.record({ event: 'machines.looked', repository: name })
      return
    }
  }
  const { openRepository } = await import('../repositories/open-repository.ts')
  const { seeSnapshots } = await import('../runs/see-snapshots.ts')
  await seeSnapshots(core, await openRepository(core, name, 'read', host), host)
}
