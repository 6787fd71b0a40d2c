import type { Verdict } from '../../contract/verdict.ts'
import type { Core, RunHost } from '../core.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import type { JobOutcome } from '../jobs/jobs.ts'
import { rebuild } from '../moments/rebuild.ts'
import type { RestoreRequest } from '../runs/restore-run.ts'
import { nameOfVault } from '../vaults.ts'
import { holdsSomething } from './described-machine.ts'
import { restoreCommands } from './restore-commands.ts'
import { statesOfVault } from './states-of-vault.ts'
import { type BegunVault, rememberComeback, type UnfinishedComeback, unfinishedComeback } from './unfinished-comeback.ts'

/**
 * Restores vaults, each to where the configuration says it is: the newest state that holds all of it, and what plans took of it since laid over that; parts alone
 * where no plan takes all of it. What is there already is left alone, but for what an earlier try of this very return has begun to write: that goes on, with the states that were chosen then.
 * Whoever asked for a vault that is not restored is warned.
 */
export async function restoreVaults(
  core: Core,
  repository: string,
  vaults: readonly string[],
  host: RunHost,
): Promise<JobOutcome & { readonly verdict: Verdict }> {
  const runs: JobOutcome['runs'][number][] = []
  const remarks: string[] = []
  const verdicts: Verdict[] = []
  for (const vault of vaults) {
    const { path: target, name = nameOfVault(core, vault) } = core.settings.configuration?.vaults[vault] ?? {}
    const unfinished = unfinishedComeback(core)
    const begun = unfinished?.begun.find((one) => one.vault === vault)
    const notRestored = (why: string) => {
      remarks.push(`${name} was ${why}`)
      // What an earlier try has brought back is there as it was asked for.
      if (!unfinished?.whole?.includes(vault)) verdicts.push('warnings')
    }
    const states = statesOfVault(core, repository, vault, begun?.states ?? [])
    if (target === undefined) notRestored('not restored: the configuration does not say where it belongs.')
    else if (states.length === 0) notRestored('not restored: there is no snapshot of it in this repository.')
    else if (holdsSomething(target) && begun === undefined)
      notRestored(
        `left as it is, for ${target} holds something already. To restore it all the same: ${restoreCommands(core, repository, vault, target)}`,
      )
    else if (!host.signal.aborted) {
      noteBegun(core, { vault, states })
      const done = await rebuild(core, requestsOf(states, repository, target), host)
      runs.push(...done.runs)
      remarks.push(...(done.remarks ?? []))
      verdicts.push(...done.runs.map(({ verdict }) => verdict), ...(done.verdict === undefined ? [] : [done.verdict]))
      // What a person does with it from now on is not undone, whatever becomes of the others.
      if (done.runs.length === states.length && done.runs.every(({ verdict }) => verdict === 'done' || verdict === 'warnings'))
        noteEnded(core, vault)
    }
  }
  return { runs, remarks, verdict: gravestVerdict(['done', ...verdicts]) }
}

function requestsOf(states: readonly string[], repository: string, target: string): RestoreRequest[] {
  return states.map((reference, at) => ({
    reference,
    vault: undefined,
    repository,
    target,
    // By the time of snapshots, not of files: one that was put back to how it was long ago is older than what it replaced.
    overwrite: 'if-changed',
    verify: true,
    // What a later part is laid over was written a moment ago.
    ...(at === 0 ? {} : { undo: false }),
  }))
}

function noteBegun(core: Core, begun: BegunVault): void {
  const unfinished = unfinishedComeback(core)
  if (unfinished !== undefined) rememberComeback(core, { ...unfinished, begun: [...others(unfinished, begun.vault), begun] })
}

/** All of it is there. */
function noteEnded(core: Core, vault: string): void {
  const unfinished = unfinishedComeback(core)
  if (unfinished !== undefined)
    rememberComeback(core, { ...unfinished, begun: others(unfinished, vault), whole: [...(unfinished.whole ?? []), vault] })
}

function others({ begun }: UnfinishedComeback, vault: string): BegunVault[] {
  return begun.filter((one) => one.vault !== vault)
}
