import { Command } from 'commander'
import about from '../../../package.json' with { type: 'json' }
import { printable } from '../../contract/words/printable.ts'
import { addAgents } from './add-agents.ts'
import { addChanges } from './add-changes.ts'
import { type Add, type Done, withCommonFlags } from './add-command.ts'
import { addGit } from './add-git.ts'
import { addKeeping } from './add-keeping.ts'
import { addLooking } from './add-looking.ts'
import { addRepository } from './add-repository.ts'
import { addRestoring } from './add-restoring.ts'
import { addRunning } from './add-running.ts'
import { addSettings } from './add-settings.ts'
import { addTelling } from './add-telling.ts'

/** What each part of `vaultkeeper --help` is called, and what adds its commands. */
const groups = [
  ['Back up:', addRunning],
  ['Look:', addLooking],
  ['Bring back:', addRestoring],
  ['Agents:', addAgents],
  ['Changes to approve:', addChanges],
  ['Git:', addGit],
  ['Repositories:', addRepository],
  ['Repositories:', addKeeping],
  ['Set up:', addSettings],
  ['Tell:', addTelling],
] as const

/**
 * All commands; of those, where one is wanted, at least all of its part: each start would pay for the others.
 * @param done takes the exit code of the one that is run
 * @param wanted the name of a command
 */
export function describeProgram(done: Done, wanted?: string): Command {
  const program = new Command('vaultkeeper')
    .description('Backups of your folders that prove they can be had back.')
    .version(about.version)
    .exitOverride()
    .showHelpAfterError('(see --help)')
    // What was typed may be the name of a file with terminal commands in it.
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(printable).join('\n')) })
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 failed, 2 usage, 3 done with warnings, 4 not verified, 5 skipped, 130 cancelled.\n\nExamples:\n  vaultkeeper backup ~/Notes\n  vaultkeeper status\n  vaultkeeper restore latest --to ~/Notes-restored`,
    )
  const add: Add = (usage, description, examples) => withCommonFlags(program.command(usage), description, examples)
  for (const [heading, addGroup] of groups) {
    program.commandsGroup(heading)
    addGroup(add, done)
    if (program.commands.some((command) => command.name() === wanted)) break
  }
  program.helpCommand('help [command]', 'show the help of a command')
  return program
}
