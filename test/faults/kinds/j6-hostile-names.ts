import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { MasterKey } from '../../../main/engine/repositories/quick-key/restic-key.ts'
import { forgeSnapshot, forgeTree } from '../../helpers/forge-snapshots.ts'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** Somebody who may write into the repository makes a snapshot that is to write elsewhere. Nothing of it is written, and it is said why. */
export const kind: Kind = {
  id: 'J6',
  says: 'snapshot with names that lead out of the target',
  operations: ['restore', 'verify', 'copy'],
  arm: async (bench, { operation, random }) => {
    const raw = rawRepository(bench, bench.repository)
    const key = JSON.parse(await raw.run('--no-lock', 'cat', 'masterkey')) as MasterKey
    const names = pick(random, [['..'], ['../../evil.md'], ['/evil.md'], ['a/b'], ['.'], [''], ['evil\\x00.md'], ['x.md', 'x.md']] as const)
    const time = new Date(Date.now() - 1_000).toISOString()
    const nodes = ['a.md', ...names].map((name) => ({
      name,
      type: 'file',
      mode: 0o644,
      mtime: time,
      atime: time,
      ctime: time,
      uid: 0,
      gid: 0,
      content: [],
    }))
    const id = forgeSnapshot(bench.repository, key, { time, hostname: 'another', tags: [], tree: forgeTree(bench.repository, key, nodes) })
    return {
      ...(operation === 'restore' ? { once: ['restore', id, '--to', bench.back] } : {}),
      hit: () => existsSync(path.join(bench.repository, 'snapshots', id)),
      wrong: ({ code, answer }) => [
        ...(operation === 'restore' && code === 0 ? [`J6: ${JSON.stringify(names)} was restored`] : []),
        ...(operation === 'restore' && existsSync(bench.back) && readdirSync(bench.back).length > 0 ? ['J6: something was written'] : []),
        ...(existsSync(path.join(bench.folder, 'evil.md')) || existsSync('/evil.md') ? ['J6: it wrote outside of the target'] : []),
        // A tree with such names may be damaged in restic's eyes, too.
        ...(code === 0 || operation === 'restore' || (operation === 'verify' && answer?.problem?.code === 'repository-damaged')
          ? []
          : [`J6: ${operation} ended with ${code}: ${answer?.problem?.sentence}`]),
      ],
      // Not one of ours: somebody who finds it removes it, for restic's own check calls it damaged.
      disarm: async () => {
        await raw.run('forget', '--quiet', id)
      },
    }
  },
}
