import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** `restic-wrapper` is published built, and used here from its sources: no build between a change and its test. */
const conditions = ['source', 'module', 'node', 'development|production']

/** Where `.ci/run` wants the report that it counts from. */
const report = process.env['VAULTKEEPER_TEST_REPORT']

/**
 * The one takes five minutes of real time, most of which it waits; the others have many journeys, or look at every page. Begun first, they have the others run
 * beside them: a clean clone knows no times, and the largest files, which come first there, are not the ones that take longest.
 */
const longest = [
  'daemon-minutes',
  'window-journeys',
  'pages/keyboard',
  // Those two while the sample is made that all pages wait for.
  'schedule/simulated-year',
  'agents/recover-example',
  'pages/axe',
  'pages/activity',
  'pages/plans',
  'pages/look',
  'pages/restore',
  'several-at-once',
]

/** The place in that list; behind it for all others. */
function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`${name}.test.ts`))
  return place < 0 ? longest.length : place
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts', 'main/restic-wrapper/test/**/*.test.ts'],
    globalSetup: ['test/helpers/programs.ts', 'test/helpers/shipped-cli.ts', 'test/helpers/sample/samples-folder.ts'],
    // Tests start programs, change folders and the environment: each file has a process of its own.
    pool: 'forks',
    // Two cores, and twice as many files: with one more they are busy all the time, and it takes as long.
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
