import { isIP } from 'node:net'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import { attention, bad } from './place-check.ts'
import type { CertificateFacts, HttpAnswer, HttpProbe } from './probe-http.ts'

/** What a probe that came to no answer means, and what to do. `now`: for certificates whose time is over. Pure. */
export function wordsOfProbe(probe: Exclude<HttpProbe, { kind: 'answer' }>, url: URL, now: Date): PlaceCheck {
  const { host, hostname } = url
  switch (probe.kind) {
    case 'no-such-host':
      return probe.code === 'ENOTFOUND'
        ? bad(
            'server',
            `There is no server ${hostname}, or this machine is on no network.`,
            'Look whether the name is spelt right, and whether other addresses open in a browser.',
          )
        : bad(
            'server',
            `The name ${hostname} could not be looked up: there is no network.`,
            'Look whether this machine is on the network, and try again.',
          )
    case 'refused':
      return bad(
        'server',
        `${host} refuses the connection: nothing listens there.`,
        'Look whether the server runs, and whether the port is right.',
      )
    case 'no-route':
      return bad('server', `There is no way to ${hostname}.`, 'Look whether this machine is on the right network, or its VPN is on.')
    case 'silent':
      return bad('server', `${host} does not answer.`, 'Look whether the server runs, the port is right, and no firewall is in between.')
    case 'broken-off':
      return bad(
        'server',
        `${host} breaks the connection off (${probe.code || 'for no reason'}).`,
        `Look whether the address and the port are right${url.protocol === 'http:' ? ', or the address is to begin with https://' : ''}, and what the server logs.`,
      )
    case 'no-tls':
      return bad(
        'certificate',
        `${host} does not speak TLS: an encrypted connection cannot be made.`,
        'Look whether the port is the one for https, or whether the address is to begin with http://',
      )
    case 'untrusted':
      return wordsOfCertificate(probe.code, probe.certificate, hostname, now)
  }
}

function wordsOfCertificate(code: string, facts: CertificateFacts | undefined, host: string, now: Date): PlaceCheck {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  if (code === 'CERT_HAS_EXPIRED' || (facts !== undefined && facts.validTo < now))
    return bad(
      'certificate',
      `The certificate of ${host} has expired${facts ? ` on ${day(facts.validTo)}` : ''}.`,
      'Whoever runs the server has to renew it. If the clock of this machine is wrong, put that right.',
    )
  if (code === 'CERT_NOT_YET_VALID')
    return bad(
      'certificate',
      `The certificate of ${host} is not valid yet${facts ? `, but from ${day(facts.validFrom)} on` : ''}.`,
      'Look whether the clock of this machine is right.',
    )
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return bad(
      'certificate',
      `The certificate there is not for ${host}${facts?.names[0] ? `, but for ${facts.names.slice(0, 3).join(', ')}` : ''}.`,
      'Write the address by a name that the certificate is for. If that is right, somebody else may answer in its place: send nothing.',
    )
  return bad(
    'certificate',
    `The certificate of ${host} was issued by ${facts?.issuer ?? 'somebody'}, whom this machine does not trust.`,
    'If it is your own server: save the certificate of its authority as a PEM file, and name that file as "caCertificate" (--ca-certificate). On a network with a log-in page, log in first.',
  )
}

/** Whether an answer looks like that of a page for people (a log-in of a hotel, say) and not like that of a server for data. Pure. */
export function isCaptive({ status, location, contentType }: HttpAnswer, url: URL): boolean {
  if (status === 511) return true
  if (status >= 300 && status < 400 && location !== undefined) return hostOf(location, url) !== url.hostname
  return status === 200 && /^text\/html/i.test(contentType)
}

/** What to say of a server that was spoken to without TLS and wants it: Go, nginx and Apache answer 400 then. `undefined` for others. Pure. */
export function wordsOfPlain({ status }: HttpAnswer, { protocol, host }: URL): PlaceCheck | undefined {
  if (protocol !== 'http:' || status !== 400) return undefined
  return bad('server', `${host} does not take plain http.`, 'Look whether the address is to begin with https://')
}

/** What to say of it. Pure. */
export function wordsOfCaptive({ location }: HttpAnswer, url: URL): PlaceCheck {
  const host = location === undefined ? '' : hostOf(location, url)
  const leads = host === '' ? '' : ` (it leads to ${host})`
  return bad(
    'server',
    `A page for people answers in the place of ${url.host}${leads}: this network may ask for a log-in first.`,
    'Open any page in a browser and log in to the network there; or look whether the address is right.',
  )
}

function hostOf(location: string, url: URL): string {
  return URL.canParse(location, url.href) ? new URL(location, url).hostname : url.hostname
}

/** So far apart may clocks be, in milliseconds: S3 refuses more. */
const mostSkew = 15 * 60_000

/**
 * Whether the clock of this machine or that of the server is wrong.
 * @param signs whether requests are signed with the time, so that the server refuses them then
 */
export function clockCheck(server: Date | undefined, now: Date, signs: boolean): PlaceCheck | undefined {
  const off = server === undefined ? 0 : now.getTime() - server.getTime()
  if (Math.abs(off) <= mostSkew) return undefined
  const minutes = Math.round(Math.abs(off) / 60_000)
  const apart = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  const sentence = `The clock of this machine is ${apart} ${off > 0 ? 'ahead of' : 'behind'} that of the server.`
  const remedy = 'Set the clock of this machine by the network. If it is right, the one of the server is not.'
  return signs
    ? bad('clock', `${sentence} The server refuses requests that are off by more than 15.`, remedy)
    : attention('clock', sentence, remedy)
}

/** Snapshots are encrypted by restic, whatever the way; but who sits on the way could remove them, and read what lets us in. Pure. */
export function wayCheck({ protocol, hostname }: URL): PlaceCheck | undefined {
  const here = hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  if (protocol === 'https:' || here) return undefined
  return attention(
    'server',
    'The way there is not encrypted. Your files are, but somebody on the way could remove them.',
    'Use an address that begins with https://',
  )
}
