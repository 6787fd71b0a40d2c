import type { PlaceSettings } from '../reach/reach.ts'

/** Where a repository is, as a person would say it: `backup@nas.local, folder /srv/laptop`. Pure. */
export function placeInWords(place: PlaceSettings): string {
  switch (place.type) {
    case 'local':
      return place.path
    case 'sftp':
      return `${place.user === undefined ? '' : `${place.user}@`}${place.host}${place.port === undefined ? '' : `:${place.port}`}, folder ${place.path}`
    case 'rest':
      return `${place.url}${place.user === undefined ? '' : `, as ${place.user}`}`
    case 's3':
      return `${new URL(place.endpoint).host}, bucket ${place.bucket}${inside(place.prefix)}`
    case 'b2':
      return `Backblaze B2, bucket ${place.bucket}${inside(place.prefix)}`
    case 'azure':
      return `Azure, account ${place.account}, container ${place.container}${inside(place.prefix)}`
    case 'gs':
      return `Google Cloud Storage, bucket ${place.bucket}${inside(place.prefix)}`
    case 'rclone':
      return `rclone, ${place.remote}`
    case 'uri':
      return place.uri
  }
}

function inside(prefix: string | undefined): string {
  return prefix === undefined ? '' : `, folder ${prefix}`
}
