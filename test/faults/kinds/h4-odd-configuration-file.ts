import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** Where the configuration belongs lies a FIFO, a folder, a device, a link into nothing or in a circle, or a link to it. Nothing waits for ever; a link stays one. */
export const kind: Kind = {
  id: 'H4',
  says: 'configuration is a FIFO, a folder, a device, a link',
  operations: ['backup', 'scheduled', 'copy', 'prune'],
  arm: (bench, { random, operation }) => {
    const file = path.join(bench.home, 'backup_schedule.json')
    const aside = path.join(bench.folder, 'fault', 'mine.json')
    renameSync(file, aside)
    const how = pick(random, ['FIFO', 'folder', 'device', 'into nothing', 'circle', 'link'] as const)
    if (how === 'FIFO') execFileSync('mkfifo', [file])
    else if (how === 'device') execFileSync('mknod', [file, 'c', '1', '5'])
    else if (how === 'folder') mkdirSync(file)
    else symlinkSync({ 'into nothing': '/nowhere/at/all', circle: file, link: aside }[how], file)
    return {
      hit: () => true,
      wrong: async ({ code, took, answer, lines }) => [
        ...(took > 15_000 ? [`H4, ${how}: told only after ${Math.round(took)} ms`] : []),
        ...(how === 'link' && code !== 0
          ? [`H4: a link to the configuration, and it ended with ${code}: ${answer?.problem?.sentence}`]
          : []),
        ...(how === 'link' && !lstatSync(file).isSymbolicLink() ? ['H4: the link was replaced'] : []),
        ...(how !== 'link' && code === 0 && operation !== 'backup' && (await bench.json(['status'])).code === 0
          ? [`H4, ${how}: nobody is told`]
          : []),
        ...(lines.some(({ event }) => event === 'snapshots.removed') && how !== 'link' ? [`H4, ${how}: something was removed`] : []),
      ],
      disarm: () => {
        rmSync(file, { recursive: true, force: true })
        renameSync(aside, file)
      },
    }
  },
}
