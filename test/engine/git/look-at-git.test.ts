import { mkdirSync } from 'node:fs'
import { createRouterClient } from '@orpc/server'
import { expect, it, vi } from 'vitest'
import { acceptBranch } from '../../../main/engine/git/accept-branch.ts'
import { bringBack } from '../../../main/engine/git/bring-back.ts'
import { gitVault } from '../../../main/engine/git/git-vault.ts'
import { lookAtGit } from '../../../main/engine/git/look-at-git.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { router } from '../../../main/engine/procedures/router.ts'
import { gitMemory } from '../../../main/engine/state/git-heads.ts'
import { gitBench } from '../../helpers/git-bench.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const bench = gitBench()
const { git, at, commit, cloned } = bench
const gitEvents = (root: string) => recorded(root).filter(({ event }) => event.startsWith('git.'))

it('remembers the heads of a remote when they change, and only then, also in a state that is made anew', async () => {
  const home = await testHome({ environment: bench.environment })
  const folder = cloned('remembered')
  const wish = gitVault(home.core, folder)
  const first = git('remembered', 'rev-parse', 'HEAD')
  await lookAtGit(home.core, wish)
  await lookAtGit(home.core, wish)
  expect(gitEvents(home.root)).toMatchObject([{ event: 'git.heads', vault: wish.vault, remote: 'origin', heads: { main: first } }])
  const second = commit('remembered', 'more.md')
  git('remembered', 'push', '--quiet')
  git('remembered', 'push', '--quiet', 'origin', 'main:refs/heads/copy')
  await lookAtGit(home.core, wish)
  expect(gitEvents(home.root).slice(1)).toMatchObject([{ heads: { main: second, copy: second } }])
  git('remembered.git', 'update-ref', '-d', 'refs/heads/copy')
  // All of it is in main: it is let go, and not looked for any more.
  expect((await lookAtGit(home.core, wish)).standing.exitCode).toBe(0)
  expect(gitEvents(home.root).slice(2)).toMatchObject([{ heads: { copy: '' } }])
  home.close()
  const anew = await testHome({ root: home.root, environment: bench.environment })
  expect(gitMemory(anew.core.state.database, wish.vault)).toEqual({ '': { origin: { main: second, copy: '' } } })
})

it('takes a branch for what it is that is called as what every object has', async () => {
  const home = await testHome({ environment: bench.environment })
  const wish = gitVault(home.core, cloned('called'))
  const look = () => lookAtGit(home.core, wish)
  git('called', 'branch', '__proto__')
  git('called', 'checkout', '--quiet', '-b', 'constructor')
  commit('called', 'more.md')
  expect((await look()).standing.findings).toMatchObject([{ state: 'never-pushed', branch: 'constructor' }])
  git('called', 'push', '--quiet', 'origin', '--all')
  await look()
  const before = gitEvents(home.root).length
  expect((await look()).standing.exitCode).toBe(0)
  expect(gitEvents(home.root)).toHaveLength(before)
})

it('tells a rewritten branch until somebody accepts it; what comes then counts from there', async () => {
  const home = await testHome({ environment: bench.environment })
  const folder = cloned('accepted')
  const wish = gitVault(home.core, folder)
  commit('accepted', 'lost.md')
  git('accepted', 'push', '--quiet')
  await lookAtGit(home.core, wish)
  await expect(acceptBranch(home.core, wish, { branch: 'main' })).rejects.toMatchObject({ problem: { code: 'git-branch-not-lost' } })
  git('accepted', 'reset', '--quiet', '--hard', 'HEAD~1')
  git('accepted', 'push', '--quiet', '--force')
  expect((await lookAtGit(home.core, wish)).standing.exitCode).toBe(14)
  expect((await lookAtGit(home.core, wish)).standing.exitCode).toBe(14)
  expect(await acceptBranch(home.core, wish, { branch: 'main', remote: 'origin' })).toBe(1)
  expect((await lookAtGit(home.core, wish)).standing.exitCode).toBe(0)
  const lost = commit('accepted', 'again.md')
  git('accepted', 'push', '--quiet')
  await lookAtGit(home.core, wish)
  git('accepted.git', 'update-ref', 'refs/heads/main', 'HEAD~1')
  expect((await lookAtGit(home.core, wish)).standing.findings).toMatchObject([{ state: 'rewritten', lost }])
})

it('has a branch back out of the repository itself where git has not swept it out yet, and never writes over one', async () => {
  const home = await testHome({ environment: bench.environment })
  const folder = cloned('still')
  const wish = gitVault(home.core, folder)
  git('still', 'checkout', '--quiet', '-b', 'draft')
  const lost = commit('still', 'draft.md')
  git('still', 'push', '--quiet', 'origin', 'draft')
  await lookAtGit(home.core, wish)
  git('still', 'checkout', '--quiet', 'main')
  git('still', 'branch', '--quiet', '-D', 'draft')
  git('still.git', 'update-ref', '-d', 'refs/heads/draft')
  git('still', 'fetch', '--quiet', '--prune')
  // Something else has that name by now.
  git('still', 'branch', 'draft', 'main')
  const before = git('still', 'rev-parse', 'draft')
  const ended = await bringBack(home.core, wish, { branch: 'draft' }, testHost())
  expect(ended).toMatchObject({ verdict: 'done', result: { name: 'draft-regained', commit: lost, commits: 1, snapshot: null, path: '' } })
  expect([git('still', 'rev-parse', 'draft'), git('still', 'rev-parse', 'draft-regained')]).toEqual([before, lost])
  expect(git('still', 'reflog', 'show', 'draft-regained')).toContain('vaultkeeper: it was still in the repository')
})

it('says of a working tree whose repository lies elsewhere that the snapshots do not have it', async () => {
  const home = await testHome({ environment: bench.environment })
  cloned('elsewhere')
  git('elsewhere', 'worktree', 'add', '--quiet', at('tree'), '-b', 'tree')
  const ended = await bringBack(home.core, gitVault(home.core, at('tree')), { branch: 'nowhere' }, testHost())
  expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'branch-outside-vault' } })
})

it('takes the innermost vault for a folder in it, and says what there is where it finds none', async () => {
  const home = await testHome({ environment: bench.environment })
  mkdirSync(at('plain', 'inside'), { recursive: true })
  expect(gitVault(home.core, at('plain', 'inside'))).toMatchObject({
    path: at('plain', 'inside'),
    guarded: false,
    called: at('plain', 'inside'),
  })
  expect(() => gitVault(home.core, 'nothing of the kind')).toThrow(/no vault and no folder/)
})

it('says of a push by which nothing was pushed that it is skipped, as long as something is left to be pushed', async () => {
  const home = await testHome({ environment: bench.environment })
  const vault = cloned('pushless')
  cloned('pushless/inner')
  const jobs = createJobs(home.core)
  const client = createRouterClient(router, { context: { core: home.core, jobs } })
  const push = async () => {
    const { job } = await client.git.push({ vault })
    await vi.waitFor(() => expect(jobs.get(job).ended).not.toBeNull(), { timeout: 30_000 })
    return jobs.get(job).ended
  }
  expect(await push()).toMatchObject({ verdict: 'done', runs: [], remarks: [] })
  commit('pushless/inner', 'more.md')
  expect(await push()).toMatchObject({ verdict: 'skipped', runs: [], remarks: [expect.stringContaining('not on "origin" in inner')] })
})
