import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { FaultBench } from './fault-bench.ts'

/** A repository past Vaultkeeper: plain restic with the oracle's own password, without cache and without lock. */
export type RawRepository = {
  /** By the names of the files alone: what a cache says, or what a listing leaves out, is no matter. */
  readonly snapshotIds: () => Promise<string[]>
  /** Reads everything. @returns what is wrong, null for nothing */
  readonly check: () => Promise<string | null>
  /** @returns what is wrong, null for nothing */
  readonly restore: (snapshot: string, target: string) => Promise<string | null>
  /** As restic lists them. */
  readonly snapshots: (...filter: string[]) => Promise<RawSnapshot[]>
  /** The id of a vault's newest snapshot that a person or a plan made. */
  readonly newestOf: (vault: string) => Promise<string>
  /** Any command. @returns its standard output */
  readonly run: (...parameters: string[]) => Promise<string>
}

/** A snapshot as restic lists it. `original`: of a copy, what it is one of. */
export type RawSnapshot = {
  readonly id: string
  readonly time: string
  readonly tree: string
  readonly tags?: readonly string[]
  readonly original?: string
}

/** Opens one. */
export function rawRepository({ restic, oraclePassword }: FaultBench, location: string): RawRepository {
  const environment = { PATH: process.env['PATH'], RESTIC_PASSWORD: oraclePassword, GOMAXPROCS: '1' }
  const run = async (...parameters: string[]) => {
    const { stdout } = await promisify(execFile)(restic, ['-r', location, '--no-cache', ...parameters], {
      env: environment,
      timeout: 120_000,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 2 ** 20,
    })
    return stdout
  }
  const wrong = async (...parameters: string[]) => {
    try {
      await run(...parameters)
      return null
    } catch (error) {
      const { message, stderr, stdout } = error as Error & { stderr?: string; stdout?: string }
      return `restic ${parameters[0]}: ${message} ${stdout ?? ''} ${stderr ?? ''}`.slice(0, 800)
    }
  }
  const snapshots = async (...filter: string[]) => JSON.parse(await run('snapshots', '--json', '--no-lock', ...filter)) as RawSnapshot[]
  return {
    run,
    snapshots,
    snapshotIds: async () => readdirSync(path.join(location, 'snapshots')).filter((name) => /^[0-9a-f]{64}$/.test(name)),
    newestOf: async (vault) => {
      const all = await snapshots('--tag', `vault:${vault}`)
      const newest = all.filter(({ tags }) => !tags?.includes('safety')).sort((a, b) => (a.time < b.time ? 1 : -1))[0]
      if (newest === undefined) throw new Error(`There is no snapshot of ${vault}.`)
      return newest.id
    },
    check: () => wrong('check', '--read-data', '--no-lock'),
    restore: (snapshot, target) => wrong('restore', snapshot, '--target', target, '--no-lock'),
  }
}
