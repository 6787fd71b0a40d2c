import { z } from 'zod'
import { isPlainText, Path, Text, WebAddress } from './values.ts'

/** A host without user, port or path: those have fields of their own. A hyphen in front would be an option of ssh. */
export const Host = z
  .string()
  .regex(/^(?![-.])(?:[A-Za-z0-9._-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)$/, { error: 'must be the name or address of a host' })
  .describe('Name or address of the machine. What your ssh configuration calls it does as well.')

/** Becomes part of an address, or a word of ssh: no hyphen in front, and nothing that divides addresses. */
export const User = z.string().regex(/^(?!-)[^\s\p{Cc}@:/?#%"'\\`$;|&<>(){}*!]+$/u, { error: 'must be a user name' })

/** Who logs in at a web server; may be an e-mail address. */
export const LogInName = z.string().regex(/^(?!-)[^\s\p{Cc}:/?#%"'\\`$]+$/u, { error: 'must be a user name' })

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
export const FolderAddress = WebAddress.refine((text) => isPlainText(text) && !/[?#"'\\`<>]/.test(text), {
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

/** The name of a remote of rclone: without a hyphen in front it is no option, without a colon and commas it brings no settings along, which may name programs. */
const remoteName = /[^:,"'`\\/\s=-](?:[^:,"'`\\/=]*[^:,"'`\\/\s=])?/.source

/**
 * The kinds of addresses that restic takes, and their forms: a host with a hyphen in front would be an option of ssh, a remote with settings or a hyphen in front
 * could have rclone run any program. A folder of this machine has a kind of its own, as all others have that are used often.
 * @see https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html
 */
const forms: Readonly<Record<string, RegExp>> = {
  sftp: /^(?:\/\/(?:(?!-)[\w.+-]+@)?(?:(?!-)[\w.-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?\/|(?:(?!-)[\w.+-]+@)?(?!-)[\w.-]+:(?![^/]*@))[^-\s]/,
  rest: /^(?:https?:\/\/(?:[^\s@:/?#]+@)?(?:[^\s@:/?#[\]]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?(?:\/[^?#]*)?|http\+unix:\/\/\/[^?#@]+)$/,
  s3: /^(?:https?:\/\/)?[\w.-]+(?::\d{1,5})?\/[^?#]+$|^\[[\dA-Fa-f:.]+\](?::\d{1,5})?\/[^?#]+$/,
  swift: /^[^\s:@/?#-][^:@/?#]*:/,
  b2: /^[\w.-]+(?::|$)/,
  azure: /^[\w.$-]+:/,
  gs: /^[\w.-]+:/,
  rclone: new RegExp(`^${remoteName}:`),
}

/** The address as restic takes it. One with a password in it is refused: it would stand in the file. */
export const RawAddress = z
  .string()
  .superRefine((text, context) => {
    const message = mistakeIn(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .describe('As restic takes it, such as "swift:container:/folder". Each other kind has a form of its own.')

function mistakeIn(address: string): string | undefined {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):(\S.*)$/.exec(address) ?? []
  const form = Object.hasOwn(forms, scheme) ? forms[scheme] : undefined
  if (form === undefined || !isPlainText(address))
    return `must be an address as restic takes it, which begins with one of ${Object.keys(forms)
      .map((name) => `"${name}:"`)
      .join(', ')}`
  if (/^(?:[a-z+]+:)?(?:\/\/)?[^/@]*:[^@]*@/.test(rest) && !form.test(rest) && scheme !== 'rclone')
    return 'must not hold a password: name its variable in "secrets", and store the value with: vaultkeeper secret set NAME:VARIABLE'
  if (scheme === 'rclone' && (!form.test(rest) || hasWayOut(rest.slice(rest.indexOf(':') + 1))))
    return 'must be a remote that stands in the configuration of rclone, and a folder in it, such as "rclone:drive:backups": settings, passwords and programs stand there'
  return form.test(rest)
    ? undefined
    : `must be an address of that kind as restic takes it, without "?" and "#", such as "${examples[scheme]}"`
}

const examples: Readonly<Record<string, string>> = {
  sftp: 'sftp:kim@nas:/srv/backups',
  rest: 'rest:https://backup.example.com/laptop',
  s3: 's3:https://s3.example.com/bucket/folder',
  swift: 'swift:container:/folder',
  b2: 'b2:bucket:folder',
  azure: 'azure:container:/folder',
  gs: 'gs:bucket:/folder',
}

/**
 * Variables that restic's back ends read their log-ins from. Named one by one: others of the same beginnings name files and programs that would be run
 * (RCLONE_PASSWORD_COMMAND, RCLONE_SFTP_SSH, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES).
 * @see https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
 */
export const BackEndVariable = z
  .string()
  .regex(
    /^(?:AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|DEFAULT_REGION|REGION)|RESTIC_AWS_ASSUME_ROLE_(?:ARN|SESSION_NAME|EXTERNAL_ID|POLICY|REGION)|AZURE_(?:ACCOUNT_(?:NAME|KEY|SAS)|ENDPOINT_SUFFIX|TENANT_ID|CLIENT_ID|CLIENT_SECRET)|B2_ACCOUNT_(?:ID|KEY)|GOOGLE_(?:PROJECT_ID|ACCESS_TOKEN|APPLICATION_CREDENTIALS)|OS_[A-Z0-9_]{1,60}|ST_(?:AUTH|USER|KEY)|SWIFT_DEFAULT_CONTAINER_POLICY|RESTIC_REST_(?:USERNAME|PASSWORD)|RCLONE_CONFIG_PASS|RCLONE_CONFIG_[A-Z0-9_]{1,40}_(?:USER|ACCOUNT|PASS|PASS2|PASSWORD|PASSWORD2|TOKEN|KEY|KEY_ID|KEY_PEM|SECRET|CREDENTIALS))$/,
    {
      error: 'must be the name of a variable of restic for such an address, such as "OS_PASSWORD" or "AWS_SECRET_ACCESS_KEY"',
    },
  )

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
