import { Option } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import type { KitOptions } from '../commands/kit.ts'
import { positive } from '../option-values.ts'
import { type Add, type Done, whichRepository } from './add-command.ts'

/** The commands that tell: what happened, whether all is there, and how to get everything back without Vaultkeeper. */
export function addTelling(add: Add, done: Done): void {
  add('history', 'show what happened', ['vaultkeeper history', 'vaultkeeper history --verify'])
    .option('--verify', 'check that nobody changed the history')
    .option('--most <number>', 'how many runs', positive, 20)
    .action(async (options) => done(await (await import('../commands/history.ts')).historyCommand(options)))
  add('doctor', 'look at everything that a backup needs', ['vaultkeeper doctor']).action(async (options: CommonOptions) =>
    done(await (await import('../commands/doctor.ts')).doctorCommand(options)),
  )
  add('notify-test [carrier]', 'send a test message over one carrier of news, or over all; exit code 1 when one does not arrive', [
    'vaultkeeper notify-test',
    'vaultkeeper notify-test email',
  ]).action(async (carrier: string | undefined, options: CommonOptions) =>
    done(await (await import('../commands/notify-test.ts')).notifyTestCommand(carrier, options)),
  )
  add('kit', 'print the emergency kit: all that is needed to get everything back with restic alone, but for the password', [
    'vaultkeeper kit',
    'vaultkeeper kit --repository drive --with-password',
    'vaultkeeper kit --html emergency-kit.html',
    'vaultkeeper kit --check',
  ])
    .option(...whichRepository)
    .addOption(new Option('--with-password', 'the password, too; on a terminal only').conflicts('json'))
    .addOption(new Option('--with-log-in', 'the password, and what the server asks for').conflicts('json').implies({ withPassword: true }))
    .addOption(new Option('--html <file>', 'save it as a page to print, which only you can read').conflicts('json'))
    .addOption(new Option('--qr', 'draw its codes as well, to be scanned from the screen').conflicts('json'))
    .addOption(
      new Option('--check', 'ask for the end of the password, to see that you have your kit; exit code 1 when it is wrong').conflicts([
        'withPassword',
        'withLogIn',
        'html',
        'qr',
      ]),
    )
    .action(async (options: KitOptions) => done(await (await import('../commands/kit.ts')).kitCommand(options)))
  add(
    'recovery-doc [vault]',
    'how the recovery documents stand that say in each vault how to get everything back; exit code 1 when one is not current',
    ['vaultkeeper recovery-doc', 'vaultkeeper recovery-doc notes --write', 'vaultkeeper recovery-doc notes --stdout'],
  )
    .option('--write', 'bring them up to date')
    .addOption(new Option('--stdout', 'print the document of one vault instead').conflicts(['json', 'write']))
    .action(async (vault: string | undefined, options: CommonOptions & { write?: boolean; stdout?: boolean }) =>
      done(await (await import('../commands/recovery-doc.ts')).recoveryDocCommand(vault, options)),
    )
}
