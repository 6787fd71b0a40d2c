import { type Command, Option } from 'commander'
import type { LsOptions } from './commands/ls.ts'
import type { SnapshotsOptions } from './commands/snapshots.ts'
import { month, positive } from './option-values.ts'

const ofVault = ['--vault <vault>', 'which vault "latest" or a label is of'] as const
const inRepository = ['--repository <name>', 'only in this repository'] as const

/** The commands that look into snapshots and change nothing. */
export function addLooking(add: (usage: string, description: string, examples: string[]) => Command, done: (code: number) => void): void {
  add('snapshots', 'list all snapshots, the newest last, or the days that have some', [
    'vaultkeeper snapshots',
    'vaultkeeper snapshots --vault Notes --most 10',
    'vaultkeeper snapshots --calendar',
    'vaultkeeper snapshots --month 2026-10',
  ])
    .option('--vault <vault>', 'only of this vault')
    .option(...inRepository)
    .option('--most <number>', 'how many, of the newest; on a terminal 50 if left out', positive)
    .option('--calendar', 'the days of the last three months that have snapshots')
    .option('--month <month>', 'the days of one month, such as 2026-11', month)
    .action(async (options: SnapshotsOptions) => done(await (await import('./commands/snapshots.ts')).snapshotsCommand(options)))
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
    .action(async (reference: string, options: LsOptions) => done(await (await import('./commands/ls.ts')).lsCommand(reference, options)))
}
