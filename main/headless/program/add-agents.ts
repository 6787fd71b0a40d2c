import type { Command } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import type { RecoverOptions } from '../commands/recover.ts'
import { pauseLength } from '../option-values.ts'
import { type Add, type Done, subCommands } from './add-command.ts'

/** The commands about agents: programs that are watched by their heartbeats and brought back from backups. */
export function addAgents(add: Add, done: Done): void {
  const agents = add('agents', 'how the agents stand, their last heartbeat, and what would bring them back: hold, release, settle', [
    'vaultkeeper agents',
    'vaultkeeper agents --json',
    'vaultkeeper agents hold jay --for 2h    # leave it alone while you work on it',
    'vaultkeeper agents release jay',
    'vaultkeeper agents settle em            # you have looked after what was told of it',
  ])
    .addHelpText(
      'after',
      '\nExit codes of agents: 0 all is well; 3 one is late, is being brought back, or cannot be told; 1 one is dead or needs a person.',
    )
    .action(async (options: CommonOptions) => done(await (await import('../commands/agents.ts')).agentsCommand(options)))
  const { sub, all } = subCommands(agents)
  sub('hold <agent>', 'leave an agent alone: it is neither brought back by itself nor told of')
    .option('--for <duration>', 'how long, such as 2h; until it is released, if left out', pauseLength)
    .action(async (agent: string, options: CommonOptions & { for?: number }) =>
      done(await (await import('../commands/agents.ts')).holdCommand(agent, all(options))),
    )
  sub('release <agent>', 'watch an agent again that was left alone').action(async (agent: string, options: CommonOptions) =>
    done(await (await import('../commands/agents.ts')).releaseCommand(agent, all(options))),
  )
  sub('settle <agent>', 'say that you have looked after what was told of an agent').action(async (agent: string, options: CommonOptions) =>
    done(await (await import('../commands/agents.ts')).settleCommand(agent, all(options))),
  )
  add('recover [agent...]', 'bring agents back from their newest backups, those first that others need', [
    'vaultkeeper recover jay',
    'vaultkeeper recover --all --dry-run',
    'vaultkeeper recover --all --yes --json',
    'vaultkeeper recover jay --incomplete    # there is no whole backup of it: bring back what there is',
  ])
    .option('--all', 'all that are dead')
    .option('--dry-run', 'only tell what would be copied from which snapshot')
    .option('--incomplete', 'also where not all of one would be there')
    .option('--yes', 'ask nothing on the terminal')
    .addHelpText(
      'after',
      '\nExit codes of recover: 0 all are back and beat; 1 one did not come back; 3 all are back, but something of one was left, or it has no\nheartbeat that tells; 5 nobody is dead, or another Vaultkeeper was faster; 130 cancelled: the one in the middle is as before or\nrecovered, the others are as they were.',
    )
    .action(async (names: string[], options: RecoverOptions & { all?: boolean }, command: Command) => {
      if ((names.length === 0) === (options.all !== true)) command.error('error: name the agents to bring back, or say --all')
      done(await (await import('../commands/recover.ts')).recoverCommand(names, options))
    })
}
