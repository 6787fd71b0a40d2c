import { implement } from '@orpc/server'
import { schedule as contract } from '../../contract/procedures/schedule.ts'
import { endOfPause } from '../schedule/end-of-pause.ts'
import { nextDue } from '../schedule/next-due.ts'
import { pause, resume } from '../schedule/pause.ts'
import { runningDaemon } from '../schedule/running-daemon.ts'
import { pauses } from '../state/schedule-queries.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    const now = core.ports.clock.now()
    const next = Object.entries(nextDue(core, now)).map(([lane, due]) => {
      // Names hold no slash.
      const [plan = '', repository = ''] = lane.split('/')
      return { plan, repository, due }
    })
    const paused = pauses(core.state.database, now.toISOString())
    return { pauses: paused.map((one) => ({ ...one, plan: one.plan || null })), daemon: runningDaemon(core) ?? null, next }
  }),
  pause: os.pause.handler(async ({ context: { core }, input: { plan, ...length } }) => {
    const until = endOfPause(core.ports.clock.now(), length)
    await pause(core, plan, until)
    return { plan: plan ?? null, until: until?.toISOString() ?? null }
  }),
  resume: os.resume.handler(async ({ context: { core }, input: { plan } }) => {
    await resume(core, plan)
    const left = pauses(core.state.database, core.ports.clock.now().toISOString())
    return { plan: plan ?? null, pausedAll: left.some((one) => one.plan === '') }
  }),
})
