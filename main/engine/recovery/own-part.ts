import { ownTag } from '../own/own-mark.ts'
import type { RecoveryFacts } from './facts.ts'
import { block, code } from './markdown.ts'
import { workFolder } from './posix-shell.ts'
import type { Shell } from './shell.ts'

/** Vaultkeeper itself: from its own snapshots, by itself where it is installed, else by restic. Pure. */
export function ownPart({ repositories }: RecoveryFacts, shell: Shell): string[] {
  const [nearest] = repositories
  const from = nearest === undefined ? '' : nearest.folder === null ? shell.word(nearest.way.location) : shell.place(nearest.folder)
  return [
    '## Vaultkeeper itself',
    '',
    'Its configuration and its history are in the backups, too. They come into a folder of their own:',
    '',
    ...block(shell.language, [
      shell.bringBack({ tag: ownTag, to: { from: 'home', path: `${workFolder}/own` }, whole: [], parts: [], inside: null }),
    ]),
    `To go on as before, install Vaultkeeper and let it take up its work; it asks for the same secrets. It can bring back the vaults as well, so this alone would do instead of all of the above:`,
    '',
    `    vaultkeeper init --from ${from}`,
    '',
    `Then ${code('vaultkeeper status')} says how everything stands.`,
    '',
  ]
}
