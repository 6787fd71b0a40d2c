import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SkipReason } from '../../contract/history-event.ts'
import type { Core } from '../core.ts'
import { systemCode } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { missingDrive, placeOfRepository } from '../repositories/repository-place.ts'
import { passwordVariables } from '../secrets/password.ts'
import { knownRepository } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { unmetByMachine } from './conditions.ts'
import type { DuePlan } from './due-plans.ts'

/**
 * Which conditions are not met for a plan that is due, found without starting restic: its drive, room on it, the keychain, the network, the battery.
 * What cannot be found out is left to the run itself, which says what is wrong.
 */
export async function unmetConditions(core: Core, plan: DuePlan): Promise<SkipReason[]> {
  const [power, network] = await Promise.all([core.ports.machine.power(), core.ports.machine.network()])
  const unmet = [...unmetByPlace(core, plan), ...unmetByMachine(plan.conditions, { power, network }, plan.remote)]
  if (unmet.length === 0 && (await keychainLocked(core, plan.repository))) unmet.push('keychain-locked')
  return unmet
}

function unmetByPlace(core: Core, { repository, conditions, remote }: DuePlan): SkipReason[] {
  if (remote) return []
  const known = knownRepository(core.state.database, repository)
  const { location } = placeOfRepository(core, repository, known)
  if (missingDrive(location) !== undefined) return ['drive-not-connected']
  // Our own folder is on no drive: that it is gone is a failure, and told as one. So is one that is there, but may not be read.
  const gone = known?.id && !isInside(location, core.home.root) && lookAtPlace(location) !== 'repository'
  if (gone && !mayNotBeRead(location)) return ['drive-not-connected']
  return freeBytes(location) < conditions.minimumFree ? ['disk-full'] : []
}

function mayNotBeRead(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    return false
  } catch (error) {
    return systemCode(error) === 'EACCES'
  }
}

function freeBytes(location: string): number {
  let folder = location
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** Asks the keychain only where the password is kept there, and nothing else was chosen. */
async function keychainLocked(core: Core, repository: string): Promise<boolean> {
  if (knownRepository(core.state.database, repository)?.password !== 'keychain') return false
  const names = passwordVariables(repository)
  if ([names.value, names.command, names.file].some((name) => core.ports.environment[name])) return false
  const { state } = await core.ports.keychain.probe()
  return state === 'locked' || state === 'not-answering'
}
