import { devNull } from 'node:os'
import type { Credentials } from '../../secrets/credential.ts'
import type { PlaceOf, PlaceSettings } from './reach.ts'

/** A place as rclone reaches it: the address for restic, and rclone's settings of that remote in variables. */
export type ThroughRclone = {
  readonly location: string
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

const remote = 'vaultkeepersource'

/**
 * A place of restic's own kinds as a remote of rclone, which may stand beside another place of the same kind in one restic. `null` for kinds that
 * cannot. The files of a repository have the same names both ways. Pure.
 * @see https://rclone.org/docs/#config-file, "remotes by environment variables"
 */
export function rcloneRemoteOf(place: PlaceSettings, credentials: Credentials): ThroughRclone | null {
  const found = settingsOf(place, credentials)
  if (found === null) return null
  const { path, settings, caCertificate } = found
  const variables = Object.entries(settings).map(([name, value]) => [`RCLONE_CONFIG_${remote.toUpperCase()}_${name.toUpperCase()}`, value])
  return {
    location: `rclone:${remote}:${path}`,
    environment: {
      ...Object.fromEntries(variables),
      RCLONE_CONFIG: devNull,
      ...(caCertificate === undefined ? {} : { RCLONE_CA_CERT: caCertificate }),
    },
    secrets: [...credentials.values()],
  }
}

type Found = { readonly path: string; readonly settings: Readonly<Record<string, string>>; readonly caCertificate?: string | undefined }

function settingsOf(place: PlaceSettings, credentials: Credentials): Found | null {
  const secret = (part: string) => credentials.get(part) ?? ''
  switch (place.type) {
    case 's3':
      return {
        path: inside(place.bucket, place.prefix),
        settings: { ...s3Server(place), access_key_id: secret('access-key-id'), secret_access_key: secret('secret-access-key') },
        caCertificate: place.caCertificate,
      }
    case 'b2':
      return {
        path: inside(place.bucket, place.prefix),
        settings: { type: 'b2', account: secret('account-id'), key: secret('account-key') },
      }
    case 'azure': {
      const endpoint = `https://${place.account}.blob.${place.endpointSuffix ?? 'core.windows.net'}`
      const key = credentials.has('account-key')
        ? { account: place.account, key: secret('account-key'), endpoint }
        : { sas_url: `${endpoint}/${place.container}?${secret('sas-token').replace(/^\?/, '')}` }
      return { path: inside(place.container, place.prefix), settings: { type: 'azureblob', ...key } }
    }
    case 'gs':
      return {
        path: inside(place.bucket, place.prefix),
        settings: { type: 'google cloud storage', service_account_credentials: secret('service-account'), bucket_policy_only: 'true' },
      }
    default:
      return null
  }
}

function s3Server({ endpoint, region, bucketLookup }: PlaceOf<'s3'>): Record<string, string> {
  const amazon = /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(new URL(endpoint).hostname)
  return {
    type: 's3',
    provider: amazon ? 'AWS' : 'Other',
    endpoint: new URL(endpoint).origin,
    ...(region === undefined ? {} : { region }),
    force_path_style: String(bucketLookup === 'path' || (bucketLookup === 'auto' && !amazon)),
    no_check_bucket: 'true',
  }
}

function inside(bucket: string, prefix: string | undefined): string {
  return [bucket, ...(prefix ?? '').split('/')].filter((part) => part !== '').join('/')
}
