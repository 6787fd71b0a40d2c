import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { Configuration } from '../../main/contract/configuration.ts'
import { snapshotIds } from '../../main/engine/repositories/local-files.ts'
import type { MasterKey } from '../../main/engine/repositories/quick-key/restic-key.ts'
import { circumstancesOf } from '../../main/engine/retention/circumstances.ts'
import { type PreviewRequest, previewRetention, type RetentionPreview } from '../../main/engine/retention/preview-retention.ts'
import { init } from '../../main/engine/runs/init-run.ts'
import type { EndedRun } from '../../main/engine/runs/record-run.ts'
import { type RetentionJob, type RetentionResult, retain } from '../../main/engine/runs/retention-run.ts'
import { cheapenKey, forgeSnapshot } from './forge-snapshots.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A snapshot for the past of a {@link RetentionBench}. */
export type Past = {
  readonly plan: string
  readonly time: Date
  readonly vault?: string
  readonly label?: string
  /** Another machine's. */
  readonly host?: string
  /** Whether a run of this home recorded it; else it is only found there. */
  readonly recorded?: boolean
}

/** A home with plans over two vaults in one repository, and a past that can be made up. */
export type RetentionBench = TestHome & {
  readonly location: string
  /** Puts snapshots into the repository, and into the records. @returns their ids */
  readonly past: (...snapshots: readonly Past[]) => Promise<string[]>
  readonly present: () => string[]
  readonly preview: (request: PreviewRequest) => Promise<RetentionPreview[]>
  readonly retain: (job: Partial<RetentionJob> & { plan: string }) => Promise<EndedRun<RetentionResult> | null>
}

export const day = 86_400_000

/** Opens a bench with the plans `daily`, `weekly` and `on-change` of the vault `notes`, and `daily` also of `code`. */
export async function retentionBench(options: { appendOnly?: boolean; keep?: unknown } = {}): Promise<RetentionBench> {
  template ??= makeTemplate()
  const { root: made, key, keychain: entries } = await template
  const root = path.join(temporaryFolder('home'), 'home')
  cpSync(made, root, { recursive: true })
  const home = await testHome({ root, machine })
  for (const [account, value] of entries) home.keychain.entries.set(account, value)
  const { core } = home
  const folder = temporaryFolder('vaults')
  const vaults = Object.fromEntries(['notes', 'code'].map((name) => [name, { path: path.join(folder, name), recoveryDocument: false }]))
  for (const [name, vault] of Object.entries(vaults)) {
    mkdirSync(vault.path)
    writeFileSync(path.join(vault.path, 'one.md'), `of ${name}`)
  }
  const location = path.join(core.home.repositories, 'default')
  const keep = options.keep === undefined ? {} : { keep: options.keep }
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults,
    repositories: { default: { type: 'local', path: location, appendOnly: options.appendOnly === true } },
    plans: {
      daily: { kind: 'daily', sources: ['notes', 'code'], ...keep },
      weekly: { kind: 'weekly', sources: ['notes'] },
      'on-change': { kind: 'on-change', sources: ['notes'] },
    },
  })
  for (const [name, vault] of Object.entries(vaults)) await core.record({ event: 'vault.known', vault: name, name, path: vault.path })
  const forge = async (past: Past, number: number): Promise<string> => {
    const { plan, vault = 'notes', host = hostname(), label = `${plan}/${past.time.toISOString().slice(0, 10)}` } = past
    const time = past.time.toISOString()
    const id = forgeSnapshot(location, key, { time, hostname: host, tags: [`vault:${vault}`, `label:${label}`, `plan:${plan}`] })
    if (past.recorded === false || host !== hostname()) return id
    await recordBackup(home, { run: `${id.slice(0, 8)}-${number}`, id, time, plan, vault, label })
    return id
  }
  return {
    ...home,
    location,
    past: async (...snapshots) => {
      const ids: string[] = []
      for (const [number, past] of snapshots.entries()) ids.push(await forge(past, number))
      return ids
    },
    present: () => snapshotIds(location),
    preview: async (request) => previewRetention(core, request, await circumstancesOf(core)),
    retain: async (job) => retain(core, { repository: 'default', trigger: 'schedule', ...job }, await circumstancesOf(core), testHost()),
  }
}

/** What a backup writes into the history. */
export async function recordBackup(
  { core }: TestHome,
  of: { run: string; id: string; time: string; plan: string; vault: string; label: string },
): Promise<void> {
  const { run, id, time, plan, vault, label } = of
  const counts = { files: 1, bytes: 8, filesNew: 0, filesChanged: 0, bytesStored: 0 }
  const intent = {
    run,
    kind: 'backup',
    repository: 'default',
    vault,
    plan,
    trigger: 'schedule',
    pid: process.pid,
    processStart: '',
  } as const
  await core.record({ event: 'run.intent', ...intent })
  const snapshot = { id, time, vault, label, plan, files: 1, bytes: 8 }
  await core.record({ event: 'run.snapshot', run, snapshot, unchanged: false, counts, duration: 1 })
  await core.record({ event: 'run.outcome', run, verdict: 'done', warnings: [], warningCount: 0 })
}

/** One a day, the last one yesterday. */
export function dailyPast(plan: string, count: number, of: Partial<Past> = {}): Past[] {
  const now = Date.now()
  return Array.from({ length: count }, (_, index) => ({ plan, time: new Date(now - (count - index) * day), ...of }))
}

type Template = { readonly root: string; readonly key: MasterKey; readonly keychain: ReadonlyMap<string, string> }

/** To make a repository takes two seconds, to copy one none. */
let template: Promise<Template> | undefined

const machine = { zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone }

async function makeTemplate(): Promise<Template> {
  const home = await testHome({ machine })
  await init(home.core, 'default', testHost())
  const location = path.join(home.core.home.repositories, 'default')
  const password = home.keychain.entries.get('repository:default') ?? ''
  const key = cheapenKey(location, password)
  home.close()
  return { root: home.root, key, keychain: home.keychain.entries }
}
