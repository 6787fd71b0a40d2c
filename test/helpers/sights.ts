import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { agentNamed } from '../../main/engine/agents/agent-named.ts'
import { escalate } from '../../main/engine/agents/escalate/escalate.ts'
import { holdAgent } from '../../main/engine/agents/watch/hold-agent.ts'
import { runPlanNow } from '../../main/engine/daemon/execute-job.ts'
import { latestRuns } from '../../main/engine/state/queries.ts'
import { agentSettings, makeAgent } from './agent-programs.ts'
import { serveSample } from './sample/sample-home.ts'
import { type ServedHome, serveHome } from './served-home.ts'
import { testHost } from './temporary-home.ts'

/** In what a page is looked at: a month in which all went well in the end, one with open troubles, agents in every state, and a home in which nothing has happened yet. */
export type Setting = 'month' | 'troubles' | 'agents' | 'empty'

/** One page in one state. */
export type Sight = { readonly name: string; readonly setting: Setting; readonly route: (home: ServedHome) => string }

const runOf = (home: ServedHome, kind: string, verdict: string) => {
  const run = latestRuns(home.core.state.database, 1_000).find((one) => one.kind === kind && one.verdict === verdict)
  if (run === undefined) throw new Error(`The sample has no ${kind} that is ${verdict}`)
  return run
}

const newestNotes = (home: ServedHome) =>
  latestRuns(home.core.state.database, 1_000).find((one) => one.plan === 'morning' && one.verdict === 'done')?.snapshot ?? ''

const chapter = encodeURIComponent('Projects/Novel/Chapter 1.md')
const ofNotes = 'vault=notes&repository=local'

/** Every page in every state that is worth a look. */
export const sights: readonly Sight[] = [
  { name: 'overview', setting: 'month', route: () => '/' },
  { name: 'overview-troubles', setting: 'troubles', route: () => '/' },
  { name: 'overview-empty', setting: 'empty', route: () => '/' },
  { name: 'first-run', setting: 'empty', route: () => '/first-run' },
  { name: 'restore', setting: 'month', route: () => '/restore' },
  { name: 'restore-find', setting: 'month', route: () => '/restore?need=file&q=chapter' },
  { name: 'restore-versions', setting: 'month', route: () => `/restore?need=file&${ofNotes}&file=${chapter}` },
  { name: 'restore-moments', setting: 'month', route: () => '/restore?need=time&vault=notes' },
  { name: 'restore-what', setting: 'month', route: (home) => `/restore?step=what&need=time&${ofNotes}&snapshot=${newestNotes(home)}` },
  { name: 'restore-where', setting: 'month', route: (home) => `/restore?need=time&${ofNotes}&snapshot=${newestNotes(home)}&path=Recipes` },
  { name: 'restore-machine', setting: 'month', route: () => '/restore?need=machine' },
  { name: 'restore-agent', setting: 'month', route: () => '/restore?need=agent' },
  { name: 'restore-empty', setting: 'empty', route: () => '/restore' },
  { name: 'activity', setting: 'month', route: () => '/activity' },
  { name: 'activity-empty', setting: 'empty', route: () => '/activity' },
  { name: 'run-backup', setting: 'month', route: (home) => `/activity/${runOf(home, 'backup', 'done').id}` },
  { name: 'run-failed', setting: 'month', route: (home) => `/activity/${runOf(home, 'backup', 'failed').id}` },
  { name: 'run-restore', setting: 'month', route: (home) => `/activity/${runOf(home, 'restore', 'done').id}` },
  { name: 'approvals', setting: 'month', route: () => '/approvals' },
  { name: 'approvals-empty', setting: 'empty', route: () => '/approvals' },
  { name: 'plans', setting: 'month', route: () => '/plans' },
  { name: 'plan', setting: 'month', route: () => '/plans/morning' },
  { name: 'repository', setting: 'month', route: () => '/repositories/local' },
  { name: 'repository-away', setting: 'troubles', route: () => '/repositories/drive' },
  { name: 'add-repository', setting: 'empty', route: () => '/repositories/%2B' },
  { name: 'add-repository-s3', setting: 'empty', route: () => '/repositories/%2B?kind=s3' },
  { name: 'plans-empty', setting: 'empty', route: () => '/plans' },
  { name: 'vault', setting: 'month', route: () => '/vaults/opus' },
  { name: 'agents', setting: 'agents', route: () => '/agents' },
  { name: 'agent', setting: 'agents', route: () => '/agents/rick' },
  { name: 'restore-agents', setting: 'agents', route: () => '/restore?need=agent' },
  { name: 'agents-empty', setting: 'empty', route: () => '/agents' },
  { name: 'comeback', setting: 'empty', route: () => '/comeback' },
  { name: 'settings', setting: 'month', route: () => '/settings' },
]

/** What a browser writes down where nothing was backed up yet: the snapshots that a page asks for are answered by that problem. */
export const nothingYet = /^409 \/rpc\/snapshots\/list$|status of 409/

/** The month may have to be made first. */
export const longEnough = 300_000

/** Serves the homes of the sights, each when it is first asked for. */
export function settings(): (setting: Setting) => Promise<ServedHome> {
  const served = new Map<Setting, Promise<ServedHome>>()
  const make: Record<Setting, () => Promise<ServedHome>> = {
    month: () => serveSample({ schedule: true }),
    troubles: serveTroubles,
    agents: serveAgents,
    empty: () => serveHome(),
  }
  return (setting) => {
    const home = served.get(setting) ?? make[setting]()
    served.set(setting, home)
    return home
  }
}

/** Most notes are gone and somebody is asked, the drive is away when it is wanted, and nothing runs the schedule. */
async function serveTroubles(): Promise<ServedHome> {
  const home = await serveSample()
  const { core, places } = home
  for (const name of readdirSync(places.notes)) if (!name.startsWith('.')) rmSync(path.join(places.notes, name), { recursive: true })
  renameSync(path.dirname(places.drive), `${path.dirname(places.drive)}-away`)
  for (const plan of ['morning', 'memory']) await runPlanNow(core, plan, testHost())
  return home
}

/** One that lives, one that is dead, one that a person has to look after, one that is left alone, and one of which nobody can tell. */
async function serveAgents(): Promise<ServedHome> {
  const home = await serveHome()
  const folder = (agent: string) => path.join(home.person, 'agents', agent)
  const of = (agent: string, what: object = {}) => ({
    [agent]: { ...agentSettings(folder(agent)), heartbeat: { file: 'beat', lateAfter: '1d', deadAfter: '2d' }, ...what },
  })
  await home.configure({
    agents: {
      ...of('z', { critical: true }),
      ...of('jay', { dependsOn: ['z'], recover: 'automatic' }),
      ...of('rick', { dependsOn: ['z'], critical: true }),
      ...of('leroy', { dependsOn: ['rick'] }),
      ...of('nina', { heartbeat: undefined }),
    },
  })
  makeAgent(folder('z'))
  writeFileSync(path.join(folder('z'), 'beat'), '')
  await holdAgent(home.core, 'leroy', null, 'ada@desk')
  await escalate(home.core, {
    agent: agentNamed(home.core, 'rick'),
    run: null,
    recovery: null,
    problem: { code: 'agent-silent', sentence: 'rick was started, but its heartbeat has not come.', remedy: 'Read the end of its log.' },
    dependants: ['leroy'],
    timeline: [],
  })
  return home
}
