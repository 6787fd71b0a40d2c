import path from 'node:path'
import { test } from 'vitest'
import { expectWords } from '../../helpers/cli-bench.ts'
import { liveOn, openServerBench } from '../../helpers/servers/live-on.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const id = 'M4rkedAccessKey8326'
const secret = 'M4rked+Secret/Access=Key9437'

test('an S3 server over TLS with an authority of its own; a key that it does not know any more', async () => {
  const folder = temporaryFolder('s3')
  const ca = testCa(folder)
  const data = path.join(folder, 's3')
  const certificate = ca.issue()
  const server = await startS3(data, { certificate, buckets: ['backups'], keys: { [id]: secret } })
  const bench = await openServerBench()
  await liveOn(bench, {
    settings: { type: 's3', endpoint: server.endpoint, bucket: 'backups', prefix: 'laptop', caCertificate: ca.certificate },
    secrets: { 'access-key-id': id, 'secret-access-key': secret },
  })
  await server.end()
  await startS3(data, { certificate, keys: { [id]: 'a newer one' }, port: server.port })
  expectWords(await bench.cli(['backup', 'daily']), {
    exit: 1,
    sentence: /"offsite" refuses access: .*signature/,
    remedy: /key for that server/,
  })
}, 180_000)
