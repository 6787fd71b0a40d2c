import { startServer } from '../../../main/headless/server/start-server.ts'
import type { Hosted, PageHost } from './page-host.ts'

/** Serves pages and procedures on loopback. */
export async function httpHost({ core, jobs, pages }: Hosted): Promise<PageHost> {
  let server = await startServer({ core, jobs, pages, port: 0 })
  return {
    address: (behind) => `${server.address()}${behind}`,
    place: (behind) => `http://127.0.0.1:${server.port}/${behind}`,
    stop: () => server.close(),
    restart: async () => {
      server = await startServer({ core, jobs, pages, port: server.port })
    },
  }
}
