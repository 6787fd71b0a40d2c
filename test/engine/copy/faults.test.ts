import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copy } from '../../../main/engine/copy/copy-run.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { writeRandom } from '../../helpers/cli-tree.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const started = '2026-11-21T12:00:00Z'

/** A bench whose repository `local` holds a snapshot of so many megabytes. */
async function benchWith(megabytes: number, repositories: object) {
  const folder = temporaryFolder('copy')
  const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const local = { type: 'local', path: '~/local' }
  const plans = { mine: { kind: 'daily', sources: ['notes'], repositories: ['local'] } }
  const bench = await scheduleBench({
    folder,
    configuration: { vaults: { notes: { path: '~/notes', recoveryDocument: false } }, repositories: { local, ...repositories }, plans },
    started,
    environment: { VAULTKEEPER_RESTIC: shim.program },
    execute: 'real',
  })
  bench.setTime(undefined)
  writeRandom(path.join(folder, 'notes', 'film.bin'), megabytes)
  expect(await runPlanNow(bench.core, 'mine', testHost())).toMatchObject([{ verdict: 'done' }])
  return { ...bench, shim }
}

const run = ({ core }: ScheduleBench, from: string, to: string, host = testHost()) => copy(core, { from, to }, null, host)
const trees = ({ core }: ScheduleBench, name: string) => knownSnapshots(core.state.database, name).map(({ tree }) => tree)

describe('a copy in which something happens', () => {
  it('says which of the two went away in the middle, and goes on when it is back', async () => {
    const bench = await benchWith(1, { drive: { type: 'local', path: '~/drive' } })
    bench.shim.flags('copy', '--limit-upload=4000 --limit-download=4000 --pack-size=4')
    // Of one pack that is open already all can be read, wherever its folder has gone.
    bench.shim.flags('backup', '--pack-size=4')
    for (const name of ['local', 'drive']) {
      // What came over before it was cut off is not copied again: each has something of its own to copy, that takes some seconds.
      writeRandom(path.join(bench.folder, 'notes', `${name}.bin`), 32)
      expect(await runPlanNow(bench.core, 'mine', testHost())).toMatchObject([{ verdict: 'done' }])
      const [place, away] = [path.join(bench.folder, name), path.join(bench.folder, `${name}-away`)]
      const host = testHost()
      const copying = run(bench, 'local', 'drive', {
        ...host,
        onProgress: (progress) => {
          if (progress.step === 'copying' && !readdirSync(bench.folder).includes(`${name}-away`)) renameSync(place, away)
        },
      })
      const ended = await copying
      expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'copy-cut-off' } })
      expect(ended.problem?.sentence).toBe(`The copy was cut off. The repository "${name}" is not where it was: ${place}.`)
      // restic makes the folders of a place that is gone anew; a person who mounts the drive again sees the old one.
      rmSync(place, { recursive: true, force: true })
      renameSync(away, place)
    }
    bench.shim.flags('copy')
    expect(await run(bench, 'local', 'drive')).toMatchObject({ verdict: 'done', result: { whole: true } })
    expect(trees(bench, 'drive')).toEqual(trees(bench, 'local'))
  })

  it('from a folder to a REST server whose quota ends in the middle, then on to an S3 server', async () => {
    const servers = temporaryFolder('servers')
    const ca = testCa(servers)
    const files = path.join(servers, 'rest')
    mkdirSync(files)
    const small = await startRestServer(files, { maxSize: 6_000_000 })
    const keys = { M4rkedKey: 'M4rkedSecret/1548' }
    const s3 = await startS3(path.join(servers, 's3'), { certificate: ca.issue(), buckets: ['backups'], keys })
    const bench = await benchWith(10, {
      server: { type: 'rest', url: `${small.url}laptop` },
      cloud: { type: 's3', endpoint: s3.endpoint, bucket: 'backups', prefix: 'laptop', caCertificate: ca.certificate },
    })
    for (const [part, value] of [
      ['access-key-id', 'M4rkedKey'],
      ['secret-access-key', 'M4rkedSecret/1548'],
    ] as const)
      bench.keychain.entries.set(`repository:cloud:${part}`, value)
    expect(await run(bench, 'local', 'server')).toMatchObject({ verdict: 'failed', problem: { code: 'no-space' } })
    await small.end()
    const large = await startRestServer(files, { port: small.port })
    onTestFinished(() => large.end())
    expect(await run(bench, 'local', 'server')).toMatchObject({ verdict: 'done', result: { whole: true, files: 1 } })
    expect(await run(bench, 'server', 'cloud')).toMatchObject({ verdict: 'done', result: { whole: true, files: 1, bytes: 10_000_000 } })
    expect(trees(bench, 'cloud')).toEqual(trees(bench, 'local'))
    expect(snapshotIds(path.join(bench.folder, 'local'))).toHaveLength(1)
    expect(JSON.stringify(bench.events('run.outcome'))).not.toMatch(/M4rked/)
  })
})
