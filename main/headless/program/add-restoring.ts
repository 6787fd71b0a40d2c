import { type Command, Option } from 'commander'
import { overwritePolicies } from '../../contract/overwrite-policy.ts'
import type { CommonOptions } from '../command-host.ts'
import { nonEmpty, nonEmptyName } from '../option-values.ts'
import { type Add, type Done, inRepository, ofVault } from './add-command.ts'

/** The commands that bring back what was saved, on trial as well. */
export function addRestoring(add: Add, done: Done): void {
  add('restore [snapshot[:path]...]', 'bring a snapshot, or files and folders of it, back into a folder', [
    'vaultkeeper restore latest --to ~/Notes-restored',
    'vaultkeeper restore latest:ideas.md --to ~/Desktop --overwrite keep-both',
    'vaultkeeper restore latest:ideas.md latest:work --in-place --overwrite always --dry-run',
    'vaultkeeper restore manual/2026-11-21-071502 --to /mnt/new',
  ])
    .option('--to <folder>', 'where to', nonEmpty)
    .option('--in-place', 'to where it was: the folder of the vault, each path to its place there')
    .addOption(new Option('--overwrite <policy>', 'what to do with files that are there').choices([...overwritePolicies]))
    .option('--dry-run', 'only tell what would be done')
    .option('--finish <run>', 'finish a restore that was cut off, as it was asked for then', nonEmptyName)
    .option('--special', 'also devices, FIFOs, and setuid and setgid bits')
    .option(...ofVault)
    .option(...inRepository)
    .option('--no-verify', 'do not read again what was written (it then counts as not verified)')
    .option('--no-undo', 'do not save first what may be overwritten (it then cannot be taken back)')
    .action(async (references: string[], options, command: Command) => {
      if (options.finish !== undefined) {
        if (references.length > 0 || options.to !== undefined || options.inPlace || options.overwrite !== undefined || options.dryRun)
          command.error('error: --finish goes on as it was asked for then, so it takes no snapshot, folder or policy')
        done(await (await import('../commands/restore.ts')).finishCommand(options.finish, options))
        return
      }
      if (references.length === 0) command.error("error: missing required argument 'snapshot[:path]'")
      if ((options.to === undefined) === (options.inPlace !== true))
        command.error('error: say where to: either --to <folder> or --in-place')
      done(await (await import('../commands/restore.ts')).restoreCommand(references, options))
    })
  add('undo [run]', 'take a restore back: what it overwrote is put back, what it added is removed', [
    'vaultkeeper undo --dry-run',
    'vaultkeeper undo',
    'vaultkeeper undo --list',
  ])
    .option('--list', 'which restores can be taken back')
    .option('--dry-run', 'only tell what would be done')
    .action(async (run: string | undefined, options: CommonOptions & { list?: boolean; dryRun?: boolean }) =>
      done(await (await import('../commands/undo.ts')).undoCommand(run, options)),
    )
  add('drill [vault]', 'restore a vault on trial, compare what came back, throw it away; exit code 1 when not all of it comes back', [
    'vaultkeeper drill',
    'vaultkeeper drill Notes',
    'vaultkeeper drill Notes --repository drive --full',
  ])
    .option(...inRepository)
    .option('--full', 'all of it, however large (else a part by turns, above "drillUpTo" in the configuration)')
    .action(async (vault: string | undefined, options: CommonOptions & { repository?: string; full?: boolean }) =>
      done(await (await import('../commands/drill.ts')).drillCommand(vault, options)),
    )
}
