import { provideRclone } from '../programs.ts'
import type { RestServer } from './rest-server.ts'
import { startServerProcess } from './server-process.ts'
import type { Certificate } from './test-ca.ts'

/** What `rclone serve restic` may be told. */
export type RcloneRestOptions = {
  readonly appendOnly?: boolean
  /** To come back where another one was. */
  readonly port?: number
  /** With it, it speaks TLS alone. */
  readonly certificate?: Certificate
  /** Who may enter; everybody may without. */
  readonly user?: { readonly name: string; readonly password: string }
}

/** Starts rclone as a REST server for restic over a folder, as over any remote. */
export async function startRcloneRest(folder: string, options: RcloneRestOptions = {}): Promise<RestServer> {
  const { appendOnly, port = 0, certificate, user } = options
  const server = await startServerProcess(
    [
      await provideRclone(() => undefined),
      ...['serve', 'restic', folder, '--addr', `127.0.0.1:${port}`, '--config', '/dev/null', '--log-level', 'INFO'],
      ...(appendOnly ? ['--append-only'] : []),
      ...(certificate === undefined ? [] : ['--cert', certificate.certificate, '--key', certificate.key]),
    ],
    {
      listening: /https?:\/\/127\.0\.0\.1:(\d+)/,
      environment: user === undefined ? {} : { RCLONE_USER: user.name, RCLONE_PASS: user.password },
    },
  )
  return { ...server, url: `http${certificate === undefined ? '' : 's'}://127.0.0.1:${server.port}/` }
}
