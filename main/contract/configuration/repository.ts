import { z } from 'zod'
import { Keep } from './keep.ts'
import { section } from './names.ts'
import { Cron, Path, Rate, Text, WebAddress } from './values.ts'

const common = {
  enabled: z.boolean().default(true).describe('Switched off, nothing is written there and nothing is expected of it.'),
  appendOnly: z.boolean().default(false).describe('Nothing is ever removed there by Vaultkeeper.'),
  keep: Keep.optional().describe("Which snapshots are kept there, instead of the plan's own rules."),
  limitUpload: Rate.optional(),
  limitDownload: Rate.optional(),
  compression: z.enum(['auto', 'off', 'fastest', 'better', 'max']).default('auto'),
  prune: z
    .union([Cron, z.literal(false)], { error: 'must be a cron expression such as "0 3 * * 0", or false' })
    .prefault('0 3 * * 0')
    .describe('When space that removed snapshots took is freed, or false.'),
}

/** A part of a place on a server that names a folder there. */
const Folder = Text.optional()
/** A host without user, port or path: those have fields of their own. A hyphen in front would be an option of ssh. */
const Host = z.string().regex(/^(?![-.])[A-Za-z0-9._:-]+$/, { error: 'must be the name or address of a host' })
const User = z.string().regex(/^(?!-)[^\s@:/]+$/, { error: 'must be a user name' })
/** A bucket or container: it must not bring a path or an option along. */
const Bucket = z.string().regex(/^(?!-)[^\s/:]+$/, { error: 'must be the name of a bucket' })

/** A place where snapshots are kept, by the back ends of restic. */
export const Repository = z.discriminatedUnion(
  'type',
  [
    section({ type: z.literal('local'), path: Path.describe('The folder, on this disk or on an external drive.'), ...common }),
    section({
      type: z.literal('sftp'),
      host: Host,
      user: User.optional(),
      port: z.int().min(1).max(65_535).optional(),
      path: Text,
      ...common,
    }),
    section({ type: z.literal('rest'), url: WebAddress, user: User.optional(), ...common }),
    section({
      type: z.literal('s3'),
      endpoint: WebAddress.describe('Address of the server, such as https://s3.eu-central-1.amazonaws.com.'),
      bucket: Bucket,
      prefix: Folder,
      region: Text.optional(),
      ...common,
    }),
    section({ type: z.literal('b2'), bucket: Bucket, prefix: Folder, ...common }),
    section({ type: z.literal('azure'), account: Text.optional(), container: Bucket, prefix: Folder, ...common }),
    section({ type: z.literal('gs'), project: Text.optional(), bucket: Bucket, prefix: Folder, ...common }),
    section({
      type: z.literal('rclone'),
      remote: z.string().regex(/^(?!-)[^:\s][^:]*:/, { error: 'must be a remote of rclone and a folder in it, such as "drive:backups"' }),
      ...common,
    }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union' ? 'must be one of "local", "sftp", "rest", "s3", "b2", "azure", "gs", "rclone"' : undefined,
  },
)
