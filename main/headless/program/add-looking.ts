import { type Command, Option } from 'commander'
import type { Where } from '../../engine/runs/look-into.ts'
import type { CommonOptions } from '../command-host.ts'
import type { DiffOptions } from '../commands/diff.ts'
import type { FindOptions } from '../commands/find.ts'
import type { LsOptions } from '../commands/ls.ts'
import type { MachinesOptions } from '../commands/machines.ts'
import type { ShowOptions } from '../commands/show.ts'
import type { SnapshotsOptions } from '../commands/snapshots.ts'
import { month, positive } from '../option-values.ts'
import { type Add, type Done, inRepository, ofVault } from './add-command.ts'

/** The commands that look into snapshots and change nothing. */
export function addLooking(add: Add, done: Done): void {
  add('snapshots', 'list all snapshots, the newest last, or the days that have some', [
    'vaultkeeper snapshots',
    'vaultkeeper snapshots --vault Notes --most 10',
    'vaultkeeper snapshots --machine server',
    'vaultkeeper snapshots --calendar',
    'vaultkeeper snapshots --month 2026-10',
  ])
    .option('--vault <vault>', 'only of this vault')
    .option('--machine <name>', 'only those that this other machine made; "this" for our own')
    .option(...inRepository)
    .option('--most <number>', 'how many, of the newest; on a terminal 50 if left out', positive)
    .option('--calendar', 'the days of the last three months that have snapshots')
    .option('--month <month>', 'the days of one month, such as 2026-11', month)
    .action(async (options: SnapshotsOptions) => done(await (await import('../commands/snapshots.ts')).snapshotsCommand(options)))
  add('machines [machine]', 'the other machines that keep snapshots in the same repositories, and when their silence is told', [
    'vaultkeeper machines',
    'vaultkeeper machines server --name "The server" --stale-after 26h',
    'vaultkeeper machines old-laptop --stale-after never     # it is gone for good',
    'vaultkeeper restore latest --vault notes@server --to ~/from-server',
  ])
    .option('--name <name>', 'what it is to be called here')
    .option('--stale-after <duration>', 'after which silence it is told: 26h, never, or learned')
    .action(async (machine: string | undefined, options: MachinesOptions, command: Command) => {
      if (machine === undefined && (options.name ?? options.staleAfter) !== undefined) command.error('error: name the machine')
      done(await (await import('../commands/machines.ts')).machinesCommand(machine, options))
    })
  add('ls <snapshot[:path]>', 'list a folder of a snapshot', [
    'vaultkeeper ls latest',
    'vaultkeeper ls latest:projects --sort size --limit 20',
    'vaultkeeper ls 3f2a91bc --recursive --json',
  ])
    .option(...ofVault)
    .option(...inRepository)
    .option('-r, --recursive', 'with everything below')
    .addOption(new Option('--sort <order>', 'by name, or the largest or newest first').choices(['name', 'size', 'time']))
    .option('--reverse', 'the other way round')
    .option('--limit <number>', 'only the first so many', positive)
    .action(async (reference: string, options: LsOptions) => done(await (await import('../commands/ls.ts')).lsCommand(reference, options)))
  add('find <pattern>', 'find files in all snapshots by a part of their name, a glob or a path, also those that were deleted', [
    'vaultkeeper find garden',
    "vaultkeeper find '*.md' --vault Notes",
    "vaultkeeper find 'projects/**/weights.json'",
    'vaultkeeper find ideas --in daily/2026-11-20',
  ])
    .option('--vault <vault>', 'only in this vault')
    .option(...inRepository)
    .option('--in <snapshot>', 'only in this snapshot')
    .option('--limit <number>', 'how many, of each vault', positive, 100)
    .action(async (pattern: string, options: FindOptions) =>
      done(await (await import('../commands/find.ts')).findCommand(pattern, options)),
    )
  add('versions <path>', 'all versions of a file: a path on this disk, or in a vault', [
    'vaultkeeper versions ~/Notes/ideas/garden.md',
    'vaultkeeper versions ideas/garden.md --vault Notes',
  ])
    .option('--vault <vault>', 'only of this vault')
    .option(...inRepository)
    .action(async (path: string, options: CommonOptions & Where) =>
      done(await (await import('../commands/versions.ts')).versionsCommand(path, options)),
    )
  add('diff <snapshot> [other] [path]', 'what changed between two snapshots (or one and the one before it), or line by line in a file', [
    'vaultkeeper diff latest                                     # what the newest one brought, against the one before',
    'vaultkeeper diff latest ideas/garden.md',
    'vaultkeeper diff daily/2026-11-19 daily/2026-11-20',
    'vaultkeeper diff daily/2026-11-19 daily/2026-11-20 --grew',
    'vaultkeeper diff daily/2026-11-19 daily/2026-11-20 ideas/garden.md',
    'vaultkeeper diff latest ideas/garden.md --disk              # what you have changed since',
  ])
    .option(...ofVault)
    .option(...inRepository)
    .option('--disk', 'compare a file with the one on the disk')
    .option('--grew', 'the folders that grew most')
    .option('--metadata', 'also files of which only times or rights changed')
    .option('--limit <number>', 'how many changes or folders', positive)
    .action(async (one: string, other: string | undefined, path: string | undefined, options: DiffOptions, command: Command) => {
      if (options.disk && path !== undefined) command.error('error: with --disk name one snapshot and one path')
      const words = [other, path].filter((word) => word !== undefined)
      done(await (await import('../commands/diff.ts')).diffCommand(one, words, options))
    })
  add('show <snapshot:path>', 'show a file as it was: a text, else what kind of file it is', [
    'vaultkeeper show latest:ideas/garden.md',
    'vaultkeeper show 3f2a91bc:photos/me.jpg --raw > me.jpg',
  ])
    .option(...ofVault)
    .option(...inRepository)
    .addOption(new Option('--raw', 'all its bytes on standard output, as they are').conflicts('json'))
    .action(async (reference: string, options: ShowOptions) =>
      done(await (await import('../commands/show.ts')).showCommand(reference, options)),
    )
}
