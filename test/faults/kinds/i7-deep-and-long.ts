import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'

/** Folders deeper than a path can name, and names as long as names may be. What can be read is saved, and what cannot is said in few words. */
export const kind: Kind = {
  id: 'I7',
  says: 'folders deeper than PATH_MAX, names of 255 bytes',
  operations: ['backup', 'scheduled'],
  arm: (bench) => {
    const place = path.join(bench.vault, 'deep')
    const step = 'd'.repeat(50)
    // Step by step: no call takes the whole path.
    execFileSync('sh', [
      '-c',
      `mkdir "$1" && cd "$1" && echo kept > "${'n'.repeat(252)}.md" && i=0 && while [ $i -lt 100 ]; do mkdir ${step} && cd -P ./${step} && echo $i > n.md; i=$((i+1)); done`,
      'sh',
      place,
    ])
    return {
      hit: () => true,
      // Nobody can compare what nobody can name.
      vaultMoved: true,
      wrong: ({ code, stdout, stderr, answer }) => [
        ...(code === 3 || code === 0 ? [] : [`I7: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(code === 0 && answer?.warnings?.length === 0 ? ['I7: what is too deep cannot have been saved, and nothing is said'] : []),
        ...(`${stdout}${stderr}`.length > 60_000 ? [`I7: ${stdout.length + stderr.length} bytes of words`] : []),
      ],
      disarm: () => {
        execFileSync('rm', ['-rf', place])
        rmSync(place, { recursive: true, force: true })
      },
    }
  },
}
