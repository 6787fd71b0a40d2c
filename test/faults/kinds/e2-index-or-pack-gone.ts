import { damage, filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** A pack or an index is gone, cut, or has a wrong bit. A verification finds all of them. */
export const kind: Kind = {
  id: 'E2',
  says: 'pack gone; index gone, cut, with a wrong bit',
  operations: ['verify'],
  weight: 2,
  arm: (bench, { random }) => {
    const pack = random() < 0.5
    const done = damage(random, filesOf(bench.repository, pack ? 'data' : 'index'), pack ? ['delete'] : ['delete', 'flip', 'cut'])
    return { hit: () => true, wrong: (end) => toldAs(`E2, ${done.how}`, end, /damaged/), disarm: done.mend }
  },
}
