import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

/** The disk of the vault is not mounted: an empty folder lies there, before the run or from its middle on. That is no vault that somebody emptied, or somebody is asked. */
export const kind: Kind = {
  id: 'I3',
  says: 'disk of the vault not mounted, or pulled in the middle',
  tellsOf: 'gone',
  operations: ['scheduled', 'backup'],
  weight: 2,
  arm: (bench, { random, operation, moment, span }) => {
    const disk = onSmallDisk(bench.vault, path.join(bench.folder, 'fault', 'disk'), '64m')
    const how = pick(random, ['before', 'in the middle'] as const)
    if (how === 'before') disk.pull()
    let pulled = how === 'before'
    return {
      strike: async (running) => {
        let over = false
        void running.ended.then(() => {
          over = true
        })
        await Promise.race([new Promise((resolve) => setTimeout(resolve, moment * span * 0.6)), running.ended])
        if (over || pulled) return
        disk.pull()
        pulled = true
      },
      hit: () => pulled,
      vaultMoved: true,
      wrong: ({ code, lines, answer }) => [
        ...(how === 'before' && code === 0 && (operation === 'backup' || !lines.some(({ event }) => event === 'anomaly.raised'))
          ? [`I3: an empty mount point was backed up, and nobody is told: ${answer?.verdict}`]
          : []),
        ...(lines.some(({ event }) => event === 'snapshots.removed') && how === 'before' ? ['I3: something was removed meanwhile'] : []),
      ],
      disarm: () => {
        if (pulled) disk.plugIn()
        disk.leave()
      },
      person: async () => {
        const { code, stderr } = await bench.json(['status', '--expected'])
        return [0, 1].includes(code ?? 9) ? [] : [`I3: nobody can say that it was expected: ${code} ${stderr}`]
      },
    }
  },
}
