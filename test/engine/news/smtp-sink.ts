import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

/** A mail as it arrived. */
type Mail = { readonly from: string; readonly to: string[]; readonly raw: string; readonly secure: boolean }

/** A mail server that keeps what it gets, and every password that it is shown. */
export type SmtpSink = { readonly port: number; readonly mails: Mail[]; readonly passwords: string[]; readonly close: () => Promise<void> }

/** Opens a mail server on loopback. It goes with the test. */
export async function smtpSink(options: SMTPServerOptions = {}, port = 0): Promise<SmtpSink> {
  const mails: Mail[] = []
  const passwords: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, callback) => {
      passwords.push(password ?? '')
      if (username === 'ada' && password === 'the right word') callback(null, { user: username })
      else callback(new Error('Invalid username or password'))
    },
    onData: (stream, session, callback) => {
      let raw = ''
      stream.setEncoding('utf8').on('data', (part: string) => {
        raw += part
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
        })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  onTestFinished(close)
  return { port: (server.server.address() as AddressInfo).port, mails, passwords, close }
}

/** The text of a mail as a person sees it, with its headers apart. */
export function readMail(raw: string): { headers: Map<string, string>; text: string } {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const headers = new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), decodeWords(line.slice(line.indexOf(':') + 2))] as const),
  )
  const encoded = body.join('\r\n\r\n')
  const text = headers.get('content-transfer-encoding') === 'quoted-printable' ? decodeQuoted(encoded) : encoded
  return { headers, text: text.replaceAll('\r\n', '\n') }
}

/** Encoded words of RFC 2047. */
function decodeWords(text: string): string {
  return text
    .replace(/\?= =\?UTF-8\?Q\?/g, '')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/g, (_match, word: string) => decodeQuoted(word.replaceAll('_', ' ')))
}

function decodeQuoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
