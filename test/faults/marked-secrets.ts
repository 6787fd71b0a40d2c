/** What every secret of a case begins with: whoever finds this somewhere has found one, and one look finds all. */
export const mark = 'M4rked-secret'

/** Places of repositories, and what each asks for besides its password. */
const asked: Readonly<Record<string, readonly string[]>> = {
  offsite: ['access-key-id', 'secret-access-key', 'session-token'],
  nas: ['user', 'password'],
  b2: ['account-id', 'account-key'],
  azure: ['account-key', 'account-sas'],
  swift: ['user', 'key'],
  google: ['service-account'],
  cloud: ['config-password', 'token'],
}

/** What people have in their environment, for other programs, and for restic when they call it themselves. */
const inherited = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'B2_ACCOUNT_KEY', 'AZURE_ACCOUNT_KEY', 'OS_PASSWORD', 'ST_KEY'],
  ...['RESTIC_REST_PASSWORD', 'RCLONE_CONFIG_PASS', 'GOOGLE_ACCESS_TOKEN', 'HF_TOKEN', 'NPM_TOKEN', 'OPENAI_API_KEY', 'DATABASE_URL'],
  ...['WEBHOOK_ADDRESS', 'NTFY_ADDRESS', 'PING_ADDRESS', 'NEWS_TOKEN', 'SMTP_LOGIN'],
]

/** The environment of each command. Nothing of it is the business of any program that Vaultkeeper starts. */
export const markedEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  inherited.map((name, at) => [name, `${mark}-${5000 + 41 * at}`]),
)

/** The `.env` of a home: a secret under each of its names, none of which a run of the suite has a use for. */
export const environmentFile: string = Object.entries(asked)
  .flatMap(([name, parts]) => [`VAULTKEEPER_PASSWORD_${name}`, ...parts.map((part) => `VAULTKEEPER_SECRET_${name}_${part}`)])
  .concat('VAULTKEEPER_SMTP_PASSWORD')
  .map((name, at) => `${name.toUpperCase().replaceAll('-', '_')}=${mark}-${1000 + 37 * at}\n`)
  .join('')
