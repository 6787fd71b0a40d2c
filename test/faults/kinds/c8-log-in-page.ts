import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

const page = '<!DOCTYPE html><html><head><title>Welcome to Grand Hotel WiFi</title></head><body><form>Room</form></body></html>'
const html = { 'content-type': 'text/html; charset=utf-8' }

/** A hotel's log-in page answers instead of the server. It is no damaged repository, and no missing one. */
export const kind: Kind = {
  id: 'C8',
  says: "network's log-in page instead of the server",
  operations: ['backup', 'copy', 'verify', 'restore'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const { http, parameters, end } = await overNetwork(bench, operation)
    const portal = { status: 200, headers: html, body: page }
    const way = pick(random, ['200', '302', '511'])
    http.setRules(
      way === '200'
        ? [portal]
        : way === '302'
          ? [
              { url: /^\/log-in/, ...portal },
              { status: 302, headers: { location: '/log-in', ...html } },
            ]
          : [{ status: 511, headers: html, body: page }],
    )
    return {
      hit: () => http.asked.length > 0,
      wrong: (end) => toldAs(`C8, ${way}`, end, /^network-log-in$/, 20_000, end.took),
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
