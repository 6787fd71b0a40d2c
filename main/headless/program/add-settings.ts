import { type Command, Option } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import { nonEmptyName } from '../option-values.ts'
import { type Add, type Done, subCommands } from './add-command.ts'

/** The commands that set Vaultkeeper up: passwords, the configuration, the service. */
export function addSettings(add: Add, done: Done): void {
  addSecret(add, done)
  addConfig(add, done)
  addService(add, done)
}

function addSecret(add: Add, done: Done): void {
  const secret = add('secret', 'passwords of repositories and what their places ask for: set, rm, list', [
    'vaultkeeper secret list',
    'vaultkeeper secret set default',
    'pass show backup | vaultkeeper secret set default',
    'vaultkeeper secret set offsite:secret-access-key',
    'vaultkeeper secret set cloud:service-account < key.json',
  ])
  const { sub, all } = subCommands(secret)
  sub('set <name>', 'store a password or credential; asks for it, or reads the first line of standard input')
    .addOption(new Option('--in <place>', 'where to keep it').choices(['keychain', 'file']).default('keychain'))
    .action(async (name: string, options) => done(await (await import('../commands/secret.ts')).secretSetCommand(name, all(options))))
  sub('rm <name>', 'remove a password')
    .option('--yes', 'it is kept elsewhere: without it the backups that are there can never be opened')
    .action(async (name: string, options: CommonOptions & { yes?: boolean }) =>
      done(await (await import('../commands/secret.ts')).secretRemoveCommand(name, all(options))),
    )
  sub('list', 'show where passwords are kept, never the passwords').action(async (options: CommonOptions) =>
    done(await (await import('../commands/secret.ts')).secretListCommand(all(options))),
  )
}

function addConfig(add: Add, done: Done): void {
  const config = add('config', 'the configuration, backup_schedule.json: validate, path, show', [
    'vaultkeeper config path',
    'vaultkeeper config validate',
    'vaultkeeper config validate ~/new-schedule.json',
    'vaultkeeper config show --json',
  ])
  const { sub, all } = subCommands(config)
  sub('validate [file]', 'look for mistakes: line, column and a sentence for each; exit code 1 when there are any').action(
    async (file: string | undefined, options) =>
      done(await (await import('../commands/config.ts')).configValidateCommand(file, all(options))),
  )
  sub('path', 'tell where the configuration lies').action(async (options: CommonOptions) =>
    done(await (await import('../commands/config.ts')).configPathCommand(all(options))),
  )
  sub('show', 'show what is in force, defaults filled in, and where each value comes from').action(async (options: CommonOptions) =>
    done(await (await import('../commands/config.ts')).configShowCommand(all(options))),
  )
}

function addService(add: Add, done: Done): void {
  const service = add('service', 'have the schedule run in the background, by means of this system: install, remove, show', [
    'vaultkeeper service install',
    'vaultkeeper service install --print',
    'sudo vaultkeeper service install --system --as backup',
    'vaultkeeper service remove',
  ])
  const { sub, all } = subCommands(service)
  const print = ['--print', 'print the file on standard output, and change nothing'] as const
  const force = ['--force', 'even if somebody has changed the file'] as const
  const which = (command: Command) =>
    command
      .option('--system', 'for the whole system, whoever is logged in (systemd)')
      .option('--as <account>', 'the account that it runs as; with --system', nonEmptyName)
      .option('--serve', 'the pages as well as the schedule')
  const act = (act: 'serviceInstallCommand' | 'serviceRemoveCommand' | 'serviceShowCommand') => async (given: object, command: Command) => {
    const options = all(given as CommonOptions & { readonly system?: boolean; readonly as?: string })
    if (options.as !== undefined && !options.system) command.error('error: --as says who runs a service of the whole system: add --system')
    done(await (await import('../commands/service.ts'))[act](options))
  }
  which(sub('install', 'write the file that starts `vaultkeeper daemon`, and tell how to switch it on'))
    .option(...print)
    .option(...force)
    .action(act('serviceInstallCommand'))
  which(sub('remove', 'remove that file'))
    .option(...force)
    .action(act('serviceRemoveCommand'))
  which(sub('show', 'tell where it lies and whether it is as it should be'))
    .option(...print)
    .action(act('serviceShowCommand'))
}
