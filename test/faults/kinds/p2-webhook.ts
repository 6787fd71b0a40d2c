import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pick } from '../../helpers/seeded.ts'
import { changeConfiguration } from '../change-configuration.ts'
import type { Kind } from '../kind.ts'

/** How whoever is to be told answers. */
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'never answers': () => undefined,
  'has trouble': (response) => void response.writeHead(503).end(),
  'lets nobody in': (response) => void response.writeHead(401).end(),
  'leads in a circle': (response) => void response.writeHead(307, { Location: '/hook' }).end(),
  'leads to a file': (response) => void response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
  'breaks off': (response) => void response.socket?.destroy(),
  'talks without end': (response) => {
    response.writeHead(500)
    const timer = setInterval(() => response.write('x'.repeat(100_000)), 5)
    response.on('close', () => clearInterval(timer))
  },
  'talks another language': (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'),
}

/** A run fails, and who is to be told of it cannot be: that is recorded, the run ends as it would have, and it is told no second time by the same way. */
export const kind: Kind = {
  id: 'P2',
  says: 'webhook hangs, refuses, leads elsewhere, breaks off',
  operations: ['scheduled'],
  weight: 2,
  arm: async (bench, { random }) => {
    const how = pick(random, Object.keys(answers))
    let asked = 0
    const server: Server = createServer((_, response) => {
      asked += 1
      answers[how]?.(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const putBack = changeConfiguration(bench, (before) => ({
      ...before,
      plans: { daily: { ...before.plans.daily, hooks: { before: { command: ['/bin/false'] } } } },
      notifications: { desktop: { failures: false }, webhook: { url } },
    }))
    return {
      hit: () => asked > 0,
      wrong: async ({ code, answer, lines, took }) => {
        const failed = lines.filter(({ event }) => event === 'news.failed')
        const before = asked
        // Soon after it is not tried again, whoever looks.
        const again = await bench.json(['status'])
        return [
          ...(answer?.problem?.code === 'hook-failed' ? [] : [`P2: ${how}: ended with ${code}: ${answer?.problem?.sentence}`]),
          ...(failed.length > 0 ? [] : [`P2: ${how}: that it did not arrive is not recorded`]),
          ...(lines.some(({ event }) => event === 'news.delivered') ? [`P2: ${how}: it is said to have arrived`] : []),
          ...(asked > before ? [`P2: ${how}: it was told again at once (${again.code})`] : []),
          ...(took < 30_000 ? [] : [`P2: ${how}: it took ${Math.round(took)} ms`]),
        ]
      },
      disarm: async () => {
        putBack()
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  },
}
