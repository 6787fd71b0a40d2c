import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What of a request is signed. */
export type SignedRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Why a request to an S3 server is refused: the error code of S3, and what it says. */
export type S3Refusal = { readonly code: 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch'; readonly message: string }

/**
 * Judges a request by its signature, version 4 in the header, as restic and rclone make it; s3rver itself leaves that version out. Source: the AWS
 * documentation, "Authenticating Requests: Using the Authorization Header".
 * @param keys secret access keys by their identifiers
 * @returns nothing for a request that may pass
 */
export function refuseSignature(request: SignedRequest, keys: Readonly<Record<string, string>>): S3Refusal | undefined {
  const authorization = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
    request.headers.authorization ?? '',
  )
  if (authorization === null) return { code: 'AccessDenied', message: 'Access Denied.' }
  const [, id = '', scope = '', signed = '', signature] = authorization
  const secret = keys[id]
  if (secret === undefined)
    return { code: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist in our records.' }
  if (signatureOf(request, secret, scope, signed) === signature) return undefined
  const message = 'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  return { code: 'SignatureDoesNotMatch', message }
}

/** @param scope `20261121/us-east-1/s3/aws4_request` @param signed names of headers, with `;` between them */
function signatureOf(request: SignedRequest, secret: string, scope: string, signed: string): string {
  const [place = '', query = ''] = (request.url ?? '').split('?', 2)
  const header = (name: string) => String(request.headers[name] ?? '').trim()
  const canonical = [
    request.method,
    place,
    query
      .split('&')
      .filter(Boolean)
      .map((part) => (part.includes('=') ? part : `${part}=`))
      .sort()
      .join('&'),
    ...signed.split(';').map((name) => `${name}:${header(name)}`),
    '',
    signed,
    header('x-amz-content-sha256'),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((before, part) => createHmac('sha256', before).update(part).digest(), `AWS4${secret}`)
  return createHmac('sha256', key).update(toSign).digest('hex')
}
