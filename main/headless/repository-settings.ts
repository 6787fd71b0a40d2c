import { type Command, Option } from 'commander'
import { nonEmptyName, portNumber, positive } from './option-values.ts'

/** The kinds of places, each with the fields of the configuration that its flags fill, and an example. */
export const placeKinds = {
  local: { fields: ['path'], example: '--type local --path /mnt/drive/backups' },
  sftp: {
    fields: ['host', 'user', 'port', 'path', 'identityFile', 'knownHosts'],
    example: '--type sftp --host nas.local --user backup --path /srv/laptop',
  },
  rest: { fields: ['url', 'user', 'caCertificate'], example: '--type rest --url https://backup.example.org:8000/laptop --user ada' },
  s3: {
    fields: ['endpoint', 'bucket', 'prefix', 'region', 'bucketLookup', 'caCertificate'],
    example: '--type s3 --endpoint https://s3.eu-central-1.amazonaws.com --bucket my-backups --prefix laptop',
  },
  b2: { fields: ['bucket', 'prefix'], example: '--type b2 --bucket my-backups --prefix laptop' },
  azure: {
    fields: ['account', 'container', 'prefix', 'endpointSuffix'],
    example: '--type azure --account myaccount --container backups --prefix laptop',
  },
  gs: { fields: ['project', 'bucket', 'prefix'], example: '--type gs --project my-project --bucket my-backups' },
  rclone: { fields: ['remote', 'configFile'], example: '--type rclone --remote drive:backups' },
  uri: { fields: ['uri', 'secrets', 'caCertificate'], example: '--uri swift:container:/laptop --secret-variable OS_PASSWORD' },
} as const

type Kind = keyof typeof placeKinds

/** Fields that every kind has. */
const common = ['appendOnly', 'compression', 'limitUpload', 'limitDownload', 'packSize', 'connections', 'mirror'] as const

/** What the flags of a place come to; `type` where it was given. */
export type PlaceFlags = Readonly<Record<string, unknown>> & { readonly type?: Kind }

/** Gives a command a flag for each field of each kind. Values are checked where the configuration is, in its words. */
export function withPlaceFlags(command: Command): Command {
  return command
    .addOption(new Option('--type <kind>', 'what kind of place').choices(Object.keys(placeKinds)))
    .option('--path <folder>', 'local: the folder; sftp: the folder there')
    .option('--host <name>', 'sftp: the machine')
    .option('--port <number>', 'sftp: its port, 22 if left out', portNumber)
    .option('--user <name>', 'sftp, rest: who logs in there')
    .option('--identity-file <file>', 'sftp: the private key')
    .option('--known-hosts <file>', 'sftp: the file of host keys to trust')
    .option('--url <address>', 'rest: the address of the repository')
    .option('--endpoint <address>', 's3: the address of the server')
    .option('--bucket <name>', 's3, b2, gs: the bucket')
    .option('--container <name>', 'azure: the container')
    .option('--account <name>', 'azure: the storage account')
    .option('--endpoint-suffix <host>', 'azure: another cloud than the usual one')
    .option('--project <id>', 'gs: the project')
    .option('--prefix <folder>', 's3, b2, azure, gs: the folder in there')
    .option('--region <name>', 's3: the region')
    .addOption(new Option('--bucket-lookup <how>', 's3: where the name of the bucket stands').choices(['auto', 'dns', 'path']))
    .option('--ca-certificate <file>', 'rest, s3: PEM file with the authority of its certificate')
    .option('--remote <remote:folder>', 'rclone: a remote that rclone knows, and the folder there')
    .option('--config-file <file>', "rclone: its configuration file, if not rclone's own")
    .option('--uri <address>', 'the address as restic takes it, for what has no kind of its own')
    .option('--secret-variable <name...>', 'with --uri: variables of restic that are secrets')
    .option('--append-only', 'nothing is ever removed there')
    .addOption(new Option('--compression <how>', 'how hard to compress').choices(['auto', 'off', 'fastest', 'better', 'max']))
    .option('--limit-upload <rate>', 'at most so much is sent, such as "1 MiB/s"')
    .option('--limit-download <rate>', 'at most so much is fetched')
    .option('--pack-size <size>', 'how large the files there become, such as "64 MiB"')
    .option('--connections <number>', 'how many connections at once', positive)
    .option('--mirror-of <name>', 'a mirror: filled by copying from this repository', nonEmptyName)
}

/**
 * The settings of a repository that flags come to, as they would stand in the configuration; `undefined` where no flag says anything of a place, and a
 * sentence where they do not fit.
 */
export function settingsOf(flags: PlaceFlags): Record<string, unknown> | undefined | string {
  const { secretVariable, mirrorOf, ...plain } = flags
  const given: Record<string, unknown> = {
    ...plain,
    ...(secretVariable === undefined ? {} : { secrets: secretVariable }),
    ...(mirrorOf === undefined ? {} : { mirror: { of: mirrorOf } }),
  }
  const type = flags.type ?? (flags['uri'] === undefined ? undefined : 'uri')
  const all = [...new Set(Object.values(placeKinds).flatMap(({ fields }): readonly string[] => fields))]
  const named = [...all, ...common].filter((field) => given[field] !== undefined)
  if (type === undefined) {
    if (named.length === 0) return undefined
    return 'Say what kind of place it is: --type'
  }
  const fields: readonly string[] = placeKinds[type].fields
  const foreign = named.find((field) => all.includes(field) && !fields.includes(field))
  if (foreign !== undefined) return `A place of the kind ${type} has no ${flagOf(foreign)}.`
  return { type, ...Object.fromEntries(named.map((field) => [field, given[field]])) }
}

function flagOf(field: string): string {
  return `--${field === 'secrets' ? 'secret-variable' : field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
