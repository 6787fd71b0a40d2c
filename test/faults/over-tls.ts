import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { startRestServer } from '../helpers/servers/rest-server.ts'
import { testCa } from '../helpers/servers/test-ca.ts'
import { driveElsewhere } from './drive-elsewhere.ts'
import type { FaultBench } from './fault-bench.ts'
import type { Armed, Kind } from './kind.ts'
import { toldAs } from './told-as.ts'

/** What is wrong with a server's certificate. */
type BadCertificate = 'expired' | 'other-name' | 'nobody-knows-who-signed'

/**
 * The repository `drive` behind a REST server whose certificate is bad. It is told, nothing is asked over such a line, and the same server with a certificate of
 * the authority that the configuration names is good.
 */
export function badCertificate(id: string, bad: BadCertificate): Kind['arm'] {
  return async (bench: FaultBench, { operation }): Promise<Armed> => {
    const drive = driveElsewhere(bench, operation)
    const folder = path.join(bench.folder, 'fault', 'tls')
    mkdirSync(folder)
    const ca = testCa(folder)
    const certificate = bad === 'nobody-knows-who-signed' ? testCa(folder, 'Somebody else').issue() : ca.issue(bad)
    const place = path.dirname(bench.drive)
    const server = await startRestServer(place, { certificate })
    drive.configure({ type: 'rest', url: `${server.url}${path.basename(bench.drive)}`, caCertificate: ca.certificate })
    return {
      hit: () => true,
      wrong: (end) => [
        ...toldAs(id, end, /^repository-certificate$/, 15_000, end.took),
        ...(/GET|POST|HEAD|DELETE/.test(server.said()) ? [`${id}: something was asked all the same: ${server.said()}`] : []),
      ],
      disarm: async () => {
        await server.end()
        await startRestServer(place, { certificate: ca.issue(), port: server.port })
      },
      parameters: drive.parameters,
      end: drive.end,
    }
  }
}
