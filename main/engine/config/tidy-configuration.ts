import { rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { type Lock, takeLock, tryLock } from '../home/lock.ts'
import { fail } from '../problem-error.ts'
import type { ConfigurationCore } from './find-configuration.ts'
import { mostBytes } from './limits.ts'
import { readRegularFile } from './read-regular-file.ts'
import { leftovers, replaceFile } from './replace-file.ts'

/** A file of an older version, as it was and as it is to be. */
export type Migrated = { readonly before: Uint8Array; readonly version: number; readonly text: string }

const lockName = 'configuration'

/** The lock of those of us who write the configuration. Throws a problem when another one does not let go of it. */
export async function lockConfiguration({ home }: ConfigurationCore): Promise<Lock> {
  const lock = await takeLock(home.locks, lockName, { doing: 'changing the configuration', patience: 10_000 })
  return (
    lock ?? fail('configuration-locked', 'Another Vaultkeeper is changing the configuration, and does not end.', 'Try again when it has.')
  )
}

/**
 * Puts right what lies on the disk: temporary files of killed programs go, and an older file is brought up, the old one kept beside it.
 * Somebody who is writing just now, a disk that cannot be written or a file that was changed meanwhile is no reason to complain: it is done
 * at the next start, and until then in memory.
 */
export function tidyConfiguration(core: ConfigurationCore, path: string, migrated?: Migrated): void {
  try {
    const left = leftovers(path)
    if (left.length === 0 && migrated === undefined) return
    const lock = tryLock(core.home.locks, lockName, 'putting the configuration right')
    if (lock === undefined) return
    try {
      for (const file of leftovers(path)) rmSync(file, { force: true })
      if (migrated === undefined) return
      keepOld(core, path, migrated)
      replaceFile(path, migrated.before, migrated.text, uniqueName(core))
    } finally {
      lock.release()
    }
  } catch (error) {
    core.ports.log(`The configuration could not be put right on the disk: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** So many places are tried for an older file: where none of them can be looked at, the next one cannot be either. */
const mostPlaces = 100

/** Keeps an older file beside the new one, as `backup_schedule.v0.json`. One that is there already is never replaced. Throws where there is no place for it. */
export function keepOld(core: ConfigurationCore, path: string, { before, version }: Omit<Migrated, 'text'>): void {
  const name = basename(path, extname(path))
  let why = 'there is one already'
  for (let number = 1; number <= mostPlaces; number++) {
    const place = join(dirname(path), `${name}.v${version}${number === 1 ? '' : `.${number}`}${extname(path)}`)
    const there = readRegularFile(place, mostBytes)
    if (there.kind === 'file' && Buffer.from(there.bytes).equals(before)) return
    if (there.kind === 'missing' && replaceFile(place, null, before, uniqueName(core))) return
    if (there.kind === 'refused') why = `it ${there.why}`
  }
  fail(
    'configuration-not-kept',
    `The configuration of an older version can be kept nowhere beside ${path}: ${why}.`,
    'See that its folder can be read and written, and move older ones away from there.',
  )
}

/** For the name of a temporary file. */
export function uniqueName({ ports }: ConfigurationCore): string {
  return ports.randomBytes(6).toString('hex')
}
