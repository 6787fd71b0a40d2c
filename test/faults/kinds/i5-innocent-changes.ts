import { chmodSync, readdirSync, renameSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** All of the vault is touched, has other modes, or lies under another name, and nothing was lost: it is saved, and nobody is alarmed. */
export const kind: Kind = {
  id: 'I5',
  says: 'all files touched, other modes, folders renamed',
  operations: ['scheduled', 'backup'],
  arm: (bench, { random }) => {
    const how = pick(random, ['touched', 'modes', 'renamed', 'of the future'] as const)
    const files = readdirSync(bench.vault, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
    for (const file of files) {
      if (how === 'touched') utimesSync(file, new Date(), new Date())
      if (how === 'of the future') utimesSync(file, new Date('2099-01-01'), new Date('2099-01-01'))
      if (how === 'modes') chmodSync(file, 0o600)
    }
    if (how === 'renamed')
      for (const name of readdirSync(bench.vault)) renameSync(path.join(bench.vault, name), path.join(bench.vault, `the ${name}`))
    return {
      hit: () => files.length > 100,
      wrong: ({ code, answer, lines }) => [
        ...(code === 0 ? [] : [`I5, ${how}: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(how !== 'renamed' && lines.some(({ event }) => event === 'anomaly.raised')
          ? [`I5, ${how}: somebody is alarmed for nothing`]
          : []),
      ],
    }
  },
}
