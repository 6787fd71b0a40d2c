import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, linkSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import about from '../../../package.json' with { type: 'json' }
import { placesOf } from '../config/configuration-path.ts'
import { findConfiguration } from '../config/find-configuration.ts'
import type { Core } from '../core.ts'
import { historySegments } from '../history/segments.ts'
import { takeLock } from '../home/lock.ts'
import { fail } from '../problem-error.ts'
import { homeHost, knownRepositories } from '../state/queries.ts'
import { type OwnAbout, ownFiles } from './own-files.ts'

/** What is to be kept, in a folder of its own. `configuration`: SHA-256 of the configuration that is in it. */
export type GatheredOwn = { readonly folder: string; readonly configuration: string; readonly remove: () => void }

/** The SHA-256 of the configuration as it stands on the disk; `undefined` where there is no file, and nothing to keep. */
export function ownConfiguration(core: Core): string | undefined {
  const { file } = findConfiguration(core)
  return file.kind === 'file' ? hashOf(file.bytes) : undefined
}

/**
 * Puts what Vaultkeeper itself needs into a folder: the configuration as it is written, the history, the host keys that a person confirmed. Never a password or a token:
 * those are kept elsewhere, and `.env`, which may have some, is told by the names in it alone. State and index are made anew from these. Throws a problem.
 */
export async function gatherOwn(core: Core): Promise<GatheredOwn> {
  const { home } = core
  const { file, variables } = findConfiguration(core)
  if (file.kind !== 'file')
    return fail('configuration-gone', 'The configuration cannot be read now.', 'See what is wrong with it: vaultkeeper config validate')
  const folder = mkdtempSync(join(home.temporary, `${process.pid}-own-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const told: OwnAbout = {
      version: 1,
      host: homeHost(core.state.database) ?? hostname(),
      person: placesOf(home, variables).person,
      made: core.ports.clock.now().toISOString(),
      vaultkeeper: about.version,
      repositories: knownRepositories(core.state.database).flatMap(({ name, id, password }) =>
        id === null ? [] : [{ name, id, password }],
      ),
      variables: variables.filter(({ where }) => where !== 'environment').map(({ name }) => name),
    }
    writeFileSync(join(folder, ownFiles.about), `${JSON.stringify(told, undefined, 2)}\n`, { mode: 0o600 })
    writeFileSync(join(folder, ownFiles.configuration), file.bytes, { mode: 0o600 })
    if (existsSync(home.knownHosts)) copyFileSync(home.knownHosts, join(folder, ownFiles.knownHosts))
    await copyHistory(core, folder)
    return { folder, configuration: hashOf(file.bytes), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Nobody appends meanwhile, or puts a segment aside: what is copied is the history as it was at one moment. */
async function copyHistory({ home }: Core, folder: string): Promise<void> {
  const lock = await takeLock(home.locks, 'history', { doing: 'copying the history', patience: 30_000 })
  if (lock === undefined)
    fail('history-busy', 'The history is held by another program and could not be copied.', 'End other Vaultkeepers and try again.')
  try {
    for (const file of historySegments(home.historyFile)) {
      const copied = join(folder, basename(file))
      if (file !== home.historyFile) linkOrCopy(file, copied)
      else {
        copyFileSync(file, copied)
        cutTorn(copied)
      }
    }
  } finally {
    lock?.release()
  }
}

/** A segment that was put aside is written no more. */
function linkOrCopy(file: string, copied: string): void {
  try {
    linkSync(file, copied)
  } catch {
    // A file system without hard links.
    copyFileSync(file, copied)
  }
}

/** Half a line that a crash left is no line of the copy. */
function cutTorn(file: string): void {
  const bytes = readFileSync(file)
  const whole = bytes.lastIndexOf(10) + 1
  if (whole < bytes.length) truncateSync(file, whole)
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
