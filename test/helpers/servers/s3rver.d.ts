/** What the tests use of s3rver, which brings no types. */
declare module 's3rver' {
  import type { RequestListener } from 'node:http'
  import type { AddressInfo } from 'node:net'

  export default class S3rver {
    constructor(options: {
      readonly address: string
      readonly port: number
      readonly directory: string
      /** PEM, not files. */
      readonly cert: string
      readonly key: string
      readonly configureBuckets: readonly { readonly name: string }[]
      readonly silent: boolean
      /** The host whose subdomains are buckets. */
      readonly serviceEndpoint: string
    })
    callback(): RequestListener
    run(): Promise<AddressInfo>
  }
}

/** The one account that s3rver knows; keys can be given to it. */
declare module 's3rver/lib/models/account.js' {
  const account: { readonly DUMMY_ACCOUNT: { readonly createKeyPair: (id: string, secret: string) => void } }
  export default account
}
