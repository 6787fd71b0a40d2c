import { rmSync } from 'node:fs'
import path from 'node:path'
import type { MasterKey } from '../../main/engine/repositories/quick-key/restic-key.ts'
import { forgeLock } from '../helpers/forge-snapshots.ts'
import type { FaultBench } from './fault-bench.ts'
import { rawRepository } from './raw-repository.ts'

/** A lock that another process seems to have made. `age` in ms. */
export type PlantedLock = { readonly pid: number; readonly hostname: string; readonly exclusive: boolean; readonly age: number }

/** Puts a lock into a repository. @returns its file, and how to take it away again */
export async function plantLock(
  bench: FaultBench,
  location: string,
  { pid, hostname, exclusive, age }: PlantedLock,
): Promise<{ file: string; remove: () => void }> {
  const key = JSON.parse(await rawRepository(bench, location).run('--no-lock', 'cat', 'masterkey')) as MasterKey
  const lock = { pid, hostname, exclusive, time: new Date(Date.now() - age).toISOString() }
  const file = path.join(location, 'locks', forgeLock(location, key, lock))
  return { file, remove: () => rmSync(file, { force: true }) }
}
