import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Configuration } from '../../main/contract/configuration.ts'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { circumstancesOf } from '../../main/engine/retention/circumstances.ts'
import { type BackupResult, backup } from '../../main/engine/runs/backup-run.ts'
import { init } from '../../main/engine/runs/init-run.ts'
import type { EndedRun } from '../../main/engine/runs/record-run.ts'
import { type RetentionResult, retain } from '../../main/engine/runs/retention-run.ts'
import { cheapenKey } from './forge-snapshots.ts'
import { noise, prose } from './model-vault.ts'
import { seeded } from './seeded.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from './temporary-home.ts'

type Raised = Extract<HistoryEvent, { event: 'anomaly.raised' }> & { seq: number }

/** A home with a plan `daily` over the vault `notes` (100 files) into two repositories, and real backups. */
export type AnomalyBench = TestHome & {
  readonly vault: string
  readonly at: (...parts: string[]) => string
  /** Paths of all files of the vault, sorted. */
  readonly files: () => string[]
  /** What the vault holds, by path. */
  readonly content: (folder?: string) => Record<string, string>
  readonly noise: (size: number) => Buffer
  readonly prose: (size: number) => Buffer
  /** A run of the plan, or of nobody's. */
  readonly backup: (of?: { repository?: string; manual?: boolean; verify?: boolean }) => Promise<EndedRun<BackupResult>>
  readonly retain: (repository?: string) => Promise<EndedRun<RetentionResult> | null>
  /** Anomalies as they were recorded. */
  readonly raised: () => Raised[]
  readonly codes: () => (string | undefined)[]
  /** How the newest judgement was come to. */
  readonly judgedBy: () => string | undefined
  /** Ends this engine and begins another one on the same home, as a restart does. */
  readonly restart: () => Promise<AnomalyBench>
}

/** Opens a bench. Repositories open with a key that costs nothing. */
export async function anomalyBench(): Promise<AnomalyBench> {
  template ??= makeTemplate()
  const { root: made, entries } = await template
  const root = path.join(temporaryFolder('home'), 'home')
  cpSync(made, root, { recursive: true })
  const vault = path.join(temporaryFolder('vault'), 'notes')
  const random = seeded(7)
  for (let index = 0; index < 100; index += 1) {
    const file = path.join(vault, `${['ideas', 'journal', 'work'][index % 3]}`, `note-${String(index).padStart(3, '0')}.md`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, prose(random, 300 + index * 10))
  }
  return openBench(root, vault, entries)
}

async function openBench(root: string, vault: string, entries: ReadonlyMap<string, string>): Promise<AnomalyBench> {
  const home = await testHome({ root })
  for (const [account, value] of entries) home.keychain.entries.set(account, value)
  const { core } = home
  const random = seeded(11)
  const place = (name: string) => ({ type: 'local', path: path.join(core.home.repositories, name) })
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: vault, recoveryDocument: false } },
    repositories: { default: place('default'), second: place('second') },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['default', 'second'], keep: { last: 1 } } },
  })
  const files = (folder = vault) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort()
  const raised = () => recorded(root).filter((line): line is Raised => line.event === 'anomaly.raised')
  return {
    ...home,
    vault,
    at: (...parts) => path.join(vault, ...parts),
    files,
    content: (folder = vault) => Object.fromEntries(files(folder).map((name) => [name, readFileSync(path.join(folder, name), 'base64')])),
    noise: (size) => noise(random, size),
    prose: (size) => prose(random, size),
    backup: ({ repository = 'default', manual = false, verify = false } = {}) => {
      const occasion = { plan: 'daily', kind: 'daily', due: null, trigger: 'schedule', zone: 'UTC' } as const
      return backup(core, { folder: vault, repository, verify, ...(manual ? {} : { occasion }) }, testHost())
    },
    retain: async (repository = 'default') =>
      retain(core, { plan: 'daily', repository, trigger: 'manual' }, await circumstancesOf(core), testHost()),
    raised,
    codes: () => raised().map(({ code }) => code),
    judgedBy: () => recorded(root).findLast((line) => line.event === 'snapshot.judged')?.by,
    restart: async () => {
      home.close()
      return openBench(root, vault, entries)
    },
  }
}

/** To make repositories takes seconds, to copy them none. */
let template: Promise<{ root: string; entries: ReadonlyMap<string, string> }> | undefined

async function makeTemplate(): Promise<{ root: string; entries: ReadonlyMap<string, string> }> {
  const home = await testHome()
  const { core } = home
  const place = (name: string) => ({ type: 'local', path: path.join(core.home.repositories, name) })
  core.settings.configuration = Configuration.parse({ version: 1, repositories: { default: place('default'), second: place('second') } })
  for (const name of ['default', 'second']) {
    await init(core, name, testHost())
    cheapenKey(path.join(core.home.repositories, name), home.keychain.entries.get(`repository:${name}`) ?? '')
  }
  home.close()
  rmSync(path.join(home.root, 'locks'), { recursive: true, force: true })
  return { root: home.root, entries: home.keychain.entries }
}
