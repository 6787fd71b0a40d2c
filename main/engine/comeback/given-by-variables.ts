import type { PlaceSettings } from '../repositories/reach/reach.ts'

/** By which variables restic itself is let in, as they stand in an emergency kit. */
const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rest: { 'user-password': 'RESTIC_REST_PASSWORD' },
  s3: { 'access-key-id': 'AWS_ACCESS_KEY_ID', 'secret-access-key': 'AWS_SECRET_ACCESS_KEY' },
  b2: { 'account-id': 'B2_ACCOUNT_ID', 'account-key': 'B2_ACCOUNT_KEY' },
  azure: { 'account-key': 'AZURE_ACCOUNT_KEY', 'sas-token': 'AZURE_ACCOUNT_SAS' },
  rclone: { 'config-password': 'RCLONE_CONFIG_PASS' },
}

/** The secrets of a place that the variables give by which restic is let in: whoever has followed the kit has set them. By their parts. Pure. */
export function givenByVariables(place: PlaceSettings, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const named = Object.entries(variables[place.type] ?? {})
  const raw = place.type === 'uri' ? place.secrets.map((name) => [name, name] as const) : []
  return Object.fromEntries(
    [...named, ...raw].flatMap(([part, variable]) => {
      const value = environment[variable]
      return value ? [[part, value] as const] : []
    }),
  )
}
