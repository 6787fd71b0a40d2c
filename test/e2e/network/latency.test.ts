import path from 'node:path'
import { expect, it } from 'vitest'
import { writeRandom } from '../../helpers/cli-tree.ts'
import { howMany } from '../../helpers/figure.ts'
import { remoteHome } from '../../helpers/network-bench.ts'
import { startProxy } from '../../helpers/servers/proxy.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** Milliseconds there and back for every packet; in the long form those of a satellite on a bad day, which takes some minutes. */
const latency = howMany(60, 5000)

it(`a server that is ${latency} ms away is no broken one: made, backed up and verified, without a failure on the way`, async () => {
  const server = await startRestServer(temporaryFolder('rest'))
  const line = await startProxy(server.port)
  line.setLatency(latency / 2)
  // The caps of everyday life.
  const home = await remoteHome({ type: 'rest', url: `http://127.0.0.1:${line.port}/laptop` }, { outagePatience: 300_000 })
  const hosts = [testHost(), testHost()]
  for (const host of hosts) {
    writeRandom(path.join(home.vault, 'film.bin'), 1)
    const ended = await home.backUp(host)
    expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done', result: { report: { findingCount: 0 } } })
  }
  expect(hosts.map((host) => host.notes()).join('\n')).not.toMatch(/does not answer/)
}, 1_200_000)
