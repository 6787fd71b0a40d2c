import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { provideRestServer } from '../programs.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import type { Certificate } from './test-ca.ts'

/** A REST server for restic on loopback, on a port that the system chose. */
export type RestServer = ServerProcess & {
  /** Ends with a slash; the path behind it is the repository. */
  readonly url: string
}

/** What a REST server may be told. */
export type RestServerOptions = {
  readonly appendOnly?: boolean
  /** To come back where another one was. */
  readonly port?: number
  /** With it, it speaks TLS alone. */
  readonly certificate?: Certificate
  /** Who may enter, and by which password; kept in the folder's `.htpasswd`. Everybody may where nobody is named. */
  readonly users?: Readonly<Record<string, string>>
  /** Everybody has only what lies below `/USER/`. */
  readonly privateRepositories?: boolean
  /** Bytes that all repositories together may have: beyond, writing is answered with 507. The folder must be there. */
  readonly maxSize?: number
}

/** Starts restic's own REST server over a folder. */
export async function startRestServer(folder: string, options: RestServerOptions = {}): Promise<RestServer> {
  const { appendOnly, port = 0, certificate, users, privateRepositories, maxSize } = options
  const server = await startServerProcess(
    [
      await provideRestServer(() => undefined),
      ...['--path', folder, '--listen', `127.0.0.1:${port}`],
      ...(users === undefined ? ['--no-auth'] : ['--htpasswd-file', writePasswords(folder, users)]),
      ...(certificate === undefined ? [] : ['--tls', '--tls-cert', certificate.certificate, '--tls-key', certificate.key]),
      ...(appendOnly ? ['--append-only'] : []),
      ...(privateRepositories ? ['--private-repos'] : []),
      ...(maxSize === undefined ? [] : ['--max-size', String(maxSize)]),
    ],
    { listening: /start server on \S+:(\d+)/ },
  )
  return { ...server, url: `http${certificate === undefined ? '' : 's'}://127.0.0.1:${server.port}/` }
}

/** Writes a file as Apache's htpasswd makes it with `-s`. @returns the file, which lies in the server's folder */
function writePasswords(folder: string, users: Readonly<Record<string, string>>): string {
  const file = path.join(folder, '.htpasswd')
  const hashed = (password: string) => `{SHA}${createHash('sha1').update(password).digest('base64')}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    file,
    Object.entries(users)
      .map(([user, password]) => `${user}:${hashed(password)}\n`)
      .join(''),
  )
  return file
}
