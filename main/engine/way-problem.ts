import type { Outcome } from 'restic-wrapper'
import type { Problem } from '../contract/problem.ts'

type Failed = Extract<Outcome<unknown>, { kind: 'failed' }>

/**
 * The cause and the remedy of what went wrong on the way to a repository, or at the door of its server; `undefined` for what lies behind it. A refusal
 * stays until a person changes something; an outage passes (see schedule/back-off.ts). Pure.
 */
export function wayProblem({ reason, detail, ...failed }: Failed, { name }: { readonly name: string }): Problem | undefined {
  const message = failed.message.replace(/\.$/, '')
  switch (reason) {
    case 'unreachable':
      return {
        code: 'repository-offline',
        sentence: `The repository "${name}" cannot be reached: ${outageInWords(message)}.`,
        remedy: 'Check the network and the server, and try again.',
      }
    case 'unavailable':
      return {
        code: 'repository-offline',
        sentence: `The server of the repository "${name}" cannot serve at present: ${message}.`,
        remedy: 'It is tried again by itself. If that lasts, ask whoever runs the server.',
      }
    case 'refused':
      return {
        code: 'repository-refused',
        sentence: `The server of the repository "${name}" refuses access: ${message}.`,
        remedy: 'Check user name, password or key for that server, and what they allow.',
      }
    case 'certificate':
      return { code: 'repository-certificate', ...ofCertificate(message, name) }
    case 'host-key':
      return /identification has changed|doing something nasty/i.test(`${message}\n${detail}`)
        ? {
            code: 'host-key-changed',
            sentence: `The server of the repository "${name}" shows another host key than before: it may have been set up anew, or it is another machine.`,
            remedy: `Nothing was sent. Ask whoever runs the server for its new key; only if it is the same: vaultkeeper repository adopt ${name} --password kept --accept-host-key SHA256:...`,
          }
        : {
            code: 'host-key-unknown',
            sentence: `The host key of the server of the repository "${name}" is not known on this machine.`,
            remedy: `See it with: vaultkeeper repository test ${name}. If it is the one that whoever runs the server names, take it: vaultkeeper repository adopt ${name} --password kept --accept-host-key SHA256:...`,
          }
    case 'no-bucket':
      return {
        code: 'bucket-missing',
        sentence: `The bucket of the repository "${name}" is not there: ${message}.`,
        remedy: 'Make it at your provider, or correct its name in the settings. Vaultkeeper makes no buckets.',
      }
    case 'clock':
      return {
        code: 'clock-differs',
        sentence: `The clock of this machine and that of the server of the repository "${name}" differ too much: ${message}.`,
        remedy: 'Set the clock of this machine, best by the network. The backup is then made up for.',
      }
    case 'log-in-page':
      return {
        code: 'network-log-in',
        sentence: `A web page answers instead of the repository "${name}": this network seems to want a log-in.`,
        remedy: 'Log in to the network in a browser, or use another one. The backup is then made up for.',
      }
    case 'misconfigured':
      if (/invalid backend/i.test(message))
        return {
          code: 'repository-misconfigured',
          sentence: `The restic of this machine was built without the kind of place that the repository "${name}" is at (Debian leaves out Azure, say).`,
          remedy: 'Install the restic of https://restic.net, or name one with VAULTKEEPER_RESTIC, and try again.',
        }
      if (/unable to decrypt configuration/i.test(detail))
        return {
          code: 'credential-not-set',
          sentence: `The configuration file of rclone that the repository "${name}" is reached by is encrypted, and its password is ${/using RCLONE_CONFIG_PASS/.test(detail) ? 'another one than the one that is kept' : 'not there'}.`,
          remedy: `Store it with: vaultkeeper secret set ${name}:config-password`,
        }
      return {
        code: 'repository-misconfigured',
        sentence: `The repository "${name}" cannot be reached the way it is set up: ${causeOf(message, detail)}.`,
        remedy: 'Correct its settings, and test them before they are saved.',
      }
    default:
      return undefined
  }
}

const outages: readonly (readonly [RegExp, string])[] = [
  [/temporary failure in name resolution|lookup .*(?:i\/o timeout|server misbehaving)/i, 'names cannot be looked up on this network'],
  [/no such host|could not resolve|name or service not known/i, 'nobody knows a server of that name'],
  [/connection refused/i, 'nothing answers at its address (connection refused)'],
  [/network is (?:unreachable|down)|no route to host|host is down/i, 'there is no way to it from this network'],
  [/i\/o timeout|timed out|deadline exceeded|tls handshake timeout/i, 'it did not answer in time'],
  [
    /connection reset|broken pipe|connection closed|ssh command exited|use of closed network connection|": EOF$/im,
    'the connection was cut',
  ],
  [/server gave http response/i, 'it answers without TLS, so its address begins with http://'],
]

/** Why a server is not reached, without restic's addresses and names of files; what is not known stays as it is. Pure. */
export function outageInWords(message: string): string {
  return outages.find(([pattern]) => pattern.test(message))?.[1] ?? message
}

/** What is wrong with a certificate, in the order in which Go's x509 tells it. */
function ofCertificate(message: string, name: string): { readonly sentence: string; readonly remedy: string } {
  const certificate = `The certificate of the server of the repository "${name}"`
  if (/expired/i.test(message))
    return {
      sentence: `${certificate} has expired: ${message}.`,
      remedy: 'Have it renewed at the server. Until then nothing is sent there, and it is tried again by itself.',
    }
  if (/unknown authority/i.test(message))
    return {
      sentence: `${certificate} is signed by nobody whom this machine trusts.`,
      remedy: 'If the server has an authority of its own, name its certificate in the settings of the repository ("caCertificate").',
    }
  if (/is valid for|cannot validate certificate for|not valid for/i.test(message))
    return {
      sentence: `${certificate} is made out to another name: ${message}.`,
      remedy: 'Use the address that the certificate names. Otherwise another machine may be answering.',
    }
  return { sentence: `${certificate} is not to be trusted: ${message}.`, remedy: 'Have it put right at the server.' }
}

/** rclone says the cause before restic says that rclone has ended. */
function causeOf(message: string, detail: string): string {
  const said = /^rclone: .*?(?:CRITICAL|ERROR): (.+)$/im.exec(detail)?.[1]
  return (said ?? message).trim().replace(/\.$/, '')
}
