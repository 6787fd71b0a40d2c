import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** `restic-wrapper` is published built, and used here from its sources: no build between a change and its test. */
const conditions = ['source', 'module', 'node', 'development|production']

/** Where `.ci/run` wants the report that it counts from. */
const report = process.env['VAULTKEEPER_TEST_REPORT']

/** The one takes five minutes of real time, most of which it waits; the other has many journeys. Begun first, they have the others run beside them. */
const longest = ['daemon-minutes.test.ts', 'window-journeys.test.ts']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(longest.some((name) => moduleId.endsWith(name)))
    return (await super.sort(files)).toSorted((a, b) => isLong(b) - isLong(a))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts', 'main/restic-wrapper/test/**/*.test.ts'],
    globalSetup: ['test/helpers/programs.ts', 'test/helpers/sample/samples-folder.ts'],
    // Tests start programs, change folders and the environment: each file has a process of its own.
    pool: 'forks',
    // Two cores, and twice as many files: each waits for more than half of its time.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Real restic on a busy machine of two cores: what hangs is told all the same.
    testTimeout: 90_000,
    // The sample's month of real runs is made once for all files that wait for it.
    hookTimeout: 240_000,
    // One second by itself, which a busy machine needs for much.
    expect: { poll: { timeout: 15_000 } },
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
