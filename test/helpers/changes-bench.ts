import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Configuration } from '../../main/contract/configuration.ts'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { type FoundChange, findChange } from '../../main/engine/changes/find-change.ts'
import { backup } from '../../main/engine/runs/backup-run.ts'
import { cheapenKey } from './forge-snapshots.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from './temporary-home.ts'

/** A vault of agents with a plan on change over it, and what is done when something changed. */
export type ChangesBench = TestHome & {
  readonly vault: string
  readonly at: (...parts: string[]) => string
  readonly write: (place: string, content: string | Buffer) => void
  /** A snapshot, as after a change. @returns its id */
  readonly snapshot: (repository?: string) => Promise<string>
  /** A snapshot, compared with the approved state. */
  readonly look: (repository?: string) => Promise<FoundChange>
  /** What was recorded of changes, as it stands on the disk. */
  readonly trail: () => Extract<HistoryEvent, { event: 'change.found' | 'change.decided' }>[]
}

/** The lane of the first repository. */
export const lane = { plan: 'on-change', vault: 'agents', repository: 'default' } as const

/** Makes one, with weights and two rules in it. Nothing has been backed up yet. */
export async function changesBench(): Promise<ChangesBench> {
  const home = await testHome()
  const folder = temporaryFolder('agents')
  const vault = path.join(folder, 'agents')
  const at = (...parts: string[]) => path.join(vault, ...parts)
  const write = (place: string, content: string | Buffer) => {
    mkdirSync(path.dirname(at(place)), { recursive: true })
    writeFileSync(at(place), content)
  }
  write('em/priority_weights.json', '{"risk":1,"speed":2}\n')
  write('em/rules/one.md', 'Never delete.\nAlways ask.\n')
  write('em/rules/two.md', 'Be kind.\n')
  write('em/agent.log', 'not watched\n')
  const include = ['**/priority_weights.json', '**/rules/**']
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { agents: { name: 'Agents', path: vault, recoveryDocument: false } },
    repositories: {
      default: { type: 'local', path: path.join(home.core.home.repositories, 'default') },
      second: { type: 'local', path: path.join(folder, 'second') },
    },
    plans: { 'on-change': { kind: 'on-change', sources: [{ vault: 'agents', include }], repositories: ['default', 'second'] } },
  })
  // The first backup makes the repository; the many calls after it need not take half a second more each.
  const cheap = new Set<string>()
  const snapshot = async (repository = 'default') => {
    const occasion = { plan: 'on-change', kind: 'on-change', due: null, trigger: 'change', zone: 'UTC' } as const
    const ended = await backup(home.core, { folder: vault, repository, include, occasion, verify: true }, testHost())
    if (ended.result === undefined) throw new Error(`No snapshot: ${JSON.stringify(ended.problem)}`)
    if (!cheap.has(repository)) {
      cheap.add(repository)
      const location = repository === 'default' ? path.join(home.core.home.repositories, 'default') : path.join(folder, 'second')
      cheapenKey(location, home.keychain.entries.get(`repository:${repository}`) ?? '')
    }
    return ended.result.snapshot
  }
  const look = async (repository = 'default') => findChange(home.core, { ...lane, repository }, await snapshot(repository), testHost())
  const trail = () =>
    recorded(home.root).filter((line): line is ReturnType<ChangesBench['trail']>[number] & { seq: number } =>
      line.event.startsWith('change.'),
    )
  return { ...home, vault, at, write, snapshot, look, trail }
}
