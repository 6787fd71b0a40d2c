import type { AgentBackup, BackupLayer } from '../../../contract/procedures/agents.ts'
import { goodBy, undoubted } from '../../anomalies/last-good.ts'
import type { Core } from '../../core.ts'
import { entryAt } from '../../index/list-folder.ts'
import { openIndex } from '../../index/open-index.ts'
import { ProblemError } from '../../problem-error.ts'
import { placeOfRepository, seenRepositories } from '../../repositories/repository-place.ts'
import { includedOf } from '../../runs/plan-run.ts'
import { patternSet } from '../../selection/match-pattern.ts'
import { toBytes } from '../../selection/parse-pattern.ts'
import { type KnownSnapshot, knownRepository, knownSnapshots } from '../../state/queries.ts'
import type { Agent } from '../agent-named.ts'
import { type Candidate, chooseLayers, type Layers, type Takes, timeOf } from './choose-layers.ts'
import { type HoldingVault, vaultsOfAgent } from './place-of-agent.ts'

/** What an agent would be brought back from, or why there is nothing, in a sentence. */
export type BackupOfAgent = { readonly backup: AgentBackup } | { readonly noBackup: string }

/** Repositories and snapshots that were found to be of no use just now. */
export type Without = { readonly repositories: ReadonlySet<string>; readonly snapshots: ReadonlySet<string> }

const nothing: Without = { repositories: new Set(), snapshots: new Set() }

/** The layers of a backup as they are restored: where each lies in its vault. */
export type LayerToRestore = BackupLayer & { readonly within: string; readonly vault: string; readonly exclude: readonly string[] }

/**
 * What an agent's folder would be brought back from, by the records alone: the newest good snapshot that holds all of it, and over that the newest of each plan that takes a part, where
 * that is newer; whichever repositories they lie in, those of this machine first where several hold the same.
 */
export function backupOfAgent(core: Core, agent: Agent, without: Without = nothing): BackupOfAgent {
  const found = layersOfAgent(core, agent, without)
  return 'noBackup' in found ? found : { backup: withoutPlaces(found) }
}

type FoundLayers = Omit<AgentBackup, 'layers'> & { readonly layers: LayerToRestore[] }

/** What a backup is to others: without where its layers lie in their vaults. */
export function withoutPlaces({ layers, ...backup }: FoundLayers): AgentBackup {
  return { ...backup, layers: layers.map(({ within: _within, vault: _vault, exclude: _exclude, ...layer }) => layer) }
}

/** The same, with what is needed to restore it. */
export function layersOfAgent(core: Core, agent: Agent, without: Without = nothing): FoundLayers | { readonly noBackup: string } {
  const vaults = vaultsOfAgent(core, agent)
  if (vaults.length === 0) return { noBackup: `Its folder ${agent.path} is in no vault that was ever backed up.` }
  const all = candidatesOf(core, vaults, without)
  const good = all.filter(({ isGood }) => isGood)
  const { layers, base } = chooseHolding(core, good.length > 0 ? good : all)
  const newest = layers.at(-1)
  if (newest === undefined) {
    const names = vaults.map(({ name }) => `"${name}"`).join(' and ')
    return { noBackup: `Of ${names}, which its folder is in, nothing is backed up that holds it.` }
  }
  const passedOver = all
    .filter((one) => !one.isGood && timeOf(one) > timeOf(newest))
    .toSorted((one, other) => timeOf(other) - timeOf(one))[0]
  return {
    repository: newest.snapshot.repository,
    newest: newest.snapshot.time,
    layers: layers.map((one) => toLayer(one, vaults, one === base)),
    incomplete: whyIncomplete(layers, base, good.length === 0),
    passedOver:
      good.length === 0 || passedOver === undefined
        ? null
        : `The backup of ${passedOver.snapshot.time} is not used, for its changes were unusual, and nobody has said yet whether they were wanted.`,
  }
}

/** As chooseLayers, without those of which the index knows that they hold nothing of the folder: it was not there then, or their patterns are about others. */
function chooseHolding(core: Core, candidates: readonly Judged[]): Layers {
  let left = candidates
  for (;;) {
    const chosen = chooseLayers(left)
    const idle = new Set(chosen.layers.filter((one) => !mayHold(core, one)).map(({ snapshot }) => snapshot))
    if (idle.size === 0) return chosen
    left = left.filter(({ snapshot }) => !idle.has(snapshot))
  }
}

function mayHold(core: Core, { snapshot, within }: Candidate): boolean {
  if (within === '') return true
  const index = openIndex(core, snapshot.repository)
  if (index === undefined) return true
  try {
    return entryAt(index, snapshot.id, within) !== undefined
  } catch (error) {
    // Not indexed yet: it shows when it is restored.
    if (error instanceof ProblemError) return true
    throw error
  } finally {
    index.close()
  }
}

type Judged = Candidate & { readonly isGood: boolean }

function candidatesOf(core: Core, vaults: readonly HoldingVault[], without: Without): Judged[] {
  const { database } = core.state
  return seenRepositories(core)
    .filter((repository) => !without.repositories.has(repository))
    .flatMap((repository, index) => {
      const by = goodBy(core, repository)
      const place = index + (isRemote(core, repository) ? 1_000 : 0)
      const there = knownSnapshots(database, repository).filter((one) => isThere(one) && !without.snapshots.has(one.id))
      return vaults.flatMap(({ id, within }) => {
        const good = new Set(undoubted(by, id).map((one) => one.id))
        return there
          .filter(({ vault }) => vault === id)
          .flatMap((snapshot) => {
            const takes = takesOf(core, snapshot.plan, id, within)
            return takes === 'nothing' ? [] : [{ snapshot, vault: id, within, takes, place, isGood: good.has(snapshot.id) }]
          })
      })
    })
}

/** One without any file is of a folder that had been emptied: there is nothing to bring back from it. */
function isThere({ vanished, removed, removing, safety, machine, files }: KnownSnapshot): boolean {
  return vanished === null && removed === null && removing === null && safety === null && machine === null && files !== 0
}

function isRemote(core: Core, repository: string): boolean {
  return placeOfRepository(core, repository, knownRepository(core.state.database, repository)).remote
}

/** How much a plan takes of a folder in a vault, by the configuration in force. What is backed up by hand is all of it. */
function takesOf({ settings }: Core, name: string | null, vault: string, within: string): Takes | 'nothing' {
  if (name === null) return 'all'
  const plan = settings.configuration?.plans[name]
  if (!plan?.sources.some((source) => source.vault === vault)) return 'unknown'
  const patterns = includedOf(plan, vault)
  if (patterns === null || patternSet(patterns).matches(toBytes(within))) return 'all'
  return within === '' || patternSet(patterns).mayMatchBelow(toBytes(within)) ? { patterns } : 'nothing'
}

function toLayer({ snapshot, vault, within, takes }: Candidate, vaults: readonly HoldingVault[], whole: boolean): LayerToRestore {
  const { id, repository, label, plan, time, files, bytes } = snapshot
  return {
    repository,
    snapshot: id,
    label,
    plan,
    time,
    how: whole ? 'whole' : 'part',
    patterns: typeof takes === 'object' ? [...takes.patterns] : [],
    files: within === '' ? files : null,
    bytes: within === '' ? bytes : null,
    within,
    vault,
    exclude: vaults.find(({ id: of }) => of === vault)?.exclude ?? [],
  }
}

function whyIncomplete(layers: readonly Candidate[], base: Candidate | undefined, doubtful: boolean): string | null {
  if (base === undefined) {
    const patterns = [...new Set(layers.flatMap(({ takes }) => (typeof takes === 'object' ? takes.patterns : [])))]
    return `Only a part of it is backed up (${patterns.slice(0, 5).join(', ')}): whatever else was in its folder would come from the disk, or be missing.`
  }
  if (base.takes === 'unknown')
    return `The plan "${base.snapshot.plan}" that took its backup is configured no more, so nobody can say whether that holds all of it.`
  return doubtful ? 'There is no backup of it but such with unusual changes, of which nobody has said yet whether they were wanted.' : null
}
