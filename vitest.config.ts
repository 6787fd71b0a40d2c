import { defineConfig } from 'vitest/config'

/** `restic-wrapper` is published built, and used here from its sources: no build between a change and its test. */
const conditions = ['source', 'module', 'node', 'development|production']

/** Where `.ci/run` wants the report that it counts from. */
const report = process.env['VAULTKEEPER_TEST_REPORT']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts', 'main/restic-wrapper/test/**/*.test.ts'],
    globalSetup: ['test/helpers/programs.ts'],
    // Tests start programs, change folders and the environment: each file has a process of its own.
    pool: 'forks',
    maxWorkers: 2,
    // Real restic on a busy machine of two cores: what hangs is told all the same.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
