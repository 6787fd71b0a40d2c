import type { z } from 'zod'
import type { Repository } from '../../../contract/configuration/repository.ts'

/** A secret that a place asks for before it lets anybody in. */
export type SecretNeed = {
  /** Its clear name: `secret-access-key`; for a raw address the name of the variable. Kept in the keychain as `repository:NAME:PART`. */
  readonly part: string
  /** What it is, for a person: `Secret access key`. */
  readonly label: string
  /** The variable of restic that it goes into, or that names the file that it goes into; of a location the one that would hold it otherwise. */
  readonly variable: string
  /** How it gets to restic: in the environment of that one child, in a file without a name (a descriptor), or as part of the location, which is given by a descriptor. */
  readonly as: 'environment' | 'file' | 'location'
  /** Whether the place may be reached without it. */
  readonly optional: boolean
  /** Another part that will do instead of this one. */
  readonly instead?: string
}

/** How restic gets to a place, without its secrets. */
export type Reach = {
  /** As restic takes it: a folder, or `s3:https://...`. */
  readonly location: string
  /** Not in a folder of this machine. */
  readonly remote: boolean
  /** Variables of restic that are no secrets. */
  readonly environment: Readonly<Record<string, string>>
  /** Extended options, `-o key=value`. */
  readonly options: Readonly<Record<string, string>>
  /** PEM file with the certificates to trust there and no others. */
  readonly caCertificate?: string
  readonly needs: readonly SecretNeed[]
  /** A program of this machine that restic reaches the place through. */
  readonly program: 'ssh' | 'rclone' | null
}

/** What a reach depends on besides the settings. */
export type ReachFacts = {
  readonly platform: NodeJS.Platform
  /** The file with the host keys that a person confirmed in Vaultkeeper: {@link knownHostsFile}. */
  readonly knownHosts: string
}

type Common =
  | 'enabled'
  | 'appendOnly'
  | 'keep'
  | 'limitUpload'
  | 'limitDownload'
  | 'compression'
  | 'packSize'
  | 'connections'
  | 'readConcurrency'
  | 'prune'
  | 'mirror'
type WithoutCommon<Settings> = Settings extends unknown ? Omit<Settings, Common> : never

/** What of a repository's settings says where it is: those of the configuration in force, or as a form has them. Paths of this machine are absolute. */
export type PlaceSettings = WithoutCommon<z.output<typeof Repository>> & { readonly connections?: number | null | undefined }

/** The settings of one kind. */
export type PlaceOf<Type extends PlaceSettings['type']> = Extract<PlaceSettings, { type: Type }>
