import { implement } from '@orpc/server'
import { repositories as contract } from '../../contract/procedures/repositories.ts'
import { indexRepositories } from '../index/index-repositories.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import { testPlace } from '../places/test-place.ts'
import { addRepository } from '../repositories/manage/add-repository.ts'
import { addKey, removeKey } from '../repositories/manage/change-keys.ts'
import { changePassword } from '../repositories/manage/change-password.ts'
import { listKeys } from '../repositories/manage/list-keys.ts'
import { listRepositories } from '../repositories/manage/list-repositories.ts'
import { needsOfRepository } from '../repositories/manage/needs-of-repository.ts'
import { removeRepository } from '../repositories/manage/remove-repository.ts'
import { init } from '../runs/init-run.ts'
import { previewRemoval, retainAndPrune } from '../runs/retain-and-prune.ts'
import { unlock } from '../runs/unlock-run.ts'
import { repair, verify } from '../runs/verify-run.ts'
import { newPassword } from '../secrets/new-password.ts'
import { type Context, hostOf } from './context.ts'
import { repositoryCopies } from './repository-copies.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  ...repositoryCopies,
  list: os.list.handler(({ context }) => listRepositories(context.core)),
  test: os.test.handler(({ context, input: { repository, ...wish }, signal }) =>
    testPlace(context.core, { name: repository, ...wish }, signal),
  ),
  needs: os.needs.handler(({ context, input }) => needsOfRepository(context.core, input)),
  add: os.add.handler(({ context: { core, jobs }, input }) => {
    const about = { kind: 'init', title: `Adding the repository ${input.name}`, repository: input.name } as const
    const job = jobs.begin(about, async (host) => {
      const { ended, remarks } = await addRepository(core, input, host)
      return { runs: [endedRun.init(core, ended)], remarks }
    })
    return { job: job.id }
  }),
  remove: os.remove.handler(({ context, input: { repository, forgetSecrets, sure } }) =>
    removeRepository(context.core, repository, forgetSecrets && { sure }),
  ),
  keys: {
    list: os.keys.list.handler(({ context, input, signal }) => listKeys(context.core, input.repository, hostOf(context, signal))),
    add: os.keys.add.handler(({ context: { core, jobs }, input: { repository, ...wish } }) => {
      const about = { kind: 'keys', title: `Adding a password to ${repository}`, repository } as const
      return { job: jobs.begin(about, async (host) => ({ runs: [endedRun.keys(core, await addKey(core, repository, wish, host))] })).id }
    }),
    remove: os.keys.remove.handler(({ context: { core, jobs }, input: { repository, key } }) => {
      const about = { kind: 'keys', title: `Removing a password from ${repository}`, repository } as const
      return { job: jobs.begin(about, async (host) => ({ runs: [endedRun.keys(core, await removeKey(core, repository, key, host))] })).id }
    }),
  },
  newPassword: os.newPassword.handler(({ context }) => ({ password: newPassword(context.core.ports.randomBytes) })),
  changePassword: os.changePassword.handler(({ context: { core, jobs }, input: { repository, password } }) => {
    const about = { kind: 'keys', title: `Changing the password of ${repository}`, repository } as const
    return {
      job: jobs.begin(about, async (host) => ({ runs: [endedRun.keys(core, await changePassword(core, repository, password, host))] })).id,
    }
  }),
  init: os.init.handler(({ context: { core, jobs }, input: { repository } }) => {
    const about = { kind: 'init', title: `Making the repository ${repository}`, repository } as const
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.init(core, await init(core, repository, host))] })).id }
  }),
  verify: os.verify.handler(({ context: { core, jobs }, input: { repository } }) => {
    const about = { kind: 'verify', title: `Verifying ${repository}`, repository } as const
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.verify(core, await verify(core, repository, host))] })).id }
  }),
  repair: os.repair.handler(({ context: { core, jobs }, input: { repository } }) => {
    const about = { kind: 'repair', title: `Repairing ${repository}`, repository } as const
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.repair(core, await repair(core, repository, host))] })).id }
  }),
  unlock: os.unlock.handler(({ context: { core, jobs }, input: { repository } }) => {
    const about = { kind: 'unlock', title: `Removing stale locks from ${repository}`, repository } as const
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.unlock(core, await unlock(core, repository, host))] })).id }
  }),
  index: os.index.handler(({ context: { core, jobs }, input }) => {
    const title = `${input.rebuild ? 'Rebuilding' : 'Updating'} the index${input.repository === undefined ? '' : ` of ${input.repository}`}`
    const about = { kind: 'index', title, repository: input.repository ?? null } as const
    const job = beginOnce(jobs, about, async (host) => {
      const indexes = await indexRepositories(core, { ...input, again: !input.background }, host)
      return { runs: [], verdict: indexes.every(({ failed }) => failed.length === 0) ? 'done' : 'warnings', indexes }
    })
    return { job: job.id }
  }),
  previewRetention: os.previewRetention.handler(({ context, input }) => previewRemoval(context.core, input)),
  prune: os.prune.handler(({ context: { core, jobs }, input }) => {
    const title = `Removing old snapshots${input.plan === undefined ? '' : ` of ${input.plan}`}, and freeing their space`
    const about = { kind: 'prune', title, plan: input.plan ?? null, repository: input.repository ?? null } as const
    const job = jobs.begin(about, async (host) => {
      const { retention, prune, appendOnly } = await retainAndPrune(core, input, host)
      const runs = [...retention.map((ended) => endedRun.retention(core, ended)), ...prune.map((ended) => endedRun.prune(core, ended))]
      // Nothing to remove, and nothing to free, is what was asked for.
      const verdict = runs.length > 0 ? gravestVerdict(runs.map((run) => run.verdict)) : host.signal.aborted ? 'cancelled' : 'done'
      return { runs, verdict, remarks: appendOnly }
    })
    return { job: job.id }
  }),
})
