import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import { changeConfiguration } from '../change-configuration.ts'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

const document = 'recovery.md'

/** The disk of the vault has no room for the recovery document, or takes no writes: the backup is made all the same, and no half of a file is left in the vault. */
export const kind: Kind = {
  id: 'R1',
  says: 'no room in the vault for the recovery document',
  tellsOf: 'full',
  operations: ['scheduled', 'backup'],
  arm: (bench, { random }) => {
    const how = pick(random, ['full', 'read-only'] as const)
    const disk = onSmallDisk(bench.vault, path.join(bench.folder, 'fault', 'disk'), '64m')
    const putBack = changeConfiguration(bench, (before) => ({
      ...before,
      vaults: { notes: { ...before.vaults.notes, recoveryDocument: document } },
    }))
    if (how === 'read-only') disk.remount('ro')
    else {
      disk.remount(`size=${Math.ceil((64 * 2 ** 20 - disk.free()) / 4096) * 4096 + 4096}`)
      // A name, and not a byte more: a new file can be begun and not be written.
      writeFileSync(path.join(bench.vault, 'last.md'), Buffer.alloc(disk.free()))
    }
    return {
      hit: () => !existsSync(path.join(bench.vault, document)),
      // To lie on another disk for a while is a change of its folders.
      vaultMoved: true,
      wrong: ({ code, answer }) => [
        ...(code === 0 || code === 3 ? [] : [`R1: ${how}: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...readdirSync(bench.vault).flatMap((name) => (name.includes('recovery') ? [`R1: ${how}: ${name} was left in the vault`] : [])),
      ],
      disarm: () => disk.leave(),
      person: async () => {
        const { code, stdout, stderr } = await bench.json(['recovery-doc', '--write'])
        const there = existsSync(path.join(bench.vault, document))
        putBack()
        return code === 0 && there ? [] : [`R1: ${how}: with room again it is not written: ${code} ${stdout}${stderr}`]
      },
    }
  },
}
