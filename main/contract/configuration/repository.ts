import { z } from 'zod'
import { Keep } from './keep.ts'
import { Name, section } from './names.ts'
import { RateLimit } from './rate-limit.ts'
import {
  BackEndVariable,
  Bucket,
  BucketLookup,
  FolderAddress,
  Host,
  LogInName,
  Prefix,
  RawAddress,
  RcloneRemote,
  RemotePath,
  ServerAddress,
  SshFile,
  User,
} from './repository-parts.ts'
import { Cron, duration, Path, ScheduleText, Size, Text } from './values.ts'

const MiB = 2 ** 20

/** A repository that no plan writes to: snapshots come there from another repository alone. */
const Mirror = section({
  of: Name.describe('The repository whose snapshots are copied here.'),
  schedule: ScheduleText.prefault('every 1h').describe('When what is new there is copied: cron, or an interval such as "every 6h".'),
  staleAfter: duration({ least: '1m' }).prefault('26h').describe('When it is told that this one has fallen behind.'),
})

const common = {
  enabled: z.boolean().default(true).describe('Switched off, nothing is written there and nothing is expected of it.'),
  appendOnly: z
    .boolean()
    .optional()
    .describe(
      'true: nothing is ever removed there by Vaultkeeper. false: it is tried even where that was refused before. Without: until it is refused.',
    ),
  keep: Keep.optional().describe("Which snapshots are kept there, instead of the plan's own rules."),
  limitUpload: RateLimit.optional().describe('At most so much is sent: a rate, or rates by the time of day.'),
  limitDownload: RateLimit.optional().describe('At most so much is fetched: a rate, or rates by the time of day.'),
  compression: z.enum(['auto', 'off', 'fastest', 'better', 'max']).default('auto'),
  packSize: Size.refine((value) => value >= 4 * MiB && value <= 128 * MiB && value % MiB === 0, {
    error: 'must be whole MiB between "4 MiB" and "128 MiB"',
  })
    .optional()
    .describe('How large the files there become; 16 MiB if left out. Larger ones are fewer, and take more memory.'),
  connections: z.int().min(1).max(64).optional().describe("How many connections at once; restic's own number for the kind if left out."),
  readConcurrency: z.int().min(1).max(64).optional().describe('How many files of a vault are read at once; 2 if left out.'),
  prune: z
    .union([Cron, z.literal(false)], { error: 'must be a cron expression such as "0 3 * * 0", or false' })
    .prefault('0 3 * * 0')
    .describe('When space that removed snapshots took is freed, or false.'),
  mirror: Mirror.optional().describe('Filled from another repository by copying; no plan may name this one.'),
}

const caCertificate = Path.optional().describe('PEM file with the certificates to trust there, where the usual ones do not do.')

/** A place where snapshots are kept, by the back ends of restic. Credentials never stand here; see the engine's repositories/reach/. */
export const Repository = z.discriminatedUnion(
  'type',
  [
    section({ type: z.literal('local'), path: Path.describe('The folder, on this disk or on an external drive.'), ...common }),
    section({
      type: z.literal('sftp'),
      host: Host,
      user: User.optional(),
      port: z.int().min(1).max(65_535).optional(),
      path: RemotePath,
      identityFile: SshFile.optional().describe('The private key; those of ssh itself and of its agent if left out.'),
      knownHosts: SshFile.optional().describe('File with host keys to trust, instead of the known_hosts of ssh.'),
      ...common,
    }),
    section({
      type: z.literal('rest'),
      url: FolderAddress.describe('Address of the repository, such as https://backup.example.com/laptop.'),
      user: LogInName.optional().describe('Who logs in there. The password is kept in the keychain.'),
      caCertificate,
      ...common,
    }),
    section({
      type: z.literal('s3'),
      endpoint: ServerAddress.describe('Address of the server, such as https://s3.eu-central-1.amazonaws.com.'),
      bucket: Bucket,
      prefix: Prefix.optional(),
      region: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'must be a region such as "eu-central-1"' })
        .optional(),
      bucketLookup: BucketLookup.default('auto').describe('Whether the bucket is part of the name of the host (dns) or of the path.'),
      caCertificate,
      ...common,
    }),
    section({ type: z.literal('b2'), bucket: Bucket, prefix: Prefix.optional(), ...common }),
    section({
      type: z.literal('azure'),
      account: z.string().regex(/^[a-z0-9]{3,24}$/, { error: 'must be the name of a storage account: small letters and digits' }),
      container: Bucket,
      prefix: Prefix.optional(),
      endpointSuffix: Host.optional().describe('Such as core.chinacloudapi.cn; core.windows.net if left out.'),
      ...common,
    }),
    section({
      type: z.literal('gs'),
      project: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/, { error: 'must be the id of a project' })
        .optional(),
      bucket: Bucket,
      prefix: Prefix.optional(),
      ...common,
    }),
    section({
      type: z.literal('rclone'),
      remote: RcloneRemote,
      configFile: Path.optional().describe("The configuration file of rclone; rclone's own if left out."),
      ...common,
    }),
    section({
      type: z.literal('uri'),
      uri: RawAddress,
      secrets: z
        .array(BackEndVariable)
        .default([])
        .describe('Variables that restic needs for this address. Their values are kept in the keychain.'),
      caCertificate,
      ...common,
    }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union' ? 'must be one of "local", "sftp", "rest", "s3", "b2", "azure", "gs", "rclone", "uri"' : undefined,
  },
)

/** Another machine that stores its snapshots in a repository of ours, by its host name. */
export const Machine = section({
  name: Text.optional().describe('What it is called on pages; its host name if left out.'),
  staleAfter: z
    .union([duration({ least: '1h' }), z.literal(false)], { error: 'must be a duration such as "26h", or false' })
    .optional()
    .describe(
      'After which silence it is told that it has gone quiet; false: never. Learned from how often it stores something, if left out.',
    ),
})

/** A host name as restic stores it with snapshots; `laptop/ann`: another account of this very machine. */
export const MachineName = z
  .string()
  .regex(/^[^\s,@/\\"']{1,253}(?:\/[^\s,@/\\"']{1,64})?$/, { error: 'must be the host name of a machine, as its snapshots have it' })
