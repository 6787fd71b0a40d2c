import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { status } from '../../../main/engine/status.ts'
import { differences } from '../../helpers/cli-tree.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const started = '2026-11-16T12:00:00Z'
const due = '2026-11-17T07:00:00.000Z'

/** A plan whose repository lies on a server. */
async function serverBench(options: { appendOnly?: boolean } = {}) {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data, options)
  const bench = await scheduleBench({
    configuration: {
      vaults: { notes: { path: '~/notes', recoveryDocument: false } },
      repositories: { server: { type: 'rest', url: `${server.url}laptop`, appendOnly: options.appendOnly ?? false } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['server'], keep: { last: 3 } } },
    },
    started,
    execute: 'real',
  })
  writeFileSync(path.join(bench.folder, 'notes', 'a.md'), 'something worth keeping')
  await bench.at(started)
  return { ...bench, server, data, place: path.join(data, 'laptop') }
}

it('a plan into a REST server that only takes: backed up, verified, listed, restored; nothing is removed', async () => {
  const bench = await serverBench({ appendOnly: true })
  await bench.at(due)
  await bench.at('2026-11-18T07:00:00Z')
  expect(bench.runs()).toEqual([17, 18].map((day) => `daily/server/notes 11-${day}T07:00 schedule: done`))
  expect(snapshotIds(bench.place)).toHaveLength(2)
  expect(
    bench.events('run.verified').map(({ report }) => [report.comparedFiles + report.findingCount, report.vanishedSnapshots]),
  ).toHaveLength(2)
  expect(await verify(bench.core, 'server', testHost())).toMatchObject({ verdict: 'done' })
  const target = path.join(temporaryFolder('back'), 'notes')
  const wanted = { reference: 'daily/2026-11-17', vault: undefined, target, overwrite: 'if-changed', verify: true } as const
  expect(await restore(bench.core, wanted, testHost())).toMatchObject({ verdict: 'done' })
  expect(differences(path.join(bench.folder, 'notes'), target)).toEqual([])
  expect((await status(bench.core)).plans).toMatchObject([{ plan: 'daily', repository: 'server', state: 'protected' }])
})

it('another repository behind the same address is refused, with its password and without', async () => {
  const bench = await serverBench()
  await bench.at(due)
  renameSync(bench.place, path.join(bench.data, 'aside'))
  const password = bench.keychain.entries.get('repository:server')
  for (const [key, code] of [
    [password, 'other-repository'],
    ['another', 'wrong-password'],
  ] as const) {
    await rawRestic(bench.place, key)('init')
    expect(await runPlanNow(bench.core, 'daily', testHost())).toMatchObject([{ verdict: 'failed', problem: { code } }])
    expect(snapshotIds(bench.place)).toEqual([])
    rmSync(bench.place, { recursive: true })
  }
  // Nothing is made anew where one was.
  expect(await runPlanNow(bench.core, 'daily', testHost())).toMatchObject([{ verdict: 'failed', problem: { code: 'repository-gone' } }])
  cpSync(path.join(bench.data, 'aside'), bench.place, { recursive: true })
  expect(await runPlanNow(bench.core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
})

it('a server that is gone is told within half a minute, in words, and tried again when it may be back', async () => {
  const bench = await serverBench()
  await bench.at(due)
  await bench.server.end()
  const begun = performance.now()
  await bench.at('2026-11-18T07:00:00Z')
  expect(performance.now() - begun).toBeLessThan(30_000)
  expect(bench.runs().slice(1)).toEqual(['daily/server/notes 11-18T07:00 schedule: failed repository-offline'])
  expect(bench.events('run.outcome').at(-1)?.problem?.sentence).toMatch(/^The repository "server" cannot be reached: .*refused/)
  expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-18T07:01:00Z'))
  await startRestServer(bench.data, { port: bench.server.port })
  await bench.at('2026-11-18T07:01:00Z')
  expect(bench.runs().at(-1)).toBe('daily/server/notes 11-18T07:00 retry: done')
}, 90_000)

it('a wrong password for a server is called wrong: its keys are not looked for on this machine', async () => {
  const bench = await serverBench()
  await bench.at(due)
  const refused = setSecret(bench.core, 'server', 'not this one', 'keychain', testHost())
  await expect(refused).rejects.toMatchObject({ problem: { code: 'wrong-password' } })
})
