import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { S3Settings } from './s3-process.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import type { Certificate } from './test-ca.ts'

/** An S3 server on loopback that speaks TLS and refuses requests whose signature is not made with one of its keys. */
export type S3Server = ServerProcess & {
  /** `https://127.0.0.1:PORT`. */
  readonly endpoint: string
  /** The repository as restic takes it: bucket, and what stands before the repository's own files. */
  readonly location: (bucket: string, prefix?: string) => string
}

/** What an S3 server may be told. */
export type S3Options = {
  readonly certificate: Certificate
  /** Buckets that are there. None by default. */
  readonly buckets?: readonly string[]
  /** Secret access keys by their identifiers. */
  readonly keys: Readonly<Record<string, string>>
  /** To come back where another one was. */
  readonly port?: number
}

/** Starts s3rver over a folder: each bucket is a folder in it. */
export async function startS3(folder: string, options: S3Options): Promise<S3Server> {
  mkdirSync(folder, { recursive: true })
  const settings: S3Settings = {
    folder,
    port: options.port ?? 0,
    buckets: options.buckets ?? [],
    keys: options.keys,
    ...options.certificate,
  }
  const server = await startServerProcess([process.execPath, '--no-warnings', path.join(import.meta.dirname, 's3-process.ts')], {
    environment: { S3_SETTINGS: JSON.stringify(settings) },
    listening: /listening on (\d+)/,
  })
  const endpoint = `https://127.0.0.1:${server.port}`
  return { ...server, endpoint, location: (bucket, prefix = '') => `s3:${endpoint}/${bucket}/${prefix}`.replace(/\/$/, '') }
}
