import type { PlaceCheck } from '../../main/contract/procedures/places.ts'

/** What the engine calls a setting, and what its field is called here. */
const fields: readonly (readonly [written: string, here: string])[] = [
  ['name that file as "caCertificate"', 'name that file under “More about this place”'],
  ['Name the user as "user"', 'Name the user'],
  ['write "appendOnly": true', 'choose “Never: it is append-only” under “How it is treated”'],
]

/**
 * The remedy of a finding as it is right on a page: without options and commands of the command line, for here are fields and buttons. That of a host key is said
 * beside the key itself. Pure.
 */
export function remedyHere({ about, remedy }: Pick<PlaceCheck, 'about' | 'remedy'>): string | null {
  if (remedy === null || about === 'host-key') return null
  const named = fields.reduce((text, [written, here]) => text.replace(written, here), remedy)
  const plain = named
    .replace(/ \(--[a-z-]+\)/g, '')
    .replace(/(?:^| )[^.;]*: vaultkeeper [^.]*\.?$/, '')
    .trim()
  return plain === '' ? null : plain
}
