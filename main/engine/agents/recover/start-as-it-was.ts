import type { Ending } from '../../runs/record-run.ts'
import { startAgent } from '../process/start-agent.ts'
import { awaitEnd } from '../process/stop-agent.ts'
import type { Recovering } from './recovering.ts'

/** Starts an agent that ran before a recovery which was cut off with its folder as before. It is not brought back by that, which the outcome says. */
export async function startAsItWas({
  core,
  agent,
  host,
  result,
  run,
  step,
}: Recovering): Promise<Omit<Ending<never>, 'warnings' | 'result'>> {
  // Cut off as well, it has to say the same, or nobody would go on.
  await step('stopping')
  host.onProgress({ step: 'note', text: `${agent.name}: starting it again as it was` })
  // It may have been asked to end a moment ago; or never, or somebody has started it since.
  const isGone = await awaitEnd(core, agent)
  host.signal.throwIfAborted()
  if (isGone) {
    const { pid, log } = await startAgent(core, agent, run)
    Object.assign(result, { process: 'started', pid, log })
  }
  return {
    verdict: 'skipped',
    problem: {
      code: 'agent-as-before',
      sentence: `Bringing ${agent.name} back was cut off before anything in its folder was replaced. It ran before, and ${isGone ? 'was started again as it was' : 'it runs'}.`,
      remedy: `To bring it back: vaultkeeper recover ${agent.name}`,
    },
  }
}
