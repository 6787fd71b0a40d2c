import { implement } from '@orpc/server'
import { git as contract } from '../../contract/procedures/git.ts'
import { acceptBranch } from '../git/accept-branch.ts'
import { branchTitle } from '../git/branch-title.ts'
import { bringBack } from '../git/bring-back.ts'
import { gitVault } from '../git/git-vault.ts'
import { listGit } from '../git/list-git.ts'
import { lookAfterGit } from '../git/look-after-git.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { tellNews } from '../news/tell-news.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

const justLook = { push: 'never', occasion: { trigger: 'manual' } } as const

export default os.router({
  list: os.list.handler(({ context }) => listGit(context.core)),
  get: os.get.handler(async ({ context, input, signal }) => {
    const { core } = context
    await core.state.catchUp()
    return (await lookAfterGit(core, gitVault(core, input.vault), justLook, hostOf(context, signal))).standing
  }),
  push: os.push.handler(async ({ context: { core, jobs }, input }) => {
    await core.state.catchUp()
    const wish = gitVault(core, input.vault)
    const about = { kind: 'push', title: `Pushing ${wish.name}`, vault: wish.vault } as const
    const job = beginOnce(jobs, about, async (host) => {
      const { pushes, standing } = await lookAfterGit(core, wish, { push: 'asked', occasion: { trigger: 'manual' } }, host)
      await tellNews(core, core.settings.configuration, core.ports.clock.now(), host.signal)
      if (pushes.length > 0) return { runs: pushes.map((one) => endedRun.push(core, one)) }
      // Another push holds it, or what is not pushed is in another repository or on another branch: then nothing was done.
      const isLeft = standing.findings.some(({ mends }) => mends.includes('push'))
      return isLeft ? { runs: [], verdict: 'skipped', remarks: [standing.line] } : { runs: [], verdict: 'done' }
    })
    return { job: job.id }
  }),
  bringBack: os.bringBack.handler(async ({ context: { core, jobs }, input: { vault, ...which } }) => {
    await core.state.catchUp()
    const wish = gitVault(core, vault)
    const about = { kind: 'branch', title: branchTitle(wish, which), vault: wish.vault } as const
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.branch(core, await bringBack(core, wish, which, host))] })).id }
  }),
  accept: os.accept.handler(async ({ context, input: { vault, ...which }, signal }) => {
    const { core } = context
    const wish = gitVault(core, vault)
    const accepted = await acceptBranch(core, wish, which, signal)
    // What is told of it goes at once, not with the next look.
    await lookAfterGit(core, wish, justLook, hostOf(context, signal))
    await tellNews(core, core.settings.configuration, core.ports.clock.now(), signal ?? new AbortController().signal)
    return { accepted }
  }),
})
