import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { NewsMessage } from '../../main/contract/news-message.ts'
import { loadConfiguration } from '../../main/engine/config/load-configuration.ts'
import { circumstancesOf } from '../../main/engine/retention/circumstances.ts'
import { previewRetention, type RetentionPreview } from '../../main/engine/retention/preview-retention.ts'
import { backup } from '../../main/engine/runs/backup-run.ts'
import { retain } from '../../main/engine/runs/retention-run.ts'
import { keepInFile } from '../../main/engine/secrets/password.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A home on a machine of its own name, with the vault `notes` and the plan `daily` into the repository `shared`. */
export type SharingHome = TestHome & {
  readonly vault: string
  readonly location: string
  /** What was shown on the desktop. */
  readonly shown: NewsMessage[]
  /** Writes into the vault, and backs it up for the due time at 21:00 of a day of November. */
  readonly backUp: (day: number, text?: string) => ReturnType<typeof backup>
  readonly retain: () => ReturnType<typeof retain>
  readonly preview: () => Promise<RetentionPreview[]>
  /** Ids of all snapshots that are there, of whomever. */
  readonly present: () => string[]
}

const password = 'correct horse battery staple'

/** Opens a home that keeps its snapshots in a folder that others use as well. @param keep the rules of its plan */
export async function sharingHome(host: string, location: string, keep: Readonly<Record<string, number>>): Promise<SharingHome> {
  const folder = temporaryFolder(host)
  const [root, vault] = [path.join(folder, 'home'), path.join(folder, 'Notes')]
  mkdirSync(vault)
  const shown: NewsMessage[] = []
  const desktop = { show: async (message: NewsMessage) => void shown.push(message), withdraw: () => undefined }
  const home = await testHome({ root, environment: { HOME: folder, VAULTKEEPER_HOST: host }, desktop, shifted: true })
  const configuration = {
    version: 1,
    vaults: { notes: { path: vault, recoveryDocument: false } },
    repositories: { shared: { type: 'local', path: location } },
    plans: { daily: { kind: 'daily', schedule: '0 21 * * *', sources: ['notes'], repositories: ['shared'], keep } },
    verification: { check: false, drill: false },
  }
  writeFileSync(path.join(root, 'backup_schedule.json'), JSON.stringify(configuration, null, 2))
  const { core } = home
  const loaded = await loadConfiguration(core)
  if (loaded.problems.length > 0) throw new Error(JSON.stringify(loaded.problems))
  core.settings.configuration = loaded.configuration
  keepInFile(core.home, 'shared', password)
  // As the cheapening of test homes finds it.
  home.keychain.entries.set('repository:shared', password)
  return {
    ...home,
    vault,
    location,
    shown,
    backUp: (day, text = `${host} on day ${day}`) => {
      writeFileSync(path.join(vault, 'today.md'), text)
      const due = novemberAt(day)
      home.setTime(new Date(due.getTime() + 60_000))
      const occasion = { plan: 'daily', kind: 'daily', due: due.toISOString(), trigger: 'schedule', zone: 'UTC' } as const
      return backup(core, { folder: vault, repository: 'shared', occasion, verify: true }, testHost())
    },
    retain: async () => retain(core, { plan: 'daily', repository: 'shared', trigger: 'schedule' }, await circumstancesOf(core), testHost()),
    preview: async () => previewRetention(core, { plan: 'daily' }, await circumstancesOf(core)),
    present: () => readdirSync(path.join(location, 'snapshots')),
  }
}

/** 21:00 of a day of November 2026. */
export function novemberAt(day: number): Date {
  return new Date(Date.UTC(2026, 10, day, 21))
}
