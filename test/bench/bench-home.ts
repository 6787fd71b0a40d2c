import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../../main/engine/core.ts'
import { createEngine } from '../../main/engine/engine.ts'
import { openToRead } from '../../main/engine/index/index-file.ts'
import type { SnapshotIndex } from '../../main/engine/index/types.ts'
import { fakeKeychain } from '../helpers/fake-keychain.ts'
import { plainPorts } from '../helpers/plain-ports.ts'
import { type Cost, measure, median } from './measure.ts'
import type { BenchPrograms } from './part.ts'

/** A home with an empty embedded repository, the command line on it, and restic beside it with a cache of its own. */
export type BenchHome = {
  readonly folder: string
  readonly repository: string
  readonly vault: string
  readonly password: string
  /** Vaultkeeper as a process of its own. */
  readonly vaultkeeper: (...parameters: string[]) => Promise<Cost>
  /** restic as a process of its own, called in the vault; its output goes to /dev/null. */
  readonly restic: (...parameters: string[]) => Promise<Cost>
  /** An engine in this process. */
  readonly engine: () => Promise<{ readonly core: Core; readonly close: () => void }>
  /** Bytes of the index, with what is not in its main file yet. */
  readonly indexBytes: () => number
  readonly openIndex: () => SnapshotIndex
}

/** Makes the home below `folder`; the vault may lie elsewhere, where there is room. */
export async function benchHome(programs: BenchPrograms, folder: string, vault = join(folder, 'vault')): Promise<BenchHome> {
  const root = join(folder, 'home')
  const base = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8' }
  const own = { ...base, VAULTKEEPER_HOME: root, VAULTKEEPER_RESTIC: programs.restic }
  const repository = join(root, 'repositories', 'default')
  mkdirSync(vault, { recursive: true })
  const vaultkeeper = (...parameters: string[]) =>
    measure(process.execPath, [...programs.cli, ...parameters], { environment: own, expect: [0, 4] })
  await vaultkeeper('init')
  const password = readFileSync(join(root, 'secrets', 'default.password'), 'utf8').trim()
  const raw = { ...base, RESTIC_REPOSITORY: repository, RESTIC_CACHE_DIR: join(folder, 'raw-cache'), RESTIC_PASSWORD: password }
  const ports = plainPorts({ keychain: fakeKeychain(), environment: own })
  const index = () => {
    const places = join(root, 'cache', 'index')
    const name = existsSync(places) ? readdirSync(places).find((one) => one.endsWith('.sqlite')) : undefined
    return name === undefined ? undefined : join(places, name)
  }
  return {
    folder,
    repository,
    vault,
    password,
    vaultkeeper,
    restic: (...parameters) => measure(programs.restic, parameters, { environment: raw, cwd: vault }),
    engine: () => createEngine(root, ports),
    indexBytes: () => {
      const file = index()
      return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0), 0)
    },
    openIndex: () => {
      const file = index()
      const database = file === undefined ? undefined : openToRead(file)
      if (database === undefined) throw new Error('There is no index.')
      return { database, close: () => database.close() }
    },
  }
}

/** How long some calls took, in ms. */
export type Times = { readonly p50: number; readonly p95: number; readonly most: number }

/** Asks again and again. */
export function timesOf(count: number, ask: (number: number) => unknown): Times {
  const took: number[] = []
  for (let number = 0; number < count; number++) {
    const begun = performance.now()
    ask(number)
    took.push(performance.now() - begun)
  }
  return percentiles(took)
}

/** The middle, the 95th percentile and the longest of them. */
export function percentiles(took: readonly number[]): Times {
  const sorted = took.toSorted((a, b) => a - b)
  return { p50: median(sorted), p95: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN }
}

/** In words: the middle, the 95th percentile and the longest. */
export function timesInWords({ p50, p95, most }: Times): string {
  return `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${most.toFixed(1)} ms`
}
