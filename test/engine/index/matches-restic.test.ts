import { afterAll, describe, test } from 'vitest'
import { readyIndex } from '../../../main/engine/index/open-index.ts'
import { expectChanges, expectFound, expectListed, expectPages, expectVersions, truthOf } from '../../helpers/expect-index.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { indexBench } from '../../helpers/index-bench.ts'
import { randomSnapshots } from '../../helpers/random-snapshots.ts'
import { pick, seeded } from '../../helpers/seeded.ts'

const first = seedOf(1)
const histories = howMany(3, 40)
const steps = 11

describe('the index answers what restic answers', () => {
  let agreed = 0
  afterAll(() =>
    noteFigure('index-matches-restic', {
      says: 'random histories, and those of which the index and restic tell different things',
      seed: first,
      cases: histories,
      wrong: histories - agreed,
    }),
  )
  for (let seed = first; seed < first + histories; seed++)
    test(`history ${seed}`, async () => {
      const random = seeded(seed)
      const bench = await indexBench()
      const history = randomSnapshots(random, bench)
      const happened: string[] = []
      try {
        for (let step = 0; step < steps; step++) {
          happened.push(await history.step())
          // Step by step, many at once, or only some.
          const what = pick(random, ['all', 'some', 'nothing', 'nothing'] as const)
          if (what === 'nothing') continue
          const there = (await bench.restic.snapshots()).map(({ id }) => id)
          const some = what === 'all' ? undefined : there.filter(() => random() < 0.3)
          const index = await readyIndex(bench.core, bench.opened, bench.host, some)
          happened.push(`index ${what}`)
          const one = (some ?? there)[0]
          if (one !== undefined) expectListed(index, one, await bench.restic.list(one))
          index.close()
        }
        const index = await readyIndex(bench.core, bench.opened, bench.host)
        const truth = await truthOf(bench, history)
        for (const [id, entries] of truth.entries) expectListed(index, id, entries)
        expectPages(random, index, truth)
        expectVersions(index, truth)
        await expectFound(random, bench, index, truth)
        for (let pair = 0; pair < 5; pair++) await expectChanges(random, bench, index, truth)
        index.close()
        agreed += 1
      } catch (error) {
        console.log(`history ${seed}:\n  ${happened.join('\n  ')}`)
        throw error
      }
    })
})
