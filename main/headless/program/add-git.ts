import { type Command, Option } from 'commander'
import type { GitOptions } from '../commands/git.ts'
import { nonEmpty, nonEmptyName } from '../option-values.ts'
import type { Add, Done } from './add-command.ts'

/** `vaultkeeper git`: what is not on its remotes. */
export function addGit(add: Add, done: Done): void {
  add('git [vault]', 'whether everything is committed and on its remotes; a lost branch is had back from a snapshot', [
    'vaultkeeper git',
    'vaultkeeper git notes --push',
    'vaultkeeper git ~/Notes --json',
    'vaultkeeper git notes --bring-back main     # the remote, or this clone, lost what it was',
    'vaultkeeper git notes --accept old-draft    # it was deleted or rewritten on purpose',
    'vaultkeeper git notes --accept main --repository plugins/calendar',
    'vaultkeeper git --staged                    # in a pre-commit hook: no secret with the next commit',
    'vaultkeeper git notes --complete-example    # the names of variables that .env.example lacks',
  ])
    .addOption(new Option('--push', 'push what the remotes lack first, never by force').conflicts(['bringBack', 'accept']))
    .addOption(new Option('--bring-back <branch>', 'have a branch back, beside what is there now').conflicts('accept'))
    .option('--accept <branch>', 'what became of this branch on its remote was meant')
    .option('--remote <name>', 'only at this remote; with --bring-back or --accept', nonEmptyName)
    .option('--repository <path>', 'only of this repository in the vault, . for its own; with --bring-back or --accept', nonEmpty)
    .addOption(
      new Option('--staged', 'only whether what is staged holds a secret, in any repository').conflicts([
        ...['push', 'bringBack', 'accept', 'completeExample'],
      ]),
    )
    .addOption(
      new Option('--complete-example', 'write names of variables that are used into .env.example').conflicts([
        'push',
        'bringBack',
        'accept',
      ]),
    )
    .addHelpText('after', gitExitCodes)
    .action(async (vault: string | undefined, options: GitOptions & { staged?: boolean; completeExample?: boolean }, command: Command) => {
      if (options.staged) return done(await (await import('../commands/git-staged.ts')).gitStagedCommand(vault, options))
      if (options.completeExample)
        return done(await (await import('../commands/complete-example.ts')).completeExampleCommand(vault, options))
      if (vault === undefined && (options.bringBack ?? options.accept) !== undefined) command.error('error: name the vault')
      done(await (await import('../commands/git.ts')).gitCommand(vault, options))
    })
}

const gitExitCodes = `
Exit codes of git: 0 everything is committed and on every remote; else the gravest of what was found:
  10 not pushed yet       11 branch never pushed     12 remote has more       13 gone apart
  14 remote rewritten     15 branch deleted there    16 no remote             17 remote gone
  18 remote unknown       19 no credentials          20 ssh host unknown      21 offline
  22 no answer            23 remote failed           24 cannot be told        25 files not committed
  26 no branch            27 nothing committed       28 shallow clone         29 lock file left
  30 other user's         31 damaged                 32 no repository         33 git missing, 34 too old
  35 one in it not looked at, for its configuration would start programs
  40 a secret in its set-up, or staged               41 its set-up needs something`
