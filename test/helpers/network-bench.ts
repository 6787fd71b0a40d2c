import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import { type BackupResult, backup } from '../../main/engine/runs/backup-run.ts'
import type { EndedRun } from '../../main/engine/runs/record-run.ts'
import { writeNotes, writeRandom } from './cli-tree.ts'
import { cheapenKey } from './forge-snapshots.ts'
import { rawRestic } from './raw-restic.ts'
import { type Proxy as Line, startProxy } from './servers/proxy.ts'
import { type RestServer, startRestServer } from './servers/rest-server.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A vault that is backed up to a REST server behind a line that can be made bad. */
export type NetworkBench = RemoteHome & {
  /** The repository's folder, where the server has it. */
  readonly place: string
  readonly proxy: Line
  /** Kills the server. */
  readonly killServer: () => Promise<void>
  /** Starts it again where it was, and makes the line good. */
  readonly mend: () => Promise<void>
  /** What plain restic says to the repository, on the server itself. */
  readonly raw: ReturnType<typeof rawRestic>
}

/** A home with one vault of some notes, and one repository. */
export type RemoteHome = TestHome & {
  readonly vault: string
  /** Puts other settings of the repository in force. */
  readonly configure: (settings: object) => void
  /** Backs the vault up by hand, and reads it back. */
  readonly backUp: (host?: ReturnType<typeof testHost>) => Promise<EndedRun<BackupResult>>
}

/** Makes one whose repository is called `server`. `secrets`: what lets us in there, by part. `others`: more repositories. */
export async function remoteHome(
  settings: object,
  options: { secrets?: Readonly<Record<string, string>>; outagePatience?: number; others?: object } = {},
): Promise<RemoteHome> {
  const home = await testHome({ outagePatience: options.outagePatience ?? 300 })
  const folder = temporaryFolder('network')
  const vault = path.join(folder, 'notes')
  mkdirSync(vault)
  writeNotes(vault, 20)
  for (const [part, secret] of Object.entries(options.secrets ?? {})) home.keychain.entries.set(`repository:server:${part}`, secret)
  const configure = (server: object) => {
    const text = JSON.stringify({
      version: 1,
      vaults: { notes: { path: '~/notes', recoveryDocument: false } },
      repositories: { server, ...options.others },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['server'] } },
    })
    const parsed = parseConfiguration(text, { person: folder, embedded: path.join(home.core.home.repositories, 'default') })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    home.core.settings.configuration = parsed.configuration
  }
  configure(settings)
  const backUp = (host = testHost()) => backup(home.core, { folder: vault, repository: 'server', verify: true }, host)
  return { ...home, vault, configure, backUp }
}

/** Makes one behind a REST server, with a first backup. `settings`: more of the repository's settings; `size`: megabytes besides the notes. */
export async function networkBench(
  options: { settings?: object; outagePatience?: number; others?: object; size?: number; appendOnly?: boolean } = {},
): Promise<NetworkBench> {
  const data = temporaryFolder('rest')
  const { appendOnly = false } = options
  let server: RestServer = await startRestServer(data, { appendOnly })
  const proxy = await startProxy(server.port)
  const home = await remoteHome({ type: 'rest', url: `http://127.0.0.1:${proxy.port}/laptop`, ...options.settings }, options)
  if (options.size) writeRandom(path.join(home.vault, 'film.bin'), options.size)
  const first = await home.backUp()
  if (first.verdict !== 'done') throw new Error(JSON.stringify(first))
  const place = path.join(data, 'laptop')
  const password = home.keychain.entries.get('repository:server') ?? ''
  cheapenKey(place, password)
  return {
    ...home,
    place,
    proxy,
    killServer: () => server.end(),
    mend: async () => {
      await server.end()
      server = await startRestServer(data, { port: server.port, appendOnly })
      await proxy.heal()
    },
    raw: rawRestic(place, password),
  }
}
