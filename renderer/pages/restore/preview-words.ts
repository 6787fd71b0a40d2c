import type { RestorePreview } from '../../../main/contract/procedures/restores.ts'
import { counted } from '../../words/counted.ts'

/** One thing that a restore is going to do, or not to do: what it is about, how many, and some of them. */
export type PreviewLine = {
  readonly key: string
  readonly tone: 'good' | 'attention' | 'bad' | 'info' | 'calm'
  readonly title: string
  readonly says: string
  readonly amount: string
  readonly bytes: number | null
  readonly examples: readonly string[]
  /** How many the examples are of. */
  readonly of: number
}

type Tally = RestorePreview['fates']['added']

/** What a restore is going to do, line by line, what a person should look at first. Pure. */
export function previewLines(preview: RestorePreview): readonly PreviewLine[] {
  const { fates, conflicts, leftOut, newerOverwritten, unprivileged, hostile, collisions, notWritable } = preview
  const tally = (key: string, tone: PreviewLine['tone'], title: string, says: string, { entries, files, bytes, examples }: Tally) => ({
    key,
    tone,
    title,
    says,
    amount: entries === files ? counted(entries, 'file') : counted(entries, 'file or folder', 'files and folders'),
    bytes: files > 0 ? bytes : null,
    examples,
    of: entries,
  })
  const named = (key: string, tone: PreviewLine['tone'], title: string, says: string, count: number, examples: readonly string[]) => ({
    key,
    tone,
    title,
    says,
    amount: counted(count, 'thing'),
    bytes: null,
    examples,
    of: count,
  })
  const why = (first: RestorePreview['conflicts']['first']) => first.map((one) => `${one.path}: ${one.why}`)
  const lines: PreviewLine[] = [
    named('hostile', 'bad', 'Names that no honest snapshot has', 'They could be written elsewhere.', hostile.count, hostile.first),
    named('not-writable', 'bad', 'Folders that may not be written to', 'Nothing can be put there.', notWritable.count, notWritable.first),
    named(
      'collisions',
      'bad',
      'Names that this disk takes for one',
      'One of both would be lost.',
      collisions.count,
      collisions.first.map(([one, other]) => `${one} and ${other}`),
    ),
    named(
      'conflicts',
      'bad',
      'Something else is in the way',
      'It stays, and these are not restored.',
      conflicts.count,
      why(conflicts.first),
    ),
    ...replaced(fates.overwritten, newerOverwritten).map(([key, title, says, some]) => tally(key, 'attention', title, says, some)),
    tally('added', 'good', 'Added', 'Nothing is at their place now.', fates.added),
    tally(
      'beside',
      'good',
      'Put beside',
      'What is there differs and stays; these come beside it, with the date in their name.',
      fates.beside,
    ),
    tally('metadata-only', 'info', 'Only dates and rights', 'The content is the same already.', fates['metadata-only']),
    tally('newer-on-disk-kept', 'calm', 'Left, for they are newer', 'They were changed after this backup.', fates['newer-on-disk-kept']),
    tally('kept', 'calm', 'Left as they are', 'Something of that name is there.', fates.kept),
    tally('identical', 'calm', 'Already the same', 'Nothing to do for these.', fates.identical),
    named('left-out', 'attention', 'Left out', 'Programs and devices make these.', leftOut.count, why(leftOut.first)),
    named(
      'unprivileged',
      'attention',
      'Without their special rights',
      'They would run as another person.',
      unprivileged.count,
      unprivileged.first,
    ),
  ]
  return lines.filter(({ of }) => of > 0)
}

/** What is replaced, and what of it is newer on the disk: told apart where it is only a part. */
function replaced(all: Tally, newer: Tally): readonly (readonly [key: string, title: string, says: string, some: Tally])[] {
  const since = 'Changed on the disk after this backup. It is kept for Undo.'
  if (newer.entries > 0 && newer.entries === all.entries) return [['overwritten', 'Replaced, although newer', since, newer]]
  return [
    ['newer-overwritten', 'Of those replaced, newer on the disk', since, newer],
    ['overwritten', 'Replaced', 'What is there differs. It is kept for Undo.', all],
  ]
}

/** How many entries a restore would write. Pure. */
export function toBeWritten({ fates }: Pick<RestorePreview, 'fates'>): number {
  return fates.added.entries + fates.overwritten.entries + fates['metadata-only'].entries + fates.beside.entries
}

/** Whether all that was chosen is there already, just as it was. Where nothing is written for another reason, it is not. Pure. */
export function isAllThere({ fates }: Pick<RestorePreview, 'fates'>): boolean {
  return Object.entries(fates).every(([fate, { entries }]) => fate === 'identical' || entries === 0)
}
