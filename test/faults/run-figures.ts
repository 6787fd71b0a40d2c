import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { projectFolder } from '../helpers/cli-run.ts'
import { figureFiles } from './figure-files.ts'
import { summarize } from './write-report.ts'

/** Runs the tests of many cases in their long form, one file after the other. @param reports where what they count is gathered. @returns whether all passed */
export function runFigures(seed: number, reports: string | undefined): boolean {
  const vitest = path.join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--maxWorkers=2', '--testTimeout=14400000', ...figureFiles], {
    cwd: projectFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      VAULTKEEPER_LONG: '1',
      VAULTKEEPER_SEED: String(seed),
      ...(reports === undefined ? {} : { VAULTKEEPER_FIGURES: path.join(reports, 'figures') }),
    },
  })
  if (reports !== undefined) summarize(reports)
  return status === 0
}
