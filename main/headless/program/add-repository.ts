import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import type { AddRepositoryFlags, AddRepositoryOptions } from '../commands/repository-add.ts'
import type { KeysOptions } from '../commands/repository-keys.ts'
import { nonEmptyName } from '../option-values.ts'
import { placeKinds, settingsOf, withPlaceFlags } from '../repository-settings.ts'
import { type Add, type Done, subCommands } from './add-command.ts'

/** `vaultkeeper repository …`: places for snapshots. */
export function addRepository(add: Add, done: Done): void {
  const repository = add('repository', 'places for snapshots: add, adopt, list, test, remove, keys, password', [
    'vaultkeeper repository list',
    `vaultkeeper repository add drive ${placeKinds.local.example}`,
    `vaultkeeper repository add offsite ${placeKinds.s3.example} --plan daily`,
    'vaultkeeper repository test offsite',
  ])
  const { sub: subCommand, all } = subCommands(repository)
  const sub = (usage: string, description: string, examples: readonly string[]) =>
    subCommand(
      usage,
      description,
      examples.map((line) => `vaultkeeper repository ${line}`),
    )

  const adding = (command: Command, mode: AddRepositoryOptions['mode']) =>
    withPlaceFlags(command)
      .addOption(
        new Option('--password <how>', 'the password that encrypts: made here, asked for, or the one that is kept')
          .choices(['generated', 'ask', 'kept'])
          .default(mode === 'adopt' ? 'ask' : 'generated'),
      )
      .addOption(new Option('--in <place>', 'where to keep password and secrets').choices(['keychain', 'file']).default('keychain'))
      .option('--secrets-from-stdin', 'read them from standard input, a line each: PART=VALUE; password=VALUE is the password')
      .option('--plan <name...>', 'plans that write into it from now on')
      .option(
        '--accept-host-key <fingerprint>',
        'sftp: this is the fingerprint of the server (SHA256:…); asked for if left out',
        fingerprint,
      )
      .action(async (name: string, options: AddRepositoryFlags, own: Command) => {
        const settings = settingsOf(options)
        if (typeof settings === 'string') return own.error(`error: ${settings}`)
        done(await (await import('../commands/repository-add.ts')).repositoryAddCommand(name, settings, { ...all(options), mode }))
      })
  adding(
    sub('add <name>', 'name a place, test it, and make an encrypted repository there', [
      ...Object.values(placeKinds).map(({ example }) => `add offsite ${example}`),
      'add offsite --type s3 … --plan daily --in file',
      'add offsite --type s3 … --secrets-from-stdin   # access-key-id=…, secret-access-key=…, a line each',
    ]),
    'make',
  ).option('--adopt', 'there may be a repository already: take it over then')
  adding(
    sub('adopt <name>', 'take over a repository that is there, whoever made it; its snapshots are seen', [
      'adopt old --type local --path /mnt/drive/restic',
      'adopt server --type sftp --host nas.local --path /srv/restic',
    ]),
    'adopt',
  )
  sub('list', 'show where repositories are, what they need and how they stand', ['list', 'list --json']).action(
    async (options: CommonOptions) => done(await (await import('../commands/repository-list.ts')).repositoryListCommand(all(options))),
  )
  sub('test <name>', 'try within 20 seconds what works there and what does not; nothing is made there', ['test offsite']).action(
    async (name: string, options: CommonOptions) =>
      done(await (await import('../commands/repository-test.ts')).repositoryTestCommand(name, all(options))),
  )
  sub('remove <name>', 'take it out of the configuration and its plans; nothing is deleted there', [
    'remove offsite',
    'remove offsite --forget-secrets --yes',
  ])
    .option('--forget-secrets', 'forget its password and other secrets, too: they have to stand elsewhere')
    .option('--yes', 'with --forget-secrets: its password is kept elsewhere')
    .action(async (name: string, options: CommonOptions & { forgetSecrets?: boolean; yes?: boolean }) =>
      done(await (await import('../commands/repository-remove.ts')).repositoryRemoveCommand(name, all(options))),
    )
  sub('keys <name>', 'show which passwords open it, add one for recovery, or remove one', [
    'keys offsite',
    'keys offsite --add drawer',
    'keys offsite --remove 3f2a91bc',
  ])
    .addOption(
      new Option('--add <label>', 'a further password, asked for, or made and shown once').argParser(nonEmptyName).conflicts('remove'),
    )
    .option('--remove <key>', 'have this one open it no more; never the one in use', keyId)
    .option('--generate', 'with --add: make the password and show it once')
    .action(async (name: string, options: KeysOptions) =>
      done(await (await import('../commands/repository-keys.ts')).repositoryKeysCommand(name, all(options))),
    )
  sub('password <name>', 'change its password; the one before opens it no more', ['password offsite', 'password offsite --ask'])
    .option('--ask', 'type it instead of having one made; read from standard input where there is no terminal')
    .action(async (name: string, options: CommonOptions & { ask?: boolean }) =>
      done(await (await import('../commands/repository-keys.ts')).repositoryPasswordCommand(name, all(options))),
    )
}

function fingerprint(text: string): string {
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(text)) throw new InvalidArgumentError('It must be a fingerprint as ssh writes it: SHA256:…')
  return text
}

function keyId(text: string): string {
  if (!/^[0-9a-f]{8,64}$/.test(text)) throw new InvalidArgumentError('It must be the id of a key, such as 3f2a91bc.')
  return text
}
