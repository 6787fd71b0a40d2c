import { count } from '../health/say-when.ts'
import type { RestorePreview } from './restore-preview.ts'

/** One sentence that tells what a restore is going to do, by entries: files, folders and links. Pure. */
export function previewSentence({ fates, newerOverwritten }: Pick<RestorePreview, 'fates' | 'newerOverwritten'>): string {
  const many = ({ entries }: { readonly entries: number }) => count(entries)
  const newer = newerOverwritten.entries > 0 ? ` (${many(newerOverwritten)} of them newer on the disk)` : ''
  const parts = [
    [fates.added, `adds ${many(fates.added)}`],
    [fates.overwritten, `overwrites ${many(fates.overwritten)}${newer}`],
    [fates['metadata-only'], `sets rights and times of ${many(fates['metadata-only'])}`],
    [fates.beside, `puts ${many(fates.beside)} beside what is there`],
    [fates['newer-on-disk-kept'], `leaves ${many(fates['newer-on-disk-kept'])} that ${are(fates['newer-on-disk-kept'])} newer`],
    [fates.kept, `leaves ${many(fates.kept)} as ${fates.kept.entries === 1 ? 'it is' : 'they are'}`],
    [fates.identical, `finds ${many(fates.identical)} identical`],
    [fates['in-conflict'], `cannot restore ${many(fates['in-conflict'])} for what is in the way`],
    [fates['left-out'], `leaves out ${many(fates['left-out'])}`],
  ] as const
  const said = parts.filter(([tally]) => tally.entries > 0).map(([, text]) => text)
  if (said.length === 0) return 'There is nothing to restore.'
  const sentence = said.join(', ')
  return `${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`
}

function are({ entries }: { readonly entries: number }): string {
  return entries === 1 ? 'is' : 'are'
}
