import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { executeAsJob } from '../../../main/engine/daemon/execute-job.ts'
import { createJobs, type Jobs } from '../../../main/engine/jobs/jobs.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const started = '2026-11-16T12:00:00.000Z'
const due = '2026-11-17T07:00:00.000Z'

/** A plan of two vaults, whose scheduled run of both is a job, and slow. */
async function slowPlan() {
  const folder = temporaryFolder('cancel')
  const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  let jobs: Jobs | undefined
  const ending = new AbortController()
  const home = await scheduleBench({
    folder,
    configuration: {
      vaults: { notes: { path: '~/notes', recoveryDocument: false }, code: { path: '~/code', recoveryDocument: false } },
      repositories: { local: { type: 'local', path: '~/local', prune: false } },
      plans: { daily: { kind: 'daily', schedule: '0 7 * * *', sources: ['notes', 'code'], repositories: ['local'] } },
    },
    started,
    environment: { VAULTKEEPER_RESTIC: shim.program },
    execute: (job, _, core) => {
      jobs ??= createJobs(core)
      return executeAsJob(core, jobs, job, ending.signal)
    },
  })
  await home.at(started)
  await init(home.core, 'local', testHost())
  for (const vault of ['notes', 'code']) writeFileSync(path.join(folder, vault, 'large.bin'), randomBytes(1_500_000))
  shim.flags('backup', '--limit-upload=900')
  await home.lookAt(due)
  const going = () => jobs?.list().find(({ ended }) => ended === null)
  await waitFor('progress', () => going()?.progress?.step === 'reading')
  return { ...home, shim, ending, going, jobs: () => jobs?.list() ?? [], cancel: () => jobs?.cancel(going()?.id ?? '') }
}

test('a scheduled run is a job that a person can see and cancel: it is left, with all its vaults, until it is due again', async () => {
  const bench = await slowPlan()
  expect(bench.going()).toMatchObject({ kind: 'backup', title: 'Backing up the plan daily into local', plan: 'daily', repository: 'local' })
  bench.cancel()
  await bench.scheduler.settled()
  expect(bench.jobs()).toMatchObject([
    { cancelling: false, ended: { verdict: 'cancelled', runs: [{ kind: 'backup' }, { kind: 'backup' }] } },
  ])
  await bench.at(new Date(Date.parse(due) + 3_600_000).toISOString())
  const cancelled = bench.runs().filter((run) => run.includes('cancelled'))
  expect(cancelled).toHaveLength(2)
  expect(bench.runs().filter((run) => run.startsWith('daily/'))).toEqual(cancelled)
  bench.shim.flags('backup')
  await bench.at(new Date(Date.parse(due) + 86_400_000).toISOString())
  expect(bench.runs().filter((run) => run.startsWith('daily/') && run.endsWith(': done'))).toHaveLength(2)
})

test('one that an ending program stops is interrupted, and made up for at once', async () => {
  const bench = await slowPlan()
  bench.ending.abort()
  await bench.scheduler.settled()
  const daily = () => bench.runs().filter((run) => run.startsWith('daily/'))
  expect(daily()).toEqual([expect.stringMatching(/interrupted stopped$/)])
})
