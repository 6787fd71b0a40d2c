import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import type { PlaceSettings } from '../../../../main/engine/repositories/reach/reach.ts'
import { givesSignOfLife } from '../../../../main/engine/repositories/reach/sign-of-life.ts'
import { endBehind } from '../../../helpers/servers/end-behind.ts'
import { freePort } from '../../../helpers/servers/free-port.ts'
import { startProxy } from '../../../helpers/servers/proxy.ts'
import { startRestServer } from '../../../helpers/servers/rest-server.ts'
import { testCa } from '../../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'

const rest = (port: number, scheme = 'http'): PlaceSettings => ({ type: 'rest', url: `${scheme}://127.0.0.1:${port}/laptop` })
const sftp = (port: number): PlaceSettings => ({ type: 'sftp', host: '127.0.0.1', port, path: '/backup' })
/** Long for who is alive, and soon over for who is not. */
const look = (place: PlaceSettings, environment = {}) => givesSignOfLife(place, environment, AbortSignal.timeout(1_500))

it('a server that answers anything is alive: over HTTP, over TLS whoever vouches for it, by a greeting, by a refusal', async () => {
  const folder = temporaryFolder('alive')
  const plain = await startRestServer(folder)
  const secure = await startRestServer(folder, { certificate: testCa(folder).issue('expired') })
  const greeting = createServer((socket) => socket.end('SSH-2.0-Ours\r\n')).listen(0, '127.0.0.1')
  endBehind(async () => void greeting.close())
  const address = greeting.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const all = [rest(plain.port), rest(secure.port, 'https'), sftp(port), rest(await freePort()), sftp(await freePort())]
  expect(await Promise.all(all.map((place) => look(place)))).toEqual(all.map(() => true))
})

it('one that takes connections and says nothing is not; where another machine knows the way, or nothing can be asked, nothing is claimed', async () => {
  const line = await startProxy(await freePort())
  line.blackHole()
  const asked = [rest(line.port), rest(line.port, 'https'), sftp(line.port)]
  expect(await Promise.all(asked.map((place) => look(place)))).toEqual([false, false, false])
  expect(await look(rest(line.port), { HTTP_PROXY: 'http://proxy.example:3128' })).toBe(true)
  expect(await look({ type: 'rclone', remote: 'somewhere:backup' })).toBe(true)
})
