import type { Command } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import { nonEmptyName } from '../option-values.ts'
import type { Add, Done } from './add-command.ts'

/** The commands about changes of watched files that somebody has to approve. */
export function addChanges(add: Add, done: Done): void {
  add('changes [id]', 'list what waits for your approval, or show one change line by line', [
    'vaultkeeper changes',
    'vaultkeeper changes 3f2a91bc',
    'vaultkeeper changes --all',
  ])
    .option('--all', 'those that were decided too: who, when, by which hash')
    .action(async (id: string | undefined, options: CommonOptions & { all?: boolean }) =>
      done(await (await import('../commands/changes.ts')).changesCommand(id, options)),
    )
  const decidedBy = ['--by <name>', 'who decides; you on this machine, if left out', nonEmptyName] as const
  add('approve [id...]', 'approve changes: later ones are compared with them', [
    'vaultkeeper approve 3f2a91bc',
    'vaultkeeper approve --all --by "Ada"',
  ])
    .option('--all', 'all that wait')
    .option(...decidedBy)
    .action(async (ids: string[], options: CommonOptions & { all?: boolean; by?: string }, command: Command) => {
      if ((ids.length === 0) === (options.all !== true)) command.error('error: name the changes to approve, or say --all')
      done(await (await import('../commands/changes.ts')).approveCommand(ids, options))
    })
  add('revert <id>', 'take a change back: a safety snapshot first, then the approved content', ['vaultkeeper revert 3f2a91bc'])
    .option(...decidedBy)
    .action(async (id: string, options: CommonOptions & { by?: string }) =>
      done(await (await import('../commands/changes.ts')).revertCommand(id, options)),
    )
}
