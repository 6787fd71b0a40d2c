import type { Clock } from '../ports.ts'

/** The time of a snapshot, for restic (local time, whole seconds) and for the records. */
export type SnapshotStamp = { readonly forRestic: string; readonly time: string }

/** What a snapshot that is begun now is to bear as its time; `undefined` where restic looks at the clock itself, which is the same one. */
export function snapshotStamp(clock: Clock): SnapshotStamp | undefined {
  if (clock.shifted !== true) return undefined
  const now = clock.now()
  now.setMilliseconds(0)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-')
  const hour = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')
  return { forRestic: `${day} ${hour}`, time: now.toISOString() }
}
