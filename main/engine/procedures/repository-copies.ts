import { implement } from '@orpc/server'
import { repositoryCopies as contract } from '../../contract/procedures/repository-copies.ts'
import { checkPlaces, copy } from '../copy/copy-run.ts'
import { type CopyRequest, lookAtCopy } from '../copy/look-at-copy.ts'
import { mirrorStandings } from '../copy/mirror-standing.ts'
import { mirrorNamed } from '../copy/mirrors.ts'
import type { Core } from '../core.ts'
import { vaultNamer } from '../hosts/vault-names.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { tellNews } from '../news/tell-news.ts'
import { keepOwn } from '../own/keep-own.ts'
import { fail } from '../problem-error.ts'
import { planNamed } from '../runs/plan-run.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

/** Handlers of snapshots that go from one repository into another. */
export const repositoryCopies = {
  copy: os.copy.handler(({ context: { core, jobs }, input }) => {
    const request = checked(core, input)
    const { from, to, plan = null, vault = null } = request
    // All of it: a wish for another plan or vault is another job.
    const about = { kind: 'copy', title: `Copying${which(core, request)} from ${from} into ${to}`, plan, vault, repository: to } as const
    const job = beginOnce(jobs, about, async (host) => {
      const ended = await copy(core, request, null, host)
      if (ended.verdict === 'done' || ended.verdict === 'warnings') await keepOwn(core, request.to, host)
      await tellNews(core, core.settings.configuration, core.ports.clock.now(), host.signal)
      return { runs: [endedRun.copy(core, ended)] }
    })
    return { job: job.id }
  }),
  previewCopy: os.previewCopy.handler(async ({ context: { core }, input }) => {
    const request = checked(core, input)
    await core.state.catchUp()
    const { copy, there, unwanted, others } = lookAtCopy(core, request)
    return { copy, there: there.length, unwanted: unwanted.length, others }
  }),
  mirrors: os.mirrors.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return mirrorStandings(core)
  }),
}

type Asked = Omit<CopyRequest, 'from'> & { readonly from?: string | undefined }

/** Throws a problem for a repository, a plan or a vault that is not there. */
function checked(core: Core, { vault, from: named, to, plan }: Asked): CopyRequest {
  const from = named ?? mirrorNamed(core.settings.configuration, to)?.of
  if (from === undefined)
    return fail('not-a-mirror', `"${to}" is no mirror of another repository.`, 'Say from where: vaultkeeper copy FROM TO')
  checkPlaces(core, { from, to })
  const request = { from, to, plan }
  // What a plan made that is not in the configuration any more can be copied all the same; a name that was never heard of is a mistake.
  if (plan !== undefined && !hasSnapshots(core, request)) planNamed(core, plan)
  return { ...request, ...(vault === undefined ? {} : { vault: vaultNamed(core, vault) }) }
}

/** Which snapshots, in words; empty for all of them. */
function which(core: Core, { plan, vault }: CopyRequest): string {
  const what = vault === undefined ? '' : ` ${vaultNamer(core)(vault) ?? vault}`
  return plan === undefined ? what : `${what}${what === '' ? '' : ' of'} the plan ${plan}`
}

function hasSnapshots(core: Core, request: CopyRequest): boolean {
  const { copy, there, unwanted } = lookAtCopy(core, request)
  return copy.length + there.length + unwanted.length > 0
}
