import type { PlaceSettings } from '../repositories/reach/reach.ts'
import type { KitWay } from './kit-way.ts'
import { quote } from './quote.ts'

/**
 * The one command by which Vaultkeeper brings a machine back, in the folder where the steps of the way put their files. The address says who one is at the server, so that it asks for the
 * password of that user. Pure.
 * @param place what is configured; `undefined` where nothing is any more
 */
export function comebackCommand(place: PlaceSettings | undefined, { location, flags }: KitWay, platform: NodeJS.Platform): string {
  const user = place?.type === 'rest' ? place.user : undefined
  const address = user === undefined ? location : location.replace('://', `://${encodeURIComponent(user)}@`)
  const certificate = flags.includes('--cacert') ? ['--ca-certificate', flags[flags.indexOf('--cacert') + 1] ?? ''] : []
  return ['vaultkeeper', 'init', '--from', address, ...certificate].map((word) => quote(word, platform)).join(' ')
}
