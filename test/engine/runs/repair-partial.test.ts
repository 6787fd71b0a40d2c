import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { repair } from '../../../main/engine/runs/verify-run.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { testHost } from '../../helpers/temporary-home.ts'

it('a repair after packs were lost stores anew what the plans take of a vault, and nothing else', async () => {
  const bench = await scheduleBench({
    configuration: {
      vaults: { em: { path: '~/em', recoveryDocument: false } },
      repositories: { cloud: { type: 'local', path: '~/cloud', prune: false } },
      plans: { weights: { kind: 'daily', sources: [{ vault: 'em', include: ['*.json'] }], repositories: ['cloud'] } },
    },
    started: '2026-11-16T12:00:00Z',
  })
  writeFileSync(path.join(bench.folder, 'em', 'weights.json'), '{}')
  writeFileSync(path.join(bench.folder, 'em', 'diary.md'), 'not for the cloud')
  expect(await runPlanNow(bench.core, 'weights', testHost())).toMatchObject([{ verdict: 'done' }])
  const data = path.join(bench.folder, 'cloud', 'data')
  for (const name of readdirSync(data, { recursive: true, withFileTypes: true }))
    if (name.isFile()) rmSync(path.join(name.parentPath, name.name))
  expect(await repair(bench.core, 'cloud', testHost())).toMatchObject({ verdict: 'done' })
  const made = bench
    .events('run.snapshot')
    .slice(1)
    .map(({ counts }) => counts.files)
  expect(made).toEqual([1])
}, 60_000)
