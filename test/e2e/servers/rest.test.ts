import path from 'node:path'
import { test } from 'vitest'
import { liveOn, openServerBench } from '../../helpers/servers/live-on.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const folder = temporaryFolder('rest')
const ca = testCa(folder)
const at = (name: string) => path.join(folder, name)
const password = 'M4rked-User "Secret" /+?&=é 7215'

test('a REST server as it comes', async () => {
  const server = await startRestServer(at('plain'))
  await liveOn(await openServerBench(), { settings: { type: 'rest', url: `${server.url}laptop` } })
}, 180_000)

test('over TLS with an authority of its own, and with user and password', async () => {
  const server = await startRestServer(at('secure'), { certificate: ca.issue(), users: { ann: password } })
  await liveOn(await openServerBench(), {
    settings: { type: 'rest', url: `${server.url}laptop`, user: 'ann', caCertificate: ca.certificate },
    secrets: { 'user-password': password },
  })
}, 180_000)

test('that only takes', async () => {
  const server = await startRestServer(at('append-only'), { appendOnly: true })
  await liveOn(await openServerBench(), { settings: { type: 'rest', url: `${server.url}laptop` }, refusesToRemove: true })
}, 180_000)
