import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import type { EndedRun } from '../../../main/engine/runs/record-run.ts'
import { retryDelay } from '../../../main/engine/schedule/back-off.ts'
import { writeRandom } from '../../helpers/cli-tree.ts'
import { remoteHome } from '../../helpers/network-bench.ts'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { startProxy } from '../../helpers/servers/proxy.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const MiB = 2 ** 20

/** That a run failed, with this code and these words, and whether it is tried again by itself. */
function expectFailed(ended: EndedRun<unknown>, code: string, words: RegExp, again: boolean): void {
  expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'failed', problem: { code, sentence: expect.stringMatching(words) } })
  expect(retryDelay({ verdict: 'failed', code, attempts: 1 }) !== null).toBe(again)
}

/** How long something took, in seconds. */
async function timed<Result>(work: Promise<Result>): Promise<[Result, number]> {
  const begun = performance.now()
  return [await work, (performance.now() - begun) / 1000]
}

const s3Error = (code: string, message: string) => ({
  status: 403,
  headers: { 'Content-Type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
})

describe('a REST server', { timeout: 120_000 }, () => {
  it('that has no room left: said so, what was there stays, and room alone mends it', async () => {
    const data = temporaryFolder('rest')
    let server = await startRestServer(data, { maxSize: 3 * MiB })
    const home = await remoteHome({ type: 'rest', url: `${server.url}laptop` })
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
    writeRandom(path.join(home.vault, 'film.bin'), 4)
    const [full, took] = await timed(home.backUp())
    expectFailed(full, 'no-space', /^The server of the repository "server" has no room left for it: .*507/, true)
    expect(took).toBeLessThan(25)
    expect(snapshotIds(path.join(data, 'laptop'))).toHaveLength(1)
    await server.end()
    server = await startRestServer(data, { port: server.port })
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  })

  it('whose certificate has expired, has another name, or is of an unknown authority: three sentences, nothing sent, mended by a good one', async () => {
    const data = temporaryFolder('rest')
    const ca = testCa(temporaryFolder('ca'))
    const serve = (kind: 'good' | 'expired' | 'other-name', port = 0) => startRestServer(data, { certificate: ca.issue(kind), port })
    let server = await serve('expired')
    const { url, port } = server
    const settings = { type: 'rest', url: `${url}laptop`, caCertificate: ca.certificate }
    const home = await remoteHome(settings)
    expectFailed(await home.backUp(), 'repository-certificate', /has expired/, true)
    await server.end()
    server = await serve('other-name', port)
    expectFailed(await home.backUp(), 'repository-certificate', /made out to another name/, true)
    await server.end()
    server = await serve('good', port)
    home.configure({ type: 'rest', url: `${url}laptop` })
    expectFailed(await home.backUp(), 'repository-certificate', /signed by nobody whom this machine trusts/, true)
    expect(readdirSync(data)).toEqual([])
    home.configure(settings)
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
  })

  it('behind a log-in page: the network wants a log-in; no damage, no wrong password, and it passes by itself', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    const faults = await startHttpFaults(server.url)
    const home = await remoteHome({ type: 'rest', url: `${faults.url}laptop` })
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
    for (const rule of [
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<!DOCTYPE html><html><body>Welcome to our hotel</body></html>' },
      { status: 511, body: '' },
    ]) {
      faults.setRules([rule])
      const [asked, took] = await timed(home.backUp())
      expect(asked).toMatchObject({ verdict: 'failed', problem: { code: 'network-log-in', sentence: expect.stringMatching(/log-in/) } })
      expect(took).toBeLessThan(25)
    }
    faults.setRules([])
    writeRandom(path.join(home.vault, 'film.bin'), 1)
    expect(await home.backUp()).toMatchObject({ verdict: 'done', result: { report: { vanishedSnapshots: [], findingCount: 0 } } })
  })

  it('that is slow, stumbles or stands still for a while in the middle: the run ends well', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    const faults = await startHttpFaults(server.url)
    const home = await remoteHome({ type: 'rest', url: `${faults.url}laptop` }, { outagePatience: 60_000 })
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
    writeRandom(path.join(home.vault, 'film.bin'), 2)
    faults.setRules([
      { method: 'HEAD', url: /config/, latency: 5_500, times: 1 },
      { method: 'POST', url: /data/, status: 503, times: 1 },
      { method: 'POST', url: /index/, status: 500, times: 1 },
      { method: 'GET', url: /data/, cutBody: 1000, times: 1 },
      { method: 'POST', url: /snapshots/, latency: 2_000, times: 1 },
    ])
    const host = testHost()
    expect(await home.backUp(host)).toMatchObject({ verdict: 'done' })
    expect(host.notes()).toMatch(/has not answered yet; waiting/)
    expect(host.notes()).toMatch(/The repository "server" does not answer \(.*503.*\); trying again/)
    const line = await startProxy(server.port)
    home.configure({ type: 'rest', url: `http://127.0.0.1:${line.port}/laptop` })
    line.setRate(4 * MiB)
    writeRandom(path.join(home.vault, 'film.bin'), 4)
    const running = home.backUp()
    const from = line.count().up
    const frozen = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (line.count().up - from < MiB) return
        clearInterval(look)
        server.freeze()
        setTimeout(() => {
          server.thaw()
          resolve()
        }, 3_000)
      }, 10)
    })
    expect(await running).toMatchObject({ verdict: 'done' })
    await frozen
  })

  it('that lets nothing be removed, not even a lock: backups go on, and none of the locks is in the way of the next', async () => {
    const data = temporaryFolder('rest')
    const server = await startRestServer(data)
    const faults = await startHttpFaults(server.url, [{ method: 'DELETE', status: 403 }])
    const home = await remoteHome({ type: 'rest', url: `${faults.url}laptop` })
    for (const round of [1, 2]) {
      writeRandom(path.join(home.vault, 'film.bin'), 1)
      const ended = await home.backUp()
      expect(ended.verdict, JSON.stringify(ended)).toMatch(/^(?:done|warnings)$/)
      expect(snapshotIds(path.join(data, 'laptop'))).toHaveLength(round)
    }
  })
})

describe('an S3 server', { timeout: 120_000 }, () => {
  it('that refuses keys, has no such bucket, is full, or lets nothing be removed, and a clock an hour off: said within seconds, not tried for minutes', async () => {
    const ca = testCa(temporaryFolder('ca'))
    const certificate = ca.issue()
    const server = await startS3(temporaryFolder('s3'), { certificate, buckets: ['backups'], keys: { AKIAREAL: 'real-secret' } })
    const faults = await startHttpFaults(server.endpoint, [], { ca, certificate })
    const settings = { type: 's3', endpoint: faults.url, bucket: 'backups', prefix: 'laptop', caCertificate: ca.certificate }
    const secrets = { 'access-key-id': 'AKIAREAL', 'secret-access-key': 'real-secret' }
    const home = await remoteHome(settings, { secrets, outagePatience: 60_000 })
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
    const soon = async (code: string, words: RegExp, again: boolean) => {
      const [ended, took] = await timed(home.backUp())
      expectFailed(ended, code, words, again)
      expect(took).toBeLessThan(25)
    }
    const give = (part: keyof typeof secrets, value: string) => home.keychain.entries.set(`repository:server:${part}`, value)
    give('secret-access-key', 'another-secret')
    await soon('repository-refused', /refuses access: .*signature/, false)
    give('access-key-id', 'AKIAOTHER')
    await soon('repository-refused', /refuses access: .*does not exist in our records/, false)
    for (const [part, value] of Object.entries(secrets)) give(part as keyof typeof secrets, value)
    home.configure({ ...settings, bucket: 'nosuchbucket' })
    await soon('bucket-missing', /^The bucket of the repository "server" is not there/, false)
    home.configure(settings)
    faults.setRules([s3Error('RequestTimeTooSkewed', "The difference between the request time and the server's time is too large.")])
    await soon('clock-differs', /^The clock of this machine and that of the server/, true)
    faults.setRules([{ ...s3Error('QuotaExceeded', 'Bucket quota exceeded'), method: 'PUT', url: /data/ }])
    writeRandom(path.join(home.vault, 'film.bin'), 1)
    await soon('no-space', /has no room left for it: .*quota/, true)
    faults.setRules([])
    expect(await home.backUp()).toMatchObject({ verdict: 'done' })
    // Whoever may write, but not remove: backups go on, and what removes says that it is not allowed to.
    faults.setRules([{ ...s3Error('AccessDenied', 'Access Denied.'), method: 'DELETE' }])
    for (const round of [1, 2]) {
      writeRandom(path.join(home.vault, `film ${round}.bin`), 1)
      expect(await home.backUp()).toMatchObject({ verdict: expect.stringMatching(/^(?:done|warnings)$/) })
    }
    const pruned = await prune(
      home.core,
      'server',
      { plan: '@prune', due: null, trigger: 'manual' },
      await circumstancesOf(home.core),
      testHost(),
    )
    expect(pruned, JSON.stringify(pruned)).toMatchObject({ verdict: 'skipped', problem: { code: 'repository-append-only' } })
  })
})
