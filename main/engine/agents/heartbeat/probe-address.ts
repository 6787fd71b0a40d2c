import type { IncomingMessage } from 'node:http'
import { systemCode } from '../../problem-error.ts'
import { cannotTell, type Probe, silent } from './probe.ts'

/** As many times an answer may lead elsewhere. */
const mostRedirects = 3
/** Enough for the headers of any answer, in bytes. */
const mostHeaders = 16 * 1024
const headers = { accept: '*/*', connection: 'close', 'user-agent': 'vaultkeeper' } as const

type Asking = {
  /** For all of it, in ms. */
  readonly cap: number
  readonly signal: AbortSignal
  readonly now: () => string
}

/** An answer, or where it leads instead. */
type Answer = Probe | { readonly kind: 'elsewhere'; readonly url: string }

/**
 * Asks an address whether an agent is there: it is when the answer is 2xx. The body is not read, so that one without an end is as good as any; a redirect is followed
 * three times, to http and https alone.
 */
export async function probeAddress(url: string, { cap, signal, now }: Asking): Promise<Probe> {
  // Loaded when the first address is asked: a daemon whose agents have files needs none of it.
  const [http, https] = await Promise.all([import('node:http'), import('node:https')])
  const ending = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    ending.abort()
  }, cap)
  const cut = () => ending.abort()
  signal.addEventListener('abort', cut, { once: true })
  const begin = (at: string, resolve: (answer: Answer) => void) => {
    const asked = (new URL(at).protocol === 'https:' ? https : http).request(
      at,
      { signal: ending.signal, agent: false, maxHeaderSize: mostHeaders, headers },
      (response) => {
        // It is cut off in a moment: what goes wrong from here on is of no interest.
        response.on('error', () => undefined)
        resolve(judge(response, at, now))
        response.destroy()
      },
    )
    asked.on('error', (error) => resolve(late ? silent(`${shown(at)} does not answer in time`) : refused(error, at, signal)))
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(silent(`${shown(at)} answers, but not in http`))
    })
    asked.end()
  }
  const ask = (at: string) =>
    new Promise<Answer>((resolve) => {
      try {
        begin(at, resolve)
      } catch {
        // What can be read as an address need not be one that can be asked: a name in it, for one, whose percent signs mean nothing.
        resolve(silent(`${shown(at)} is an address that cannot be asked`))
      }
    })
  try {
    let at = url
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const answer = await ask(at)
      if (answer.kind !== 'elsewhere') return answer
      at = answer.url
    }
    return silent(`${shown(url)} leads from one address to the next`)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cut)
  }
}

function judge({ statusCode = 0, headers: { location } }: IncomingMessage, at: string, now: () => string): Answer {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'beat', at: now(), live: true }
  if (statusCode < 300 || statusCode > 399 || location === undefined) return silent(`${shown(at)} answers ${statusCode}`)
  if (!URL.canParse(location, at)) return silent(`${shown(at)} leads to what is no address`)
  const { protocol, href } = new URL(location, at)
  return protocol === 'http:' || protocol === 'https:'
    ? { kind: 'elsewhere', url: href }
    : silent(`${shown(at)} leads to an address that is not of the web`)
}

/** Reasons of this machine or its network: they say nothing of the agent. */
const notItsFault = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EADDRNOTAVAIL',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
  'EPERM',
])

function refused(error: Error, at: string, signal: AbortSignal): Probe {
  if (signal.aborted) return cannotTell('the look was cut off')
  const code = systemCode(error)
  if (notItsFault.has(code)) return cannotTell(`${shown(at)} cannot be asked from here (${code})`)
  if (code === 'ECONNREFUSED') return silent(`nothing answers at ${shown(at)}`)
  return silent(`${shown(at)} does not answer as it should (${code || error.name})`)
}

/** Without what may be a secret in it. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname === '/' ? '' : pathname}`.slice(0, 200)
}
