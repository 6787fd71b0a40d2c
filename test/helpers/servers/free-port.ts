import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of loopback that nobody listens at now. For programs that cannot let the system choose: somebody else may take it meanwhile. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has no port.')
  return address.port
}
