import { z } from 'zod'
import { isPlainText, Path, Text, WebAddress } from './values.ts'

/** A host without user, port or path: those have fields of their own. A hyphen in front would be an option of ssh. */
export const Host = z
  .string()
  .regex(/^(?![-.])(?:[A-Za-z0-9._-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)$/, { error: 'must be the name or address of a host' })
  .describe('Name or address of the machine. What your ssh configuration calls it does as well.')

/** Becomes part of an address, or a word of ssh: no hyphen in front, and nothing that divides addresses. */
export const User = z.string().regex(/^(?!-)[^\s@:/?#%"'\\`$]+$/, { error: 'must be a user name' })

/** Who logs in at a web server; may be an e-mail address. */
export const LogInName = z.string().regex(/^(?!-)[^\s:/?#%"'\\`$]+$/, { error: 'must be a user name' })

/** A bucket or container: letters, digits, dots, hyphens and underscores, so that it brings no path, option or other address along. */
export const Bucket = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'must be the name of a bucket' })

/** A folder inside of a bucket: no way out of it, no line breaks. */
export const Prefix = Text.refine(
  (text) => isPlainText(text) && !text.includes('\\') && !hasWayOut(text) && !text.split('/').includes('.'),
  {
    error: 'must be a folder in there, such as "laptop", without ".." and backslashes',
  },
).describe('The folder in there; the whole of it if left out.')

/** A file that ssh reads. It would put a variable in the place of `${...}`, and nothing keeps it from that. */
export const SshFile = Path.refine((text) => isPlainText(text) && !text.includes('${'), { error: 'must be a path without "${"' })

/** A folder on another machine: absolute, or seen from the home folder of the user there. */
export const RemotePath = Text.refine((text) => isPlainText(text) && !/^(?:-|~[^/]*[^/~])/.test(text) && !hasWayOut(text), {
  error: 'must be a folder there, such as "/srv/backups" or "backups", without ".."',
}).describe('The folder there: absolute, or seen from the home folder of the user.')

/** The address of a server alone, as S3 has it: the path belongs to bucket and prefix. */
export const ServerAddress = WebAddress.refine((text) => ['', '/'].includes(partsOf(text)), {
  error:
    'must be the address of the server alone, such as "https://s3.eu-central-1.amazonaws.com": bucket and folder have their own fields',
})

/** The address of a repository on a REST server. */
export const FolderAddress = WebAddress.refine((text) => !/[?#"'\\`<>]/.test(text), {
  error: 'must be an address without "?", "#" and quotes',
})

/** A remote of rclone and a folder in it. Its settings, which a connection string could bring along, stand in the file of rclone. */
export const RcloneRemote = z
  .string()
  .regex(/^(?![-\s])[^:,"'`\\/\s](?:[^:,"'`\\/]*[^:,"'`\\/\s])?:/, {
    error: 'must be a remote of rclone and a folder in it, such as "drive:backups"',
  })
  .refine((text) => isPlainText(text) && !hasWayOut(text.slice(text.indexOf(':') + 1)), {
    error: 'must not hold line breaks, or ".." as a folder',
  })
  .describe('The name of a remote that rclone knows, a colon, and the folder there.')

/** The kinds of addresses that restic takes. A folder of this machine has a kind of its own, as all others have that are used often. */
const schemes = ['sftp', 'rest', 's3', 'swift', 'b2', 'azure', 'gs', 'rclone'] as const

/** The address as restic takes it. One with a password in it is refused: it would stand in the file. */
export const RawAddress = z
  .string()
  .refine((text) => isPlainText(text) && new RegExp(`^(?:${schemes.join('|')}):\\S`).test(text), {
    error: `must be an address as restic takes it, which begins with one of ${schemes.map((scheme) => `"${scheme}:"`).join(', ')}`,
  })
  .refine((text) => !/:\/\/[^/@]*:[^/@]*@/.test(text) && !/^rclone:[^/]*,[^/]*:/.test(text), {
    error: 'must not hold a password: name its variable in "secrets", and store the value with: vaultkeeper secret set NAME:VARIABLE',
  })
  .describe('As restic takes it, such as "swift:container:/folder". Each other kind has a form of its own.')

/** Variables that restic's back ends read; see https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables */
export const BackEndVariable = z.string().regex(/^(?:AWS|AZURE|B2|GOOGLE|OS|ST|SWIFT|RCLONE|RESTIC_REST|RESTIC_AWS)_[A-Z0-9_]{1,60}$/, {
  error: 'must be the name of a variable of restic for such an address, such as "OS_PASSWORD" or "AWS_SECRET_ACCESS_KEY"',
})

/** Where S3 servers expect the name of the bucket. */
export const BucketLookup = z.enum(['auto', 'dns', 'path'])

function hasWayOut(text: string): boolean {
  return text.split('/').includes('..')
}

/** What an address has behind host and port. */
function partsOf(text: string): string {
  if (!URL.canParse(text)) return ''
  const { pathname, search, hash } = new URL(text)
  return `${pathname}${search}${hash}${/[?#]$/.test(text) ? '?' : ''}`
}
