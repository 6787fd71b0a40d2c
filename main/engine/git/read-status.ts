import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Uncommitted } from './git-facts.ts'

/** Of so many files that are not committed it is looked how old they are. */
const mostLookedAt = 2_000

/** What `git status --porcelain=v2 --branch -z` says. `files` are paths as git has them, at most {@link mostLookedAt}. */
export type StatusFacts = {
  readonly branch: string | null
  readonly commit: string | null
  readonly changed: number
  readonly untracked: number
  readonly paths: readonly string[]
}

/**
 * Takes the output of `git status --porcelain=v2 --branch -z` piece by piece, for there may be millions of entries.
 * @see https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
export function statusReader(): { readonly take: (chunk: Buffer) => void; readonly facts: () => StatusFacts } {
  let rest: Buffer = Buffer.alloc(0)
  let ofRename = false
  const found = { branch: null as string | null, commit: null as string | null, changed: 0, untracked: 0, paths: [] as string[] }
  const keep = (path: string) => {
    if (found.paths.length < mostLookedAt) found.paths.push(path)
  }
  const entry = (line: string) => {
    // The second path of a rename is an entry of its own: where it was.
    if (ofRename) {
      ofRename = false
      return
    }
    if (line.startsWith('# branch.head ')) found.branch = line === '# branch.head (detached)' ? null : line.slice(14)
    else if (line.startsWith('# branch.oid ')) found.commit = line === '# branch.oid (initial)' ? null : line.slice(13)
    else if (line.startsWith('? ')) {
      found.untracked += 1
      keep(line.slice(2))
    } else if (/^[12u] /.test(line)) {
      found.changed += 1
      ofRename = line.startsWith('2 ')
      const fields = { 1: 8, 2: 9, u: 10 }[line[0] as '1' | '2' | 'u']
      keep(line.split(' ').slice(fields).join(' '))
    }
  }
  return {
    take: (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      for (let at = rest.indexOf(0); at >= 0; at = rest.indexOf(0)) {
        entry(rest.subarray(0, at).toString('utf8'))
        rest = rest.subarray(at + 1)
      }
    },
    facts: () => ({ ...found }),
  }
}

/**
 * How long the oldest of what is not committed has been so. The later of the two times of a file counts: one that was copied here keeps its old time of change.
 * Of one that is deleted nothing can be told but that of its folder.
 */
export function uncommittedOf({ changed, untracked, paths }: StatusFacts, folder: string): Uncommitted {
  let oldest = Number.POSITIVE_INFINITY
  for (const path of paths) {
    const time = changedAt(join(folder, path)) ?? changedAt(join(folder, path, '..'))
    if (time !== undefined && time < oldest) oldest = time
  }
  return { files: changed + untracked, untracked, since: oldest === Number.POSITIVE_INFINITY ? null : new Date(oldest).toISOString() }
}

function changedAt(path: string): number | undefined {
  try {
    const facts = lstatSync(path, { throwIfNoEntry: false })
    return facts === undefined ? undefined : Math.max(facts.mtimeMs, facts.ctimeMs)
  } catch {
    // It lies in a folder that may not be looked into: then its age is not known.
    return undefined
  }
}
