import { count, text } from '../messages/json.ts'
import { filterFlags, one, operands, type SnapshotFilter, tagProblem } from './flags.ts'
import type { Plan } from './plan.ts'
import type { Announcement } from './snapshots.ts'

/** Which tags to change, of which snapshots. */
export type TagOptions = SnapshotFilter & {
  readonly ids?: readonly string[]
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
  /** Replaces all tags; not together with the others. */
  readonly set?: readonly string[]
}

/** The snapshots that have got another id. */
export type TagResult = { readonly changed: readonly { readonly oldId: string; readonly newId: string }[]; readonly changedCount: number }

/** Exclusive lock. @see https://restic.readthedocs.io/en/stable/040_backup.html#tags-for-backup */
export function planTag(options: TagOptions): Plan<Announcement, TagResult> {
  const { add, remove, set } = options
  const nothing = !add?.length && !remove?.length && set === undefined
  return {
    name: 'tag',
    args: [
      'tag',
      ...(add?.length ? one('add', add.join(',')) : []),
      ...(remove?.length ? one('remove', remove.join(',')) : []),
      ...(set ? one('set', set.join(',')) : []),
      ...filterFlags(options),
      ...operands(...(options.ids ?? [])),
    ],
    json: true,
    announces: true,
    keepsPartial: true,
    refusal: nothing ? 'there is no tag to add, remove or set' : tagProblem([...(add ?? []), ...(remove ?? []), ...(set ?? [])]),
    reader: () => {
      const changed: { oldId: string; newId: string }[] = []
      let changedCount: number | undefined
      return {
        json(json) {
          if (json.message_type === 'changed') changed.push({ oldId: text(json.old_snapshot_id), newId: text(json.new_snapshot_id) })
          else if (json.message_type === 'summary') changedCount = count(json.changed_snapshots)
        },
        result: () => (changedCount === undefined ? undefined : { changed, changedCount }),
      }
    },
  }
}
