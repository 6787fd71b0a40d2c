/** An S3 server over TLS as a process of its own; `startS3` starts it. Told by one JSON text in its environment; says the port once it listens. */
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import S3rver from 's3rver'
import account from 's3rver/lib/models/account.js'
import { refuseSignature, type S3Refusal } from './s3-signature.ts'

/** What the process is told. */
export type S3Settings = {
  readonly folder: string
  readonly port: number
  readonly certificate: string
  readonly key: string
  readonly buckets: readonly string[]
  readonly keys: Readonly<Record<string, string>>
}

const settings: S3Settings = JSON.parse(process.env['S3_SETTINGS'] ?? '')
for (const [id, secret] of Object.entries(settings.keys)) account.DUMMY_ACCOUNT.createKeyPair(id, secret)

/** It takes any signature of the version that is in use: what is signed with another key is refused here. */
class CarefulServer extends S3rver {
  override callback(): RequestListener {
    const answer = super.callback()
    return (request, response) => {
      const refusal = refuseSignature(request, settings.keys)
      if (refusal === undefined) return answer(request, response)
      request.resume()
      response.writeHead(403, { 'content-type': 'application/xml' }).end(asXml(refusal))
    }
  }
}

const server = new CarefulServer({
  address: '127.0.0.1',
  port: settings.port,
  directory: settings.folder,
  cert: readFileSync(settings.certificate, 'utf8'),
  key: readFileSync(settings.key, 'utf8'),
  configureBuckets: settings.buckets.map((name) => ({ name })),
  silent: true,
  serviceEndpoint: 'localhost',
})
const { port } = await server.run()
console.log(`listening on ${port}`)

function asXml({ code, message }: S3Refusal): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
}
