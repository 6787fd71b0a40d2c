import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { listRepositories } from '../../../main/engine/repositories/manage/list-repositories.ts'
import { appendOnlyStanding } from '../../../main/engine/retention/append-only.ts'
import { check } from '../../../main/engine/runs/check-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { retainAndPrune } from '../../../main/engine/runs/retain-and-prune.ts'
import { nextDue } from '../../../main/engine/schedule/next-due.ts'
import { status } from '../../../main/engine/status.ts'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

/** A plan that keeps three snapshots on a server that lets nothing be removed, which nobody has told us. */
async function openBench() {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data, { appendOnly: true })
  const bench = await planInto(({ url = `${server.url}laptop` }) => ({ type: 'rest', url }))
  return { ...bench, data, server, place: path.join(data, 'laptop') }
}

/** An S3 server whose key may add, and not remove, not even locks. */
async function openS3Bench() {
  const ca = testCa(temporaryFolder('ca'))
  const server = await startS3(temporaryFolder('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { key: 'its secret' } })
  const body = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>'
  const denial = { method: 'DELETE', status: 403, headers: { 'content-type': 'application/xml' }, body }
  const faults = await startHttpFaults(server.endpoint, [denial], { ca, certificate: ca.issue() })
  const endpoint = faults.url.replace(/\/$/, '')
  const bench = await planInto(() => ({ type: 's3', endpoint, bucket: 'backups', caCertificate: ca.certificate }), {
    VAULTKEEPER_SECRET_NAS_ACCESS_KEY_ID: 'key',
    VAULTKEEPER_SECRET_NAS_SECRET_ACCESS_KEY: 'its secret',
  })
  return { ...bench, faults }
}

/** A home with a plan into a place. */
async function planInto(place: (of: { url?: string }) => object, environment: NodeJS.ProcessEnv = {}) {
  const home = await testHome({ environment })
  const vault = path.join(temporaryFolder('vault'), 'notes')
  mkdirSync(vault)
  const configure = (of: { appendOnly?: boolean; url?: string } = {}) => {
    home.core.settings.configuration = Configuration.parse({
      version: 1,
      vaults: { notes: { path: vault, recoveryDocument: false } },
      repositories: {
        nas: { ...place(of), ...(of.appendOnly === undefined ? {} : { appendOnly: of.appendOnly }) },
      },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['nas'], keep: { last: 3 } } },
    })
  }
  configure()
  let number = 0
  const backUp = async (times: number) => {
    for (let at = 0; at < times; at++) {
      writeFileSync(path.join(vault, 'a.md'), `state ${++number}`)
      expect(await runPlanNow(home.core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
    }
  }
  const events = (name: string) => recorded(home.root).filter(({ event }) => event === name)
  const removals = () => recorded(home.root).filter((line) => line.event === 'run.intent' && ['retention', 'prune'].includes(line.kind))
  return { ...home, configure, backUp, events, removals }
}

describe('a server that lets nothing be removed', { timeout: 60_000 }, () => {
  it('is found to be so at the first attempt: a state with its growth, told without alarm, and no further attempt', async () => {
    const bench = await openBench()
    await bench.backUp(4)
    expect(bench.removals()).toHaveLength(1)
    const [found] = bench.events('repository.append-only')
    expect(found).toMatchObject({ repository: 'nas', found: true, why: expect.stringMatching(/403/) })
    expect(
      recorded(bench.root)
        .filter((line) => line.event === 'run.outcome')
        .map((line) => 'verdict' in line && line.verdict),
    ).not.toContain('failed')

    await bench.backUp(1)
    await retainAndPrune(bench.core, {}, testHost())
    expect(bench.removals()).toHaveLength(1)
    expect(snapshotIds(bench.place)).toHaveLength(5)
    // Freeing space is not due there any more either.
    expect(Object.keys(nextDue(bench.core, new Date()))).toEqual(['daily/nas', '@check/nas', '@drill/nas'])

    expect(appendOnlyStanding(bench.core, 'nas')).toMatchObject({ beyond: 2, storedBytes: expect.any(Number) })
    const { sentence = '' } = appendOnlyStanding(bench.core, 'nas') ?? {}
    expect(sentence).toMatch(
      /^The repository "nas" is append-only: nothing is removed there, as its place refused on 20\d\d-\d\d-\d\d\. It holds 5 snapshots, the oldest of \S+\. 2 of them are kept by no rule any more\. [\d.]+ kB were stored there so far\.$/,
    )
    expect((await listRepositories(bench.core)).find(({ name }) => name === 'nas')).toMatchObject({ appendOnly: true, grown: sentence })
    const { attention, troubles } = await status(bench.core)
    expect(troubles.filter(({ repository }) => repository === 'nas')).toMatchObject([
      { problem: { code: 'repository-append-only', sentence }, attention: false },
    ])
    expect(attention).toBe(false)
    const { problems } = await overview(bench.core)
    expect(problems.find(({ code }) => code === 'repository-append-only')).toMatchObject({
      tone: 'note',
      title: 'A repository lets nothing be removed',
      action: { kind: 'edit-repository', repository: 'nas' },
    })

    // A person who wrote that it is meant so is told no more; one who wrote that it is not has it tried, and sees it fail.
    bench.configure({ appendOnly: true })
    expect((await status(bench.core)).troubles.some(({ repository }) => repository === 'nas')).toBe(false)
    bench.configure({ appendOnly: false })
    expect(await retainAndPrune(bench.core, {}, testHost())).toMatchObject({
      retention: [{ verdict: 'failed', problem: { code: 'not-removed' } }],
    })

    // The server lets it happen now.
    await bench.server.end()
    const open = await startRestServer(bench.data)
    bench.configure({ appendOnly: false, url: `${open.url}laptop` })
    expect(await retainAndPrune(bench.core, {}, testHost())).toMatchObject({
      retention: [{ verdict: 'done' }],
      prune: [{ verdict: 'done' }],
    })
    expect(snapshotIds(bench.place)).toHaveLength(3)
    expect(bench.events('repository.append-only').at(-1)).toMatchObject({ found: false })
    bench.configure({ url: `${open.url}laptop` })
    expect(appendOnlyStanding(bench.core, 'nas')).toBeNull()
  })

  it('is found by freeing space as well, when there is something to free', async () => {
    const bench = await openBench()
    await bench.backUp(2)
    const [gone = ''] = snapshotIds(bench.place)
    await bench.core.record({ event: 'snapshots.removing', repository: 'nas', run: 'a retention', ids: [gone] })
    rmSync(path.join(bench.place, 'snapshots', gone))
    const { prune } = await retainAndPrune(bench.core, {}, testHost())
    expect(prune).toMatchObject([{ verdict: 'skipped', problem: { code: 'repository-append-only', detail: expect.stringMatching(/403/) } }])
    expect(bench.events('repository.append-only')).toHaveLength(1)
  })

  it('that is a bucket whose key may not even remove locks: backups, checks and restores go on, retention ends there', async () => {
    const bench = await openS3Bench()
    await bench.backUp(4)
    expect(bench.removals()).toHaveLength(1)
    expect(bench.events('repository.append-only')).toMatchObject([{ found: true, why: expect.stringMatching(/Access Denied/) }])
    const verdicts = recorded(bench.root).flatMap((line) => (line.event === 'run.outcome' ? [line.verdict] : []))
    expect(verdicts).toEqual(['done', 'done', 'done', 'done', 'skipped'])
    const occasion = { plan: '@check', due: null, trigger: 'manual' } as const
    expect(await check(bench.core, 'nas', 0, occasion, testHost())).toMatchObject({ verdict: 'done' })
    const target = path.join(temporaryFolder('back'), 'notes')
    const wanted = { reference: 'latest', vault: 'notes', target, overwrite: 'if-changed', verify: true } as const
    expect(await restore(bench.core, wanted, testHost())).toMatchObject({ verdict: 'done' })
    expect(readFileSync(path.join(target, 'a.md'), 'utf8')).toBe('state 4')
  })
})
