import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

/** restic says that all is stored, and the disk holds something else in every new pack. Who reads it back notices; nobody else would before it is needed. */
export const kind: Kind = {
  id: 'E8',
  says: 'the disk stores something else than it was given',
  operations: ['backup'],
  arm: (bench, { operation }) => {
    const [data, kept] = [path.join(bench.repository, 'data'), path.join(bench.folder, 'fault', 'kept')]
    mkdirSync(kept)
    const before = filesOf(bench.repository, 'data')
    const isOld = before.map((file) => path.basename(file)).join('|')
    const lie = [
      '"$R" "$@"; c=$?',
      `for p in $(find '${data}' -type f | grep -Ev '${isOld}'); do`,
      `cp "$p" '${kept}'; chmod u+w "$p"`,
      'dd if=/dev/urandom of="$p" bs=$(( $(wc -c < "$p") / 2 )) count=1 conv=notrunc 2> /dev/null',
      'done; exit $c',
    ].join('\n')
    otherRestic(
      bench,
      `#!/bin/sh\nR='${bench.restic}'\ncase " $* " in *" ${operations[operation].restic} "*) ${lie} ;; esac\nexec "$R" "$@"\n`,
    )
    return {
      hit: () => readdirSync(kept).length > 0,
      wrong: ({ code, answer }) => (code === 0 ? [`E8: the disk lies, and it says that it is verified: ${answer?.verdict}`] : []),
      disarm: () => {
        for (const name of readdirSync(kept)) copyFileSync(path.join(kept, name), path.join(data, name.slice(0, 2), name))
      },
    }
  },
}
