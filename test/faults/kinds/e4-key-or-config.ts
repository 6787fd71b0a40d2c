import { existsSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'

/** The keys or the configuration of a repository are gone. It is not taken for a new one, and nobody is told that the password is wrong. */
export const kind: Kind = {
  id: 'E4',
  says: 'all keys or the config of a repository gone',
  operations: ['backup', 'restore', 'verify', 'prune', 'copy'],
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const what = random() < 0.5 ? 'keys' : 'config'
    const files = what === 'keys' ? filesOf(place, 'keys') : [path.join(place, 'config')]
    const moved = files.map((file) => [file, path.join(bench.folder, 'fault', path.basename(file))] as const)
    for (const [from, to] of moved) renameSync(from, to)
    return {
      hit: () => true,
      wrong: ({ code, answer }) => [
        // A restore may come from the other repository.
        ...(code === 0 && operation !== 'restore' ? [`E4: ${what} gone, and it said that all is well`] : []),
        ...(answer?.problem?.code === 'wrong-password' ? [`E4: ${what} gone, and told as: ${answer.problem.sentence}`] : []),
        ...(existsSync(path.join(place, 'config')) && what === 'config' ? ['E4: a new repository was made over the old one'] : []),
        ...(what === 'keys' && readdirSync(path.join(place, 'keys')).length > 0 ? ['E4: a new key was made'] : []),
      ],
      disarm: () => {
        for (const [from, to] of moved) renameSync(to, from)
      },
    }
  },
}
