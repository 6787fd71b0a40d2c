import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { loadConfiguration } from '../../main/engine/config/load-configuration.ts'
import { putInForce } from '../../main/engine/config/put-in-force.ts'
import { runPlanNow } from '../../main/engine/daemon/execute-job.ts'
import type { FakeKeychain } from './fake-keychain.ts'
import { rawRestic } from './raw-restic.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A machine whose configuration stands in a file, with a person's folder that holds its vaults and its repository. */
export type OwnBench = TestHome & {
  /** The person's own folder, which `~` stands for. */
  readonly person: string
  /** Writes the configuration as a person would, and puts it in force. */
  readonly configure: (configuration: object) => Promise<void>
  /** Runs a plan as a person would. @returns the verdicts of its backups */
  readonly backUp: (plan?: string) => Promise<string[]>
  /** The repository `drive`, past Vaultkeeper. */
  readonly restic: (...parameters: string[]) => Promise<string>
}

/** One vault, one repository in a folder, one plan. */
export const ownConfiguration = {
  version: 1,
  vaults: { notes: { path: '~/notes', recoveryDocument: false } },
  repositories: { drive: { type: 'local', path: '~/drive' } },
  plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
}

/** Makes such a machine. @param options `person`: there already, as on a machine that came back; `host`: what it is called */
export async function ownBench(
  options: {
    readonly person?: string
    readonly root?: string
    readonly host?: string
    readonly keychain?: FakeKeychain
    readonly shifted?: boolean
    readonly configuration?: object | null
    readonly environment?: NodeJS.ProcessEnv
  } = {},
): Promise<OwnBench> {
  const person = options.person ?? temporaryFolder('person')
  const home = await testHome({
    ...(options.root === undefined ? {} : { root: options.root }),
    ...(options.keychain === undefined ? {} : { keychain: options.keychain }),
    ...(options.shifted === undefined ? {} : { shifted: options.shifted }),
    environment: { HOME: person, VAULTKEEPER_HOST: options.host ?? 'laptop', ...options.environment },
  })
  const configure = async (configuration: object) => {
    writeFileSync(path.join(home.root, 'backup_schedule.json'), `// mine\n${JSON.stringify(configuration, undefined, 2)}\n`)
    await putInForce(home.core, await loadConfiguration(home.core))
  }
  if (options.configuration !== null) {
    mkdirSync(path.join(person, 'notes'), { recursive: true })
    writeFileSync(path.join(person, 'notes', 'a.md'), 'a note')
    await configure(options.configuration ?? ownConfiguration)
  }
  return {
    ...home,
    person,
    configure,
    backUp: async (plan = 'daily') => (await runPlanNow(home.core, plan, testHost())).map(({ verdict }) => verdict),
    restic: (...parameters) => rawRestic(path.join(person, 'drive'), home.keychain.entries.get('repository:drive'))(...parameters),
  }
}
