import type { AgentBackup, BackupLayer } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { entryAt } from '../../index/list-folder.ts'
import { openIndex } from '../../index/open-index.ts'
import { ProblemError } from '../../problem-error.ts'
import { includedOf } from '../../runs/plan-run.ts'
import { patternSet } from '../../selection/match-pattern.ts'
import { toBytes } from '../../selection/parse-pattern.ts'
import type { KnownSnapshot } from '../../state/queries.ts'
import type { Agent } from '../agent-named.ts'
import { type Candidate, chooseLayers, type Takes, timeOf } from './choose-layers.ts'
import { type Lane, lanesOf } from './lanes.ts'
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
  const lanes = lanesFor(core, vaults, without)
  const isAnyGood = lanes.some(({ lane }) => lane.good.some((one) => !without.snapshots.has(one.id)))
  const { layers, base } = chooseLayers(lanes.flatMap((one) => newestOf(core, one, isAnyGood ? 'good' : 'all', without)))
  const newest = layers.at(-1)
  if (newest === undefined) {
    const names = vaults.map(({ name }) => `"${name}"`).join(' and ')
    return { noBackup: `Of ${names}, which its folder is in, nothing is backed up that holds it.` }
  }
  const passedOver = isAnyGood ? newestDoubtful(lanes, timeOf(newest)) : undefined
  return {
    repository: newest.snapshot.repository,
    newest: newest.snapshot.time,
    layers: layers.map((one) => toLayer(one, vaults, one === base)),
    incomplete: whyIncomplete(layers, base, !isAnyGood),
    passedOver:
      passedOver === undefined
        ? null
        : `The backup of ${passedOver} is not used, for its changes were unusual, and nobody has said yet whether they were wanted.`,
  }
}

/** A lane that takes something of an agent's folder. */
type LaneFor = { readonly lane: Lane; readonly within: string; readonly takes: Takes }

function lanesFor(core: Core, vaults: readonly HoldingVault[], without: Without): LaneFor[] {
  const lanes = lanesOf(core).filter(({ repository }) => !without.repositories.has(repository))
  return vaults.flatMap(({ id, within }) =>
    lanes
      .filter(({ vault }) => vault === id)
      .flatMap((lane) => {
        const takes = takesOf(core, lane.plan, id, within)
        return takes === 'nothing' ? [] : [{ lane, within, takes }]
      }),
  )
}

/** So many of a lane are looked for in the index. */
const mostLooked = 10

/** The newest of a lane, but for those of which the index knows that they hold nothing of the folder: it was not there then, or their patterns are about others. */
function newestOf(core: Core, { lane, within, takes }: LaneFor, which: 'good' | 'all', without: Without): Candidate[] {
  const usable = lane[which].filter(({ id }) => !without.snapshots.has(id)).slice(0, mostLooked)
  const snapshot = usable.find((one) => mayHold(core, one, within))
  return snapshot === undefined ? [] : [{ snapshot, vault: lane.vault, within, takes, place: lane.place }]
}

/** When the newest was taken that is newer, and in doubt. */
function newestDoubtful(lanes: readonly LaneFor[], than: number): string | undefined {
  return (
    lanes
      // The good ones are in the same order: where the two part is the newest of the others.
      .flatMap(({ lane: { all, good } }) => all.find((one, at) => one !== good[at]) ?? [])
      .map(({ time }) => time)
      .filter((time) => Date.parse(time) > than)
      .toSorted((one, other) => Date.parse(other) - Date.parse(one))[0]
  )
}

function mayHold(core: Core, snapshot: KnownSnapshot, within: string): boolean {
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
