import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'

/** The target is itself a link: to a folder, to nothing, to itself. restic would put a folder in its place. The link stays, and the real place is said. */
export const kind: Kind = {
  id: 'J2',
  says: 'target of a restore is a link',
  operations: ['restore'],
  arm: (bench, { random }) => {
    const place = path.join(bench.folder, 'fault', 'real place')
    const how = pick(random, ['folder', 'folder', 'nothing', 'itself'] as const)
    if (how === 'folder') mkdirSync(place)
    const leads = how === 'itself' ? bench.back : place
    symlinkSync(leads, bench.back)
    return {
      once: [...operations.restore.parameters(bench), '--overwrite', pick(random, ['always', 'if-changed', 'never'] as const)],
      hit: () => true,
      vaultMoved: true,
      wrong: ({ code, stdout }) => [
        ...(lstatSync(bench.back).isSymbolicLink() && readlinkSync(bench.back) === leads ? [] : [`J2, ${how}: the link is no more`]),
        ...(how === 'folder' && code === 0 && readdirSync(place).length === 0 ? ['J2: it says that it worked, and nothing is there'] : []),
        ...(how === 'folder' && code === 0 && !stdout.includes('real place') ? ['J2: where it really went is not said'] : []),
        ...(how === 'itself' && code === 0 ? ['J2: a link to itself, and it says that it worked'] : []),
      ],
      // Where it leads to is a person's to mend.
      disarm: () => rmSync(bench.back),
    }
  },
}
