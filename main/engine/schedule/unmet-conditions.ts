import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SkipReason } from '../../contract/skip-reason.ts'
import type { Core } from '../core.ts'
import { systemCode } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { missingDrive, placeOfRepository } from '../repositories/repository-place.ts'
import { keychainNow } from '../secrets/keychain-now.ts'
import { needsKeychain } from '../secrets/needs-keychain.ts'
import { knownRepository } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { unmetByMachine } from './conditions.ts'
import { carePlans, type DuePlan } from './due-plans.ts'

/**
 * Which conditions are not met for a plan that is due, found without starting restic: its drive, room on it, the keychain, the network, the battery.
 * What cannot be found out is left to the run itself, which says what is wrong.
 */
export async function unmetConditions(core: Core, plan: DuePlan): Promise<SkipReason[]> {
  const [power, network] = await Promise.all([core.ports.machine.power(), core.ports.machine.network()])
  const ofMachine = unmetByMachine(plan.conditions, { power, network }, plan.remote)
  // Whatever its remotes are, none of them is a repository of ours.
  if (plan.plan === carePlans.git) return ofMachine
  const unmet = [...unmetByPlace(core, plan), ...ofMachine]
  if (unmet.length === 0) unmet.push(...(await keychainUnmet(core, plan.repository)))
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

/** What is wrong with the keychain of this session, where something that the plan needs is kept there. One that is absent is left to the run: it says what to do. */
async function keychainUnmet(core: Core, repository: string): Promise<SkipReason[]> {
  // A mirror is filled from another one, which has to be opened as well.
  const source = core.settings.configuration?.repositories[repository]?.mirror?.of
  const asked = source === undefined ? [repository] : [repository, source]
  if (!asked.some((name) => needsKeychain(core, name))) return []
  const { state } = await keychainNow(core)
  return state === 'locked' ? ['keychain-locked'] : state === 'not-answering' ? ['keychain-not-answering'] : []
}
