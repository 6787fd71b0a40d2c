import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ComebackState } from '../../contract/procedures/comeback.ts'
import { configurationPath } from '../config/configuration-path.ts'
import { findConfiguration } from '../config/find-configuration.ts'
import { readLastGood } from '../config/last-good.ts'
import { isObject } from '../config/resolve-places.ts'
import type { Core } from '../core.ts'
import { writePrivateFile } from '../home/write-private-file.ts'
import { knownRepositories, knownVaults } from '../state/queries.ts'

/**
 * A machine that was on its way back. `repository`: the id of the repository that it comes from; `history`: whether its history is back already, from which moment on this home
 * is that machine's; `begun`: the vaults that were begun to be restored and are not all there yet; `whole`: those that are. Never holds a secret.
 */
export type UnfinishedComeback = {
  readonly host: string
  readonly repository: string
  /** As a person would say it. */
  readonly from: string
  readonly history: boolean
  readonly begun: readonly BegunVault[]
  readonly whole?: readonly string[]
}

/** A vault that is being restored: `states` are the snapshots that it is put together from, in their order. An older Vaultkeeper did not write them down: then it is empty. */
export type BegunVault = { readonly vault: string; readonly states: readonly string[] }

/** Where it is remembered. */
export const comebackFile = (core: Pick<Core, 'home'>) => join(core.home.root, 'comeback.json')

/** The machine that was cut off on its way back, if one was. A file that cannot be read is none. */
export function unfinishedComeback(core: Pick<Core, 'home'>): UnfinishedComeback | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(comebackFile(core), 'utf8'))
    if (!isObject(value)) return undefined
    const { host, repository, from, history, begun, whole } = value
    if (typeof host !== 'string' || typeof repository !== 'string' || typeof from !== 'string') return undefined
    const vaults = { begun: Array.isArray(begun) ? begun.flatMap(begunVault) : [], whole: Array.isArray(whole) ? whole.map(String) : [] }
    return { host, repository, from, history: history === true, ...vaults }
  } catch {
    return undefined
  }
}

function begunVault(value: unknown): BegunVault[] {
  // As an older Vaultkeeper wrote it.
  if (typeof value === 'string') return [{ vault: value, states: [] }]
  if (!isObject(value) || typeof value['vault'] !== 'string') return []
  const { vault, states } = value
  return [{ vault, states: Array.isArray(states) ? states.map(String) : [] }]
}

/** Remembers it before anything of it is done. */
export function rememberComeback(core: Pick<Core, 'home'>, comeback: UnfinishedComeback): void {
  writePrivateFile(comebackFile(core), `${JSON.stringify(comeback, undefined, 2)}\n`)
}

/** All of it is done. */
export function forgetComeback(core: Pick<Core, 'home'>): void {
  rmSync(comebackFile(core), { force: true })
}

/** Whether a machine can come back into this home: only where nothing was set up, or where that was cut off. */
export function comebackState(core: Core): ComebackState {
  const unfinished = unfinishedComeback(core)
  if (unfinished !== undefined) return { home: 'unfinished', from: unfinished.from, host: unfinished.host }
  const { file, variables } = findConfiguration(core)
  const isConfigured = file.kind !== 'missing' || readLastGood(core, configurationPath(core.home, variables).path) !== undefined
  const { database } = core.state
  const isUsed = isConfigured || knownRepositories(database).length > 0 || knownVaults(database).length > 0
  return { home: isUsed ? 'taken' : 'empty', from: null, host: null }
}
