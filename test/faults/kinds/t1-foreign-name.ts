import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isAlive, signal, waitFor } from '../../helpers/cli-processes.ts'
import { rawRequest, sendRaw } from '../../helpers/raw-http.ts'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** A web site has its own name lead to this machine, and asks our server under it: even with the token nothing is answered. */
export const kind: Kind = {
  id: 'T1',
  says: 'our server asked under a foreign name',
  operations: ['backup', 'verify'],
  weight: 0.5,
  arm: async (bench, { random }) => {
    const pages = path.join(bench.folder, 'fault', 'pages')
    mkdirSync(pages)
    writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title><script nonce="__NONCE__"></script>')
    bench.environment['VAULTKEEPER_PAGES'] = pages
    const serving = bench.start(['serve'])
    const address = await waitFor('the address', () => {
      if (!isAlive(serving.pid)) throw new Error(`It ended: ${serving.stderr()}`)
      return /http:\/\/\S+/.exec(serving.stdout())?.[0]
    })
    const port = Number(new URL(address).port)
    const token = readFileSync(path.join(bench.home, 'server-token'), 'utf8').trim()
    const host = pick(random, [`evil.example:${port}`, 'evil.example', `127.0.0.1.evil.example:${port}`, `127.0.0.1:${port + 1}`])
    const ask = (name: string) =>
      sendRaw(
        port,
        rawRequest('GET', '/', [
          ['host', name],
          ['authorization', `Bearer ${token}`],
        ]),
      )
    const [foreign, own] = [await ask(host), await ask(`127.0.0.1:${port}`)]
    signal(serving.pid, 'SIGTERM')
    await serving.ended
    return {
      hit: () => own.status === 200,
      wrong: () => [
        ...(foreign.status === 421 ? [] : [`T1: asked as ${host}, and answered with ${foreign.status}`]),
        ...(foreign.body.includes(token) || foreign.headers['set-cookie'] !== undefined ? [`T1: something is given to ${host}`] : []),
      ],
    }
  },
}
