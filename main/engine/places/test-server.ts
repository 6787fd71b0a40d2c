import { type IncomingMessage, request as plainRequest } from 'node:http'
import { isIP } from 'node:net'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { reasonOf } from '../news/carriers/send-http.ts'
import { attention, bad, good, type PlaceFindings } from './place-check.ts'

/**
 * What a REST server is good for as a repository: whether it answers, lets us in, and has a repository at that address. It is asked for the file `config`,
 * which each repository has and which is encrypted.
 * @see https://restic.readthedocs.io/en/stable/100_references.html#rest-backend
 */
export async function testServer(core: Core, url: string, name: string | undefined, signal: AbortSignal): Promise<PlaceFindings> {
  const address = new URL(url)
  const other = Object.entries(core.settings.configuration?.repositories ?? {}).find(
    ([key, one]) => key !== name && one.type === 'rest' && withoutSlash(one.url) === withoutSlash(url),
  )
  let status: number
  try {
    status = await ask(new URL(`${withoutSlash(url)}/config`), signal)
  } catch (error) {
    const why = signal.aborted ? 'did not answer within 20 seconds' : reasonOf(error)
    const remedy = 'Look whether the address is right, the server runs, and this machine is on the network.'
    return { holds: 'unknown', checks: [bad('server', `${address.host} ${why}.`, remedy)] }
  }
  const checks = [...ofStatus(address.host, status), ...ofWay(address)]
  if (other !== undefined)
    checks.push(
      attention('content', `This is the place of the repository "${other[0]}" already.`, 'Use that one: one place twice is one copy.'),
    )
  return { holds: status === 200 ? 'repository' : status === 404 ? 'nothing' : 'unknown', checks }
}

function ofStatus(host: string, status: number): PlaceCheck[] {
  if (status === 200)
    return [good('server', `${host} answers.`), good('content', 'There is a repository of restic already; its password will be needed.')]
  if (status === 404) return [good('server', `${host} answers.`), good('content', 'There is no repository yet: one can be made there.')]
  if (status === 401 || status === 403)
    return [
      bad(
        'server',
        `${host} asks for a log-in, which this version cannot give yet (HTTP ${status}).`,
        'Use a server without log-in meanwhile, on a network that you trust.',
      ),
    ]
  if (status >= 300 && status < 400)
    return [bad('server', `${host} leads to another address (HTTP ${status}).`, 'Write the address that it leads to.')]
  return [bad('server', `${host} answers, but not as a REST server of restic does (HTTP ${status}).`, 'Look whether the address is right.')]
}

/** Snapshots are encrypted by restic, whatever the way; but who sits on the way could remove them. */
function ofWay({ protocol, hostname }: URL): PlaceCheck[] {
  const here = hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  if (protocol === 'https:' || here) return []
  return [
    attention(
      'server',
      'The way there is not encrypted. Your files are, but somebody on the way could remove them.',
      'Use an address that begins with https://',
    ),
  ]
}

async function ask(url: URL, signal: AbortSignal): Promise<number> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : plainRequest
  return new Promise((resolve, reject) => {
    // A connection of its own: nothing is kept open in between.
    const sent = request(
      url,
      { method: 'HEAD', signal, agent: false, headers: { 'User-Agent': 'vaultkeeper' } },
      (answer: IncomingMessage) => {
        answer.on('error', () => undefined)
        resolve(answer.statusCode ?? 0)
        answer.destroy()
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
