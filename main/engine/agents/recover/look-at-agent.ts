import { lstatSync } from 'node:fs'
import type { AgentPlan } from '../../../contract/procedures/agents.ts'
import type { Core, RunHost } from '../../core.ts'
import { ProblemError } from '../../problem-error.ts'
import { TargetPlaces } from '../../restore/target-places.ts'
import { nanoseconds } from '../../restore/two-sides.ts'
import { pathBytes, shownPath } from '../../verify/walk-source.ts'
import type { Agent } from '../agent-named.ts'
import { findProcesses } from '../process/find-processes.ts'
import { layersOfAgent, withoutPlaces } from './backup-of-agent.ts'
import { type ListedEntry, listBackup } from './listed-backup.ts'
import { noBackup } from './no-backup.ts'
import { folderOfAgent, foreignIn } from './place-of-agent.ts'
import { isPreserved } from './plan-replacement.ts'
import { surveyFolder } from './survey-folder.ts'

const mostExamples = 10
const mostEmpty = 10

type Counted = Pick<AgentPlan, 'added' | 'replaced' | 'same' | 'stay' | 'preserved' | 'examples' | 'bytes'>

/**
 * Looks what bringing an agent back would do, by names, sizes and times: what has kept both is taken for the same. Writes nothing. What keeps it from being brought back is its `problem`;
 * it throws nothing but what nobody expects.
 */
export async function planAgent(core: Core, agent: Agent, because: AgentPlan['because'], host: RunHost): Promise<AgentPlan> {
  const running = (await findProcesses(core, agent)).map(({ pid }) => pid)
  const plan: AgentPlan = {
    agent: agent.name,
    because,
    path: agent.path,
    backup: null,
    added: 0,
    replaced: 0,
    same: 0,
    stay: 0,
    preserved: 0,
    examples: { replaced: [], preserved: [] },
    bytes: 0,
    running,
    start: [...agent.start],
    problem: null,
  }
  try {
    const { path } = folderOfAgent(core, agent)
    const { backup, entries } = await readable(core, agent, host)
    return { ...plan, path, backup, ...(await count(core, agent, path, entries)) }
  } catch (error) {
    if (error instanceof ProblemError) return { ...plan, problem: error.problem }
    throw error
  }
}

/** The backup that can be read just now. */
async function readable(
  core: Core,
  agent: Agent,
  host: RunHost,
): Promise<{ backup: AgentPlan['backup']; entries: ReadonlyMap<string, ListedEntry> }> {
  const without = { repositories: new Set<string>(), snapshots: new Set<string>() }
  let first: ProblemError | undefined
  for (;;) {
    const found = layersOfAgent(core, agent, without)
    if ('noBackup' in found) throw first ?? noBackup(agent, found.noBackup)
    try {
      const { entries, used } = await listBackup(core, found.layers, host)
      const [base] = found.layers
      if (entries.size > 0) return { backup: withoutPlaces({ ...found, layers: used }), entries }
      if (base === undefined || without.snapshots.size >= mostEmpty) noBackup(agent, 'Its last backups hold nothing of its folder.')
      without.snapshots.add(base.snapshot)
    } catch (error) {
      if (!(error instanceof ProblemError) || host.signal.aborted) throw error
      first ??= error
      for (const { repository } of found.layers) without.repositories.add(repository)
    }
  }
}

async function count(core: Core, agent: Agent, path: string, entries: ReadonlyMap<string, ListedEntry>): Promise<Counted> {
  const staying = { preserve: agent.preserve, foreign: foreignIn(core, agent, path) }
  const places = new TargetPlaces(path)
  const counted = { added: 0, replaced: 0, same: 0, bytes: 0 }
  const examples = { replaced: [] as string[], preserved: [] as string[] }
  const isForeign = (place: string) => staying.foreign.some((one) => place === one || place.startsWith(`${one}/`))
  for (const [shown, entry] of entries) {
    if (entry.type === 'dir') continue
    if (isForeign(Buffer.from(shown).toString('latin1'))) continue
    counted.bytes += entry.size
    const [there] = places.find(shown)
    const stats = there === undefined ? undefined : lstatSync(pathBytes(places.at(there)), { bigint: true, throwIfNoEntry: false })
    if (there === undefined || stats === undefined) counted.added += 1
    else if (isPreserved(staying, there)) continue
    else if (stats.mtimeNs === nanoseconds(entry.mtime) && (stats.isSymbolicLink() ? entry.type === 'symlink' : isSameFile(stats, entry)))
      counted.same += 1
    else {
      counted.replaced += 1
      if (examples.replaced.length < mostExamples) examples.replaced.push(shown)
    }
  }
  const surveyed = await surveyFolder(Buffer.from(path).toString('latin1'), staying)
  examples.preserved.push(...surveyed.preserved.slice(0, mostExamples).map(shownPath))
  const stay = surveyed.entries.filter((one) => !one.endsWith('/') && !entries.has(shownPath(one))).length
  return { ...counted, stay, preserved: surveyed.preserved.length, examples }
}

function isSameFile(stats: { readonly size: bigint; isFile: () => boolean }, { type, size }: ListedEntry): boolean {
  return type === 'file' && stats.isFile() && Number(stats.size) === size
}
