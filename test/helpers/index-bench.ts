import { type OpenRepository, openRepository } from '../../main/engine/repositories/open-repository.ts'
import type { MasterKey } from '../../main/engine/repositories/quick-key/restic-key.ts'
import { init } from '../../main/engine/runs/init-run.ts'
import { cheapenKey } from './forge-snapshots.ts'
import { type RawRestic, rawRestic } from './raw-restic.ts'
import { type ResticAnswers, resticAnswers } from './restic-answers.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A home with an embedded repository whose key costs nothing, an empty vault, and restic beside it. */
export type IndexBench = TestHome & {
  readonly vault: string
  readonly location: string
  readonly key: MasterKey
  readonly password: string
  readonly host: ReturnType<typeof testHost>
  readonly opened: OpenRepository
  /** restic past Vaultkeeper, called in the vault. */
  readonly raw: RawRestic
  readonly restic: ResticAnswers
}

/** Opens a bench of its own. */
export async function indexBench(): Promise<IndexBench> {
  const home = await testHome()
  const host = testHost()
  await init(home.core, 'default', host)
  const { location } = await openRepository(home.core, 'default', 'read', host)
  const password = home.keychain.entries.get('repository:default') ?? ''
  const key = cheapenKey(location, password)
  const vault = temporaryFolder('vault')
  const raw = rawRestic(location, password, vault)
  const opened = await openRepository(home.core, 'default', 'read', host)
  return { ...home, vault, location, key, password, host, opened, raw, restic: resticAnswers(raw) }
}
