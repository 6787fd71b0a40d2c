import type { RawRestic } from './raw-restic.ts'

/** An entry as restic tells it. Paths have no leading slash; `at` is the time of its content in nanoseconds. */
export type ToldEntry = {
  readonly path: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly mode: number
  readonly at: bigint
  readonly inode: number
}

/** What restic says of a repository, past Vaultkeeper's own readers of it. */
export type ResticAnswers = {
  readonly list: (snapshot: string) => Promise<ToldEntry[]>
  /** Paths with what happened to them: `+ - M T U ?`. */
  readonly differ: (from: string, to: string, metadata?: boolean) => Promise<{ path: string; modifier: string }[]>
  /** Upper and lower case alike, by snapshot. What lies below a match is told as well. */
  readonly find: (pattern: string) => Promise<Map<string, ToldEntry[]>>
  readonly snapshots: () => Promise<ToldSnapshot[]>
}

export type ToldSnapshot = {
  readonly id: string
  readonly time: string
  readonly tree: string
  readonly hostname: string
  readonly paths: string[]
  readonly tags?: string[]
}

/** Asks a repository through restic. */
export function resticAnswers(raw: RawRestic): ResticAnswers {
  const lines = async (...parameters: string[]) =>
    (await raw(...parameters, '--json', '--no-lock'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  return {
    list: async (snapshot) => (await lines('ls', snapshot)).filter((one) => one.message_type === 'node').map(told),
    differ: async (from, to, metadata = false) =>
      (await lines('diff', ...(metadata ? ['--metadata'] : []), from, to))
        .filter((one) => one.message_type === 'change')
        .map(({ path, modifier }) => ({ path: bare(path), modifier })),
    find: async (pattern) => {
      const found = JSON.parse(await raw('find', '--json', '--no-lock', '-i', '--', pattern))
      return new Map(found.map((one: { snapshot: string; matches: [] }) => [one.snapshot, one.matches.map(told)]))
    },
    snapshots: async () => JSON.parse(await raw('snapshots', '--json', '--no-lock')),
  }
}

/** A time of RFC 3339 in nanoseconds since 1970. */
export function nanosecondsOf(time: string): bigint {
  const [, whole, digits = '', zone] = /^([^.Z+]+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? []
  return BigInt(Date.parse(`${whole}${zone}`)) * 1_000_000n + BigInt(digits.padEnd(9, '0'))
}

function told(one: { path: string; type: string; size?: number; mode: number; mtime: string; inode?: number }): ToldEntry {
  const { type, mode, inode = 0 } = one
  const path = bare(one.path)
  return { path, name: path.slice(path.lastIndexOf('/') + 1), type, size: one.size ?? 0, mode, at: nanosecondsOf(one.mtime), inode }
}

function bare(path: string): string {
  return path.replace(/^\/|\/$/g, '')
}
