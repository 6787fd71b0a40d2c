/**
 * Names a child may inherit. Everything else is left behind: a stray RESTIC_PASSWORD_FILE makes restic refuse ("password-command and
 * password-file"), and LD_PRELOAD or GODEBUG of the parent has no business in a backup.
 */
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // Windows: without these Go finds neither its DLLs, nor a temporary folder, nor the user.
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'ProgramW6432',
]

/** Decided by this package alone; a caller's value would contradict the flags it sets. */
const reserved = /^RESTIC_(FROM_)?(REPOSITORY|PASSWORD)(_FILE|_COMMAND)?2?$|^RESTIC_CACHE_DIR$/i

/** Variables for one child. */
export type EnvironmentRequest = {
  readonly parent: Readonly<Record<string, string | undefined>>
  readonly cacheDirectory: string
  /** Later ones win. Names that say where the repository or its password is are ignored here. */
  readonly added: readonly (Readonly<Record<string, string>> | undefined)[]
  /** Set last and not filtered. */
  readonly own?: Readonly<Record<string, string>>
  readonly platform?: NodeJS.Platform
}

/**
 * Builds the whole environment of a child from an allow-list. Language is pinned so that messages can be recognised.
 * @see https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
 */
export function childEnvironment(request: EnvironmentRequest): Record<string, string> {
  const windows = (request.platform ?? process.platform) === 'win32'
  const environment: Record<string, string> = {}
  const wanted = new Set(windows ? inherited.map((name) => name.toUpperCase()) : inherited)
  for (const [name, value] of Object.entries(request.parent)) {
    if (value !== undefined && wanted.has(windows ? name.toUpperCase() : name)) environment[name] = value
  }
  Object.assign(environment, { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' })
  for (const extra of request.added) {
    for (const [name, value] of Object.entries(extra ?? {})) if (!reserved.test(name)) environment[name] = value
  }
  return Object.assign(environment, { RESTIC_CACHE_DIR: request.cacheDirectory }, request.own)
}
