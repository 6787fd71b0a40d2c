/** What a name says of its value: one that people think up, one that machines draw, or perhaps one (`BRAVE_KEY`). */
export type SecretName = 'password' | 'secret' | 'key'

/** Last words of names that are about a secret and not it: where it is, how long, since when. */
const about = new Set(
  'name names id ids url uri path paths file files dir folder type types length len size count counts limit limits max min ttl age expiry expires expired expiration expire prefix suffix header headers field fields label labels regex pattern policy hash hashes hashed digest checksum algorithm alg endpoint scope scopes class style color index position issuer provider var vars variable variables ref refs reference manager service store storage command cmd hint hints reset usage budget version kind format at on off enabled disabled required valid invalid title text message description help placeholder example count source status state error errors rotation rule rules input visible strength confirm confirmation changed generator tokens passwords secrets keys'.split(
    ' ',
  ),
)
/** Words before `key` that make it no secret. */
const openKeys = new Set(
  'public pub primary foreign sort partition cache row host object i18n translation unique map lookup group issue project site publishable anon registry hot shortcut query react list item data storage local session sync json dict metric event order search field column enum state menu parent child routing dedupe idempotency music piano arrow'.split(
    ' ',
  ),
)
const passwords = new Set(['password', 'passwd', 'pwd', 'passphrase', 'pass', 'pw', 'passcode', 'kennwort', 'passwort'])
const secrets = new Set([
  'secret',
  'token',
  'apikey',
  'authtoken',
  'accesstoken',
  'credential',
  'credentials',
  'bearer',
  'authorization',
  'auth',
  'jwt',
  'pat',
])
const secretKeys = new Set([
  'api',
  'access',
  'secret',
  'private',
  'auth',
  'account',
  'signing',
  'encryption',
  'service',
  'master',
  'client',
  'admin',
  'app',
  'license',
  'subscription',
  'webhook',
])

/** What a name says of its value; `null` where it says nothing of that kind. `maxTokens`, `tokenUrl`, `publicKey` say nothing. Pure. */
export function saysSecret(name: string): SecretName | null {
  // Of spring.datasource.password the last counts, and password.ts is a file.
  const parts = (name.split('.').at(-1) ?? '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  // A number at the end tells several apart.
  while (parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? '')) parts.pop()
  const last = (parts.at(-1) ?? '').replace(/\d+$/, '')
  const before = parts.slice(0, -1)
  if (about.has(last) || before.includes('public')) return null
  if (passwords.has(last) || /(?:password|passwd|passphrase)$/.test(last)) return 'password'
  if (secrets.has(last) || /(?:secret|token|apikey)$/.test(last)) return 'secret'
  if (last === 'key') {
    const kind = before.at(-1) ?? ''
    if (kind === '' || openKeys.has(kind)) return null
    return secretKeys.has(kind) ? 'secret' : 'key'
  }
  return parts.some((part) => passwords.has(part) && part.length > 4) ? 'password' : parts.some((part) => secrets.has(part)) ? 'key' : null
}
