import { processStart } from '../../home/process-identity.ts'
import { fail, ProblemError, systemCode } from '../../problem-error.ts'
import { layersOfAgent } from './backup-of-agent.ts'
import { composeBackup, LayerFailed } from './compose-backup.ts'
import { atWork, type Journal, writeJournal } from './journal.ts'
import { noBackup } from './no-backup.ts'
import type { Recovering } from './recovering.ts'
import type { RestoredTree } from './restored-tree.ts'
import { settleJournal } from './settle-recoveries.ts'
import { makeStaging, stagingFor } from './staging-beside.ts'

/** An agent's backup, composed beside its folder. `settle` removes what is beside it, as far as nothing has to be done there any more. */
export type Staged = {
  readonly tree: RestoredTree
  readonly repository: string
  readonly snapshots: string[]
  readonly journal: Journal
  readonly settle: () => Promise<void>
}

/** So many snapshots are looked into that turn out to hold nothing of the folder. */
const mostEmpty = 10

type Found = Exclude<ReturnType<typeof layersOfAgent>, { readonly noBackup: string }>

/**
 * Composes an agent's backup beside its folder. Where a repository cannot be read, what the others hold is taken; where a snapshot holds nothing of the folder, an earlier one. Throws a
 * problem where there is none, or where not all would be there and nobody has said that this will do.
 * @param folder real path
 */
export async function stageBackup(recovering: Recovering, folder: string): Promise<Staged> {
  const { core, agent, request, warnings } = recovering
  const without = { repositories: new Set<string>(), snapshots: new Set<string>() }
  let first: ProblemError | undefined
  for (;;) {
    const found = layersOfAgent(core, agent, without)
    if ('noBackup' in found) throw first ?? noBackup(agent, found.noBackup)
    if (found.incomplete !== null && !request.incomplete) throw first ?? incomplete(agent.name, found.incomplete)
    const staged = await stageLayers(recovering, folder, found)
    if (!(staged instanceof LayerFailed)) return staged
    const { layer, problem, empty } = staged
    if (empty && without.snapshots.size >= mostEmpty) throw first ?? noBackup(agent, 'Its last backups hold nothing of its folder.')
    if (empty) without.snapshots.add(layer.snapshot)
    else {
      first ??= new ProblemError(problem, staged)
      without.repositories.add(layer.repository)
    }
    warnings.push(
      empty
        ? `The backup of ${layer.time} holds nothing of ${agent.name}, so an earlier one was taken.`
        : `What "${layer.repository}" holds was not used: ${problem.sentence}`,
    )
  }
}

async function stageLayers(recovering: Recovering, folder: string, found: Found): Promise<Staged | LayerFailed> {
  const { core, agent, host, warnings } = recovering
  const { layers } = found
  const journal = journalOf(recovering, folder, [...new Set(layers.map((layer) => layer.repository))])
  const settle = async () => {
    // What cannot be removed now is when somebody looks the next time.
    await settleJournal(core, journal).catch((error: unknown) => core.ports.log(core.redactor.redact(`recovery: ${String(error)}`)))
    atWork.delete(journal.run)
  }
  try {
    atWork.add(journal.run)
    begin(recovering, journal)
    const { tree, used, warnings: more } = await composeBackup(core, layers, { agent: agent.name, staging: journal.staging }, host)
    warnings.push(...[found.incomplete, found.passedOver].filter((one) => one !== null), ...more)
    const repository = used.at(-1)?.repository ?? found.repository
    return { tree, repository, snapshots: used.map(({ snapshot }) => snapshot), journal, settle }
  } catch (error) {
    await settle()
    if (error instanceof LayerFailed) return error
    throw error
  }
}

function journalOf({ agent, request, run }: Recovering, folder: string, repositories: readonly string[]): Journal {
  return {
    run,
    recovery: request.recovery,
    agent: agent.name,
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
    phase: 'composing',
    folder,
    ...stagingFor(folder, run),
    repositories,
    replacement: null,
  }
}

function begin({ core, agent }: Recovering, journal: Journal): void {
  writeJournal(core.home, journal)
  try {
    makeStaging(journal.staging, journal.made)
  } catch (error) {
    fail(
      systemCode(error) === 'ENOSPC' ? 'agent-no-room' : 'agent-folder-not-writable',
      `No folder could be made beside that of ${agent.name} to put its backup together in (${systemCode(error) || String(error)}).`,
      'See to the disk and to the rights of the folder above, then bring it back again.',
    )
  }
}

function incomplete(agent: string, why: string): never {
  return fail(
    'agent-incomplete',
    `${agent} was not brought back, for it would not be complete. ${why}`,
    `To bring it back all the same: vaultkeeper recover ${agent} --incomplete`,
  )
}
