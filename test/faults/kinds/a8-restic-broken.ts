import { readFileSync, rmSync } from 'node:fs'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { otherRestic } from '../other-restic.ts'
import { toldAs } from '../told-as.ts'

/** The file that should be restic is not there, or no restic. */
export const kind: Kind = {
  id: 'A8',
  says: 'restic missing, not executable, cut, a text, too old',
  operations: ['backup', 'restore', 'verify'],
  arm: (bench, { random }) => {
    const how = pick(random, ['missing', 'not executable', 'cut', 'text', 'old', 'empty'] as const)
    const content = {
      missing: '',
      empty: '',
      'not executable': '#!/bin/sh\n',
      cut: readFileSync(bench.restic).subarray(0, 100_000),
      text: 'This is no program.\n',
      old: '#!/bin/sh\necho "restic 0.14.0 compiled with go1.19.8 on linux/amd64"\n',
    }[how]
    const file = otherRestic(bench, content, how === 'not executable' ? 0o644 : 0o755)
    if (how === 'missing') rmSync(file)
    return { hit: () => true, wrong: (end) => toldAs(`A8, ${how}`, end, /restic/, 15_000, end.took) }
  },
}
