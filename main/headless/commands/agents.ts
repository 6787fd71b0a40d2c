import { exitCode } from '../../contract/exit-code.ts'
import type { AgentStanding } from '../../contract/procedures/agents.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { gravest } from '../gravest.ts'
import { agentLines, agentTable } from '../terminal/show-agents.ts'
import { moment } from '../terminal/words.ts'

/** `vaultkeeper agents`: how they all stand; the exit code tells the worst. */
export function agentsCommand(options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, screen, signal, engine }) => {
    const found = await client.agents.list(undefined, { signal })
    const code = gravest(found.agents.map(codeOf))
    if (screen.json) {
      screen.emit({ command: 'agents', exitCode: code, ...found })
      return code
    }
    if (found.agents.length === 0) {
      screen.say('There are no agents. They are programs that are brought back when they die, named under "agents" in the configuration.')
      screen.say('  Where that lies: vaultkeeper config path')
      return code
    }
    for (const line of agentTable(found, screen, engine.core.ports.clock.now())) screen.say(line)
    for (const line of agentLines(found.agents, screen)) screen.say(line)
    if (!found.watched) {
      screen.say(`${screen.paint('attention', '!')} Nobody watches them now: this is what one look at each of them tells.`)
      screen.say('  Have them watched with: vaultkeeper service install, or the app')
    }
    return code
  })
}

/** `vaultkeeper agents hold AGENT [--for DURATION]` */
export function holdCommand(agent: string, options: CommonOptions & { readonly for?: number }): Promise<number> {
  return withClient(options, async ({ client, screen, signal, engine }) => {
    const until = options.for === undefined ? null : new Date(engine.core.ports.clock.now().getTime() + options.for).toISOString()
    await client.agents.hold({ agent, until }, { signal })
    if (screen.json) screen.emit({ command: 'agents hold', exitCode: exitCode.done, agent, until })
    else {
      screen.say(
        `"${printable(agent)}" is left alone until ${until === null ? 'you release it' : moment(new Date(until))}: neither brought back by itself nor told of.`,
      )
      screen.say(`  Have it watched again with: vaultkeeper agents release ${printable(agent)}`)
    }
    return exitCode.done
  })
}

/** `vaultkeeper agents release AGENT` */
export function releaseCommand(agent: string, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, screen, signal }) => {
    await client.agents.release({ agent }, { signal })
    if (screen.json) screen.emit({ command: 'agents release', exitCode: exitCode.done, agent })
    else screen.say(`"${printable(agent)}" is not left alone any more.`)
    return exitCode.done
  })
}

/** `vaultkeeper agents settle AGENT` */
export function settleCommand(agent: string, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, screen, signal }) => {
    const { settled } = await client.agents.settle({ agent }, { signal })
    if (screen.json) screen.emit({ command: 'agents settle', exitCode: exitCode.done, agent, settled })
    else screen.say(settled ? `Noted: "${printable(agent)}" was looked after.` : `Nothing waited for you at "${printable(agent)}".`)
    return exitCode.done
  })
}

function codeOf({ state, held, heartbeat }: AgentStanding): number {
  if (held !== null) return exitCode.done
  if (state === 'dead' || state === 'escalated') return exitCode.failed
  if (state === 'late' || state === 'recovering') return exitCode.warnings
  return state === 'unknown' && heartbeat.by !== 'nothing' ? exitCode.warnings : exitCode.done
}
