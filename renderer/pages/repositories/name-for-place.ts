import type { PlaceDraft } from '../../repositories/place-draft.ts'
import { nameFor } from '../plans/names.ts'

const usual: Readonly<Record<string, string>> = {
  local: 'drive',
  rest: 'server',
  sftp: 'server',
  s3: 's3',
  b2: 'b2',
  azure: 'azure',
  gs: 'google',
  rclone: 'cloud',
  uri: 'offsite',
}

/** A name for a repository at a place, one that is not taken: after its host or remote where that makes a good one. Pure. */
export function nameForPlace({ type, values }: PlaceDraft, taken: readonly string[]): string {
  const [first = ''] = type === 'sftp' ? (values['host'] ?? '').split('.') : type === 'rclone' ? (values['remote'] ?? '').split(':') : []
  // Of an address in numbers nothing could be told later.
  const speaking = /[a-z]/i.test(first) ? first : ''
  return nameFor(speaking === '' ? (usual[type] ?? 'offsite') : speaking, taken)
}
