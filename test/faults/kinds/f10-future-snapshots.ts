import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

const month = 30 * 86_400_000

/** Somebody who may only add adds snapshots of the future, so that retention keeps those and removes the real ones. */
export const kind: Kind = {
  id: 'F10',
  says: 'snapshots of the future by somebody else',
  operations: ['prune', 'backup'],
  arm: async (bench, { operation }) => {
    const raw = rawRepository(bench, bench.repository)
    const newest = await raw.newestOf('notes')
    const tags = (JSON.parse(await raw.run('--no-lock', 'snapshots', '--json', newest)) as { tags: string[]; hostname: string }[])[0]
    for (let number = 1; number <= 3; number++) {
      const time = new Date(Date.now() + number * month).toISOString().slice(0, 19).replace('T', ' ')
      const words = (tags?.tags ?? []).flatMap((tag) => ['--tag', tag])
      await raw.run('backup', '--quiet', '--host', tags?.hostname ?? 'h', '--time', time, ...words, path.join(bench.folder, 'tmp'))
    }
    return {
      hit: () => true,
      // Until they are gone nothing is removed, which is told each time.
      next: ({ code, answer }) =>
        code === 0 || answer?.problem?.code === 'snapshots-in-the-future'
          ? []
          : [`F10: the next one ended with ${code}: ${answer?.problem?.sentence}`],
      wrong: ({ lines }) => {
        const removed = lines.flatMap((line) => (line.event === 'snapshots.removed' ? (line['ids'] as string[]) : []))
        return [
          ...(operation === 'prune' && removed.length > 0
            ? [`F10: ${removed.length} were removed while there are some of the future`]
            : []),
          ...(existsSync(path.join(bench.repository, 'snapshots', newest)) ? [] : ['F10: the newest real one is gone']),
        ]
      },
    }
  },
}
