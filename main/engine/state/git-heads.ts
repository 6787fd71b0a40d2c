import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import type { GitMemory, Heads } from '../git/git-facts.ts'
import { rows } from './queries.ts'

/** Folds what a remote's branches were, or are to count as, into the state. An empty head: the branch is known to be gone, and nobody misses it. */
export function noteGitHeads(database: DatabaseSync, line: Extract<HistoryLine, { event: 'git.heads' | 'git.accepted' }>): void {
  const { vault, repository = '', remote } = line
  const heads = line.event === 'git.heads' ? line.heads : { [line.branch]: line.head }
  const enter = database.prepare(
    `INSERT INTO git_heads (vault, repository, remote, branch, head) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (vault, repository, remote, branch) DO UPDATE SET head = excluded.head`,
  )
  for (const [branch, head] of Object.entries(heads)) enter.run(vault, repository, remote, branch, head)
}

/** What is remembered of the remotes of a vault's repositories. Without what every object has: a branch may well be called `constructor`. */
export function gitMemory(database: DatabaseSync, vault: string): GitMemory {
  const memory: Record<string, Record<string, Record<string, string>>> = Object.create(null)
  for (const row of rows(database, 'SELECT repository, remote, branch, head FROM git_heads WHERE vault = ?', vault)) {
    memory[String(row['repository'])] ??= Object.create(null)
    const remotes = memory[String(row['repository'])] as Record<string, Record<string, string>>
    remotes[String(row['remote'])] ??= Object.create(null)
    const heads = remotes[String(row['remote'])] as Record<string, string>
    heads[String(row['branch'])] = String(row['head'])
  }
  return memory
}

/** What is remembered of one remote; nothing where it was never asked. */
export function headsOfRemote(memory: GitMemory, repository: string, remote: string): Heads {
  return memory[repository]?.[remote] ?? Object.create(null)
}
