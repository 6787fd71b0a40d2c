import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { randomBytes } from '../operations.ts'

/** Most of the vault is deleted, emptied or encrypted: it is saved, somebody is asked, and until then retention stands still. */
export const kind: Kind = {
  id: 'I4',
  says: 'vault emptied, 60 % deleted, encrypted in place, renamed',
  operations: ['scheduled'],
  weight: 2,
  arm: async (bench, { random }) => {
    const how = pick(random, ['emptied', 'deleted', 'encrypted', 'renamed'] as const)
    const files = readdirSync(bench.vault, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
    for (const [number, file] of files.entries()) {
      if (how === 'emptied' || (how === 'deleted' && number % 10 < 6)) rmSync(file)
      if (how === 'encrypted' || how === 'renamed') writeFileSync(file, randomBytes(random, readFileSync(file).length + 4))
      if (how === 'renamed') renameSync(file, `${file}.locked`)
    }
    return {
      hit: () => true,
      wrong: async ({ lines }) => {
        const raised = lines.some(({ event }) => event === 'anomaly.raised')
        const pruned = await bench.json(['prune', '--plan', 'daily', '--keep-last', '3'])
        return [
          ...(raised ? [] : [`I4, ${how}: nobody is asked`]),
          ...(pruned.lines.some(({ event }) => event === 'snapshots.removed')
            ? [`I4, ${how}: something was removed before anybody answered`]
            : []),
        ]
      },
      person: async () => {
        // An empty vault would be told as one each time.
        writeFileSync(path.join(bench.vault, 'left.md'), 'left')
        const { code, stderr } = await bench.json(['status', '--expected'])
        return code === 0 ? [] : [`I4, ${how}: nobody can say that it was expected: ${code} ${stderr}`]
      },
    }
  },
}
