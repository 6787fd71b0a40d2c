import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'vitest'
import { liveOn, openServerBench } from '../../helpers/servers/live-on.ts'
import { rcloneRemote } from '../../helpers/servers/rclone-remote.ts'
import { startRcloneRest } from '../../helpers/servers/rclone-rest.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const password = 'M4rked-User "Secret" /+?&=é 1548'

test('rclone as a REST server, over TLS, with user and password', async () => {
  const folder = temporaryFolder('rclone-rest')
  const ca = testCa(folder)
  const server = await startRcloneRest(path.join(folder, 'files'), { certificate: ca.issue(), user: { name: 'ann', password } })
  await liveOn(await openServerBench(), {
    settings: { type: 'rest', url: `${server.url}laptop`, user: 'ann', caCertificate: ca.certificate },
    secrets: { 'user-password': password },
  })
}, 180_000)

test('a remote of rclone whose configuration is encrypted', async () => {
  const folder = temporaryFolder('rclone')
  mkdirSync(path.join(folder, 'files'))
  const { remote, configFile, rclone } = await rcloneRemote(folder, password)
  await liveOn(await openServerBench([path.dirname(rclone)]), {
    settings: { type: 'rclone', remote, configFile },
    secrets: { 'config-password': password },
    inEnvironment: ['config-password'],
  })
}, 180_000)
