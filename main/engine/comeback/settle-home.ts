import type { PasswordSource } from '../../contract/password-source.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import { loadConfiguration } from '../config/load-configuration.ts'
import { putInForce } from '../config/put-in-force.ts'
import { isObject } from '../config/resolve-places.ts'
import type { Core, RunHost } from '../core.ts'
import { accountName } from '../machine/account-name.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { embedded, placeOfRepository } from '../repositories/repository-place.ts'
import { type EndedRun, recordRun } from '../runs/record-run.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { knownRepository, knownSnapshots } from '../state/queries.ts'
import { forgetEmbedded } from './forget-embedded.ts'
import { type KeptIn, keepPassword } from './keep-password.ts'
import type { SeenOwn } from './machines-of.ts'
import { movedFiles } from './moved-files.ts'
import type { OpenBackups } from './open-backups.ts'
import { recordVaultsHere } from './record-vaults.ts'
import { returningAccount } from './returning-account.ts'

/** What the return of a machine has to show; see the contract's type of this name. `account`: whose home it was. */
export type ComebackRunResult = {
  readonly repository: string
  readonly host: string
  readonly snapshot: string | null
  readonly time: string | null
  readonly seen: number
  readonly password: PasswordSource
  readonly account: string | null
}

/** What is left to do once configuration and history are back. */
export type ToSettle = {
  readonly name: string
  readonly backups: OpenBackups
  readonly password: string
  readonly kept: KeptIn
  /** What the machine is called, and which of its own things came back. */
  readonly machine: string
  readonly own: SeenOwn | undefined
  readonly mendPlace: boolean
}

/**
 * Makes this home that machine: runs that were going on there are closed, the configuration says where the repository is now, the one that was lost with the old home is
 * forgotten, the password is kept, and the ledger learns what was stored after the history was. The first run of the history that came back.
 */
export function settleHome(
  core: Core,
  { name, backups, password, kept, machine, own, mendPlace }: ToSettle,
  host: RunHost,
): Promise<EndedRun<ComebackRunResult>> {
  return recordRun<ComebackRunResult>(
    core,
    { kind: 'comeback', repository: name },
    async () => {
      await closeInterruptedRuns(core)
      await putPlaceRight(core, name, backups, mendPlace)
      if (name !== embedded) await forgetEmbedded(core)
      await recordVaultsHere(core)
      await keepPassword(core, name, backups, password, kept, host)
      host.onProgress({ step: 'note', text: 'Looking which snapshots there are' })
      const before = new Set(knownSnapshots(core.state.database, name).map(({ id }) => id))
      const opened = await openRepository(core, name, 'read', host)
      const account = returningAccount(backups.snapshots, { machine, own }, accountName())
      const snapshots = await seeSnapshots(core, opened, host, account === undefined ? [] : [account])
      const result = {
        repository: name,
        host: machine,
        snapshot: own?.id ?? null,
        time: own?.time ?? null,
        seen: snapshots.filter(({ id, hostname }) => hostname === machine && !before.has(id)).length,
        password: opened.passwordSource,
        account: account ?? null,
      }
      return { verdict: 'done', warnings: [], result }
    },
    host.signal,
  )
}

/** Fields of a repository that say how it is treated, and not where it is. */
const treatment = [
  'enabled',
  'appendOnly',
  'keep',
  'limitUpload',
  'limitDownload',
  'compression',
  'packSize',
  'connections',
  'readConcurrency',
  'prune',
  'mirror',
]

/** Where the repository is now, and the files that let this machine in. */
async function putPlaceRight(core: Core, name: string, backups: OpenBackups, mendPlace: boolean): Promise<void> {
  const configured = core.settings.configuration?.repositories[name]
  const isThere =
    configured !== undefined && placeOfRepository(core, name, knownRepository(core.state.database, name)).location === backups.location
  if (configured !== undefined && !isThere && !mendPlace) return
  const moved = configured === undefined ? [] : movedFiles(configured, backups.place)
  const edits = moved.map(({ setting }) => ({ path: ['repositories', name, setting], value: backups.settings[setting] }))
  const place = isThere ? [] : [{ path: ['repositories', name], value: await placeWithTreatment(core, name, backups) }]
  if (edits.length + place.length > 0) await putInForce(core, await editConfiguration(core, [...place, ...edits]))
}

async function placeWithTreatment(core: Core, name: string, { settings }: OpenBackups): Promise<Record<string, unknown>> {
  const { written } = await loadConfiguration(core)
  const repositories = isObject(written) && isObject(written['repositories']) ? written['repositories'] : {}
  const old = isObject(repositories[name]) ? repositories[name] : {}
  const isSameKind = old['type'] === settings['type']
  const kept = Object.fromEntries(Object.entries(old).filter(([field]) => isSameKind || treatment.includes(field)))
  return { ...kept, ...settings }
}
