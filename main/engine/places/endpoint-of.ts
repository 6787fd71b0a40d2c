import type { PlaceSettings } from '../repositories/reach/reach.ts'

/** What is asked of a server before restic is: an address of it that may be asked without a key. */
export type Endpoint = {
  readonly url: URL
  readonly caCertificate: string | undefined
  /** Requests are signed with the time of this machine. */
  readonly signs: boolean
}

/** The server that a place is on, where it is asked over HTTP. Pure. */
export function endpointOf(place: PlaceSettings): Endpoint | undefined {
  switch (place.type) {
    case 'rest':
      return { url: new URL(`${place.url.replace(/\/+$/, '')}/config`), caCertificate: place.caCertificate, signs: false }
    case 's3':
      return { url: new URL(`/${place.bucket}`, place.endpoint), caCertificate: place.caCertificate, signs: true }
    case 'b2':
      return { url: new URL('https://api.backblazeb2.com/'), caCertificate: undefined, signs: false }
    case 'azure':
      return {
        url: new URL(`https://${place.account}.blob.${place.endpointSuffix ?? 'core.windows.net'}/`),
        caCertificate: undefined,
        signs: true,
      }
    case 'gs':
      return { url: new URL('https://storage.googleapis.com/'), caCertificate: undefined, signs: true }
    case 'local':
    case 'sftp':
    case 'rclone':
    case 'uri':
      return undefined
  }
}

/** Whether programs reach such an address through another machine, which may know the way where we do not. Pure. */
export function isThroughProxy({ protocol }: URL, environment: NodeJS.ProcessEnv): boolean {
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  return names.some((name) => (environment[name] ?? '') !== '')
}
