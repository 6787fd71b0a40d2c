import type { GitStanding } from '../../../main/contract/procedures/git.ts'
import { gitLimits } from '../../../main/engine/git/git-at.ts'
import type { GitFacts, GitMemory } from '../../../main/engine/git/git-facts.ts'
import { type GitWish, judgeGit } from '../../../main/engine/git/judge-git.ts'
import { type GitQuestion, readGit } from '../../../main/engine/git/read-git.ts'
import { headsToRemember } from '../../../main/engine/git/remember-heads.ts'
import { commitTime, type GitBench } from '../../helpers/git-bench.ts'

/** A day after everything was committed: all that waits for a time has had it. */
const dayAfter = new Date(Date.parse(commitTime) + 26 * 3_600_000)

/** Looks at folders as the engine does, and remembers heads as its history would. */
export function lookBench(bench: GitBench) {
  const memories = new Map<string, GitMemory>()
  const look = async (
    folder: string,
    {
      remotes = null,
      remoteCap = gitLimits.remote,
      environment = bench.environment,
      ...question
    }: Partial<GitQuestion> & { remoteCap?: number; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<{ facts: GitFacts; standing: GitStanding }> => {
    const memory = memories.get(folder) ?? {}
    const asked = {
      folder,
      remotes,
      memory,
      cache: bench.at('cache', encodeURIComponent(folder)),
      online: true,
      now: new Date(),
      ...question,
    }
    const facts = await readGit({ environment, limits: { ...gitLimits, remote: remoteCap } }, asked)
    const remembered = facts.repositories.map(({ path, remotes: answers }) => {
      const before = memory[path] ?? {}
      const heads = answers.map((one) => [one.name, { ...before[one.name], ...headsToRemember(one, before[one.name] ?? {}) }] as const)
      return [path, { ...before, ...Object.fromEntries(heads) }] as const
    })
    memories.set(folder, Object.fromEntries(remembered))
    return { facts, standing: judgeGit(facts, { ...wish, path: folder, remotes }) }
  }
  return { look, dayAfter }
}

/** A vault that is told of at once. */
export const wish: GitWish = {
  vault: 'notes',
  name: 'Notes',
  path: '/notes',
  guarded: true,
  push: 'never',
  remotes: null,
  unpushedAfter: 0,
  uncommittedAfter: 0,
}
