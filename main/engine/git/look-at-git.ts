import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GitStanding } from '../../contract/procedures/git.ts'
import type { Core } from '../core.ts'
import { CancelledError } from '../runs/record-run.ts'
import { gitMemory, headsOfRemote } from '../state/git-heads.ts'
import { type GitLimits, gitLimits } from './git-at.ts'
import type { GitFacts } from './git-facts.ts'
import { type GitWish, judgeGit } from './judge-git.ts'
import { readGit } from './read-git.ts'
import { headsToRemember } from './remember-heads.ts'
import { keepOldest, type UncommittedSince } from './uncommitted-since.ts'

/** A look at a vault's git: what was found, and how that stands. */
export type GitLook = { readonly facts: GitFacts; readonly standing: GitStanding }

/**
 * Looks at the git of a vault, asks its remotes, and remembers what they have. Nothing is written into the vault. Throws when it is cancelled, and when the history cannot be
 * written.
 */
export async function lookAtGit(core: Core, wish: GitWish, signal?: AbortSignal, limits: GitLimits = gitLimits): Promise<GitLook> {
  const { ports, state, running } = core
  const cache = join(core.home.cache, 'git', encodeURIComponent(wish.vault))
  const memory = gitMemory(state.database, wish.vault)
  const { online } = await ports.machine.network()
  const now = ports.clock.now()
  const question = { folder: wish.path, remotes: wish.remotes, memory, cache, online, now }
  const read = await readGit({ environment: ports.environment, limits, signal, running }, question)
  if (signal?.aborted) throw new CancelledError()
  const facts = withUncommittedSince(read, cache)
  for (const { path, remotes } of facts.repositories)
    for (const remote of remotes) {
      const heads = headsToRemember(remote, headsOfRemote(memory, path, remote.name))
      if (Object.keys(heads).length === 0) continue
      await core.record({ event: 'git.heads', vault: wish.vault, ...(path === '' ? {} : { repository: path }), remote: remote.name, heads })
    }
  return { facts, standing: redactedStanding(core, judgeGit(facts, wish)) }
}

/** Since when files are not committed is kept beside: one that is changed every hour would always be new. A cache: without it they count from now. */
function withUncommittedSince(facts: GitFacts, cache: string): GitFacts {
  const file = join(cache, 'uncommitted.json')
  const before = readBefore(file)
  const { repositories, since } = keepOldest(facts.repositories, before)
  if (JSON.stringify(since) !== JSON.stringify(before)) {
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(since), { mode: 0o600 })
  }
  return { ...facts, repositories }
}

function readBefore(file: string): UncommittedSince {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as UncommittedSince
  } catch {
    // Nothing was seen before, or it was cut off: then it counts from now.
    return {}
  }
}

/** Lines of git and of remotes are told as they are, and might repeat what they were given. */
function redactedStanding({ redactor: { redact } }: Core, standing: GitStanding): GitStanding {
  const findings = standing.findings.map((one) => ({ ...one, sentence: redact(one.sentence), remedy: redact(one.remedy) }))
  return { ...standing, line: redact(standing.line), findings }
}
