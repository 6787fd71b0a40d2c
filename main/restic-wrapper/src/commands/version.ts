import { text } from '../messages/json.ts'
import type { Plan } from './plan.ts'
import { objectReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** What program this is. */
export type VersionResult = { readonly version: string; readonly goVersion: string; readonly os: string; readonly architecture: string }

/** Needs no repository; takes some 16 ms. */
export function planVersion(): Plan<Announcement, VersionResult> {
  return {
    name: 'version',
    args: ['version'],
    json: true,
    announces: true,
    withoutRepository: true,
    limits: { silence: 20_000 },
    reader: objectReader((json) => {
      const version = text(json.version)
      if (json.message_type !== 'version' || version === '') return undefined
      return { version, goVersion: text(json.go_version), os: text(json.go_os), architecture: text(json.go_arch) }
    }),
  }
}
