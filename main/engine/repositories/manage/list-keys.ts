import type { Key } from 'restic-wrapper'
import type { RepositoryKey } from '../../../contract/procedures/repository-keys.ts'
import type { Core, RunHost } from '../../core.ts'
import { accountName } from '../../machine/account-name.ts'
import { type OpenRepository, openRepository } from '../open-repository.ts'

/** Which passwords open a repository; the oldest first. Reads alone. */
export async function listKeys(core: Core, repository: string, host: RunHost): Promise<RepositoryKey[]> {
  const opened = await openRepository(core, repository, 'read', host)
  const keys = await keysOf(opened, host)
  return keys
    .map(({ id, current, userName, hostName, created }) => ({ id, current, user: withoutRun(userName), host: hostName, created }))
    .toSorted((a, b) => a.created.localeCompare(b.created))
}

/** The keys of an open repository. */
export async function keysOf(opened: OpenRepository, host: RunHost): Promise<Key[]> {
  return opened.done(await opened.restic.keyList(opened.readTarget, {}, { signal: host.signal }).outcome)
}

/** Who adds a key, and in which run: so that what a run left behind when it was cut off is told from what others added. */
export function keyUser(run: string): string {
  return `${accountName() ?? 'vaultkeeper'} ${run}`
}

/** Whether a key was added by a run. */
export function isOfRun({ userName }: Key, run: string): boolean {
  return userName.endsWith(` ${run}`)
}

function withoutRun(user: string): string {
  return user.replace(/ \d{8}T\d{6}-[0-9a-f]+$/, '')
}
