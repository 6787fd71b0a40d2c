import type { PlaceSettings, ReachFacts, SecretNeed } from './reach.ts'

const usual = { as: 'environment', optional: false } as const

/**
 * The secrets that a place asks for. Where restic can read them from a file they go by a descriptor, which exists on Linux only. Pure.
 * @see https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
 */
export function needsOf(place: PlaceSettings, { platform }: Pick<ReachFacts, 'platform'>): readonly SecretNeed[] {
  switch (place.type) {
    case 'local':
    case 'sftp':
      return []
    case 'rest':
      if (place.user === undefined) return []
      return [
        {
          part: 'user-password',
          label: `Password of the user ${place.user}`,
          variable: 'RESTIC_REPOSITORY',
          as: 'location',
          optional: false,
        },
      ]
    case 's3':
      return [
        {
          part: 'access-key-id',
          label: 'Access key ID',
          ...(platform === 'linux' ? sharedFile : { ...usual, variable: 'AWS_ACCESS_KEY_ID' }),
        },
        {
          part: 'secret-access-key',
          label: 'Secret access key',
          ...(platform === 'linux' ? sharedFile : { ...usual, variable: 'AWS_SECRET_ACCESS_KEY' }),
        },
      ]
    case 'b2':
      return [
        { ...usual, part: 'account-id', label: 'Application key ID', variable: 'B2_ACCOUNT_ID' },
        { ...usual, part: 'account-key', label: 'Application key', variable: 'B2_ACCOUNT_KEY' },
      ]
    case 'azure':
      return [
        { ...usual, part: 'account-key', label: 'Account key', variable: 'AZURE_ACCOUNT_KEY', instead: 'sas-token' },
        { ...usual, part: 'sas-token', label: 'SAS token', variable: 'AZURE_ACCOUNT_SAS', instead: 'account-key' },
      ]
    case 'gs':
      return [
        {
          part: 'service-account',
          label: 'Key of the service account (JSON)',
          variable: 'GOOGLE_APPLICATION_CREDENTIALS',
          as: 'file',
          optional: false,
        },
      ]
    case 'rclone':
      return [
        {
          ...usual,
          part: 'config-password',
          label: "Password of rclone's configuration file",
          variable: 'RCLONE_CONFIG_PASS',
          optional: true,
        },
      ]
    case 'uri':
      return place.secrets.map((variable) => ({ ...usual, part: variable, label: variable, variable }))
  }
}

const sharedFile = { variable: 'AWS_SHARED_CREDENTIALS_FILE', as: 'file', optional: false } as const

/** The needs that nothing is there for. `has`: whether there is a value for a part. Pure. */
export function missingNeeds(needs: readonly SecretNeed[], has: (part: string) => boolean): readonly SecretNeed[] {
  const missing = needs.filter(({ part, optional, instead }) => !optional && !has(part) && (instead === undefined || !has(instead)))
  // Of two that do instead of each other, the first is asked for.
  return missing.filter(({ part }, index) => !missing.slice(0, index).some(({ instead }) => instead === part))
}
