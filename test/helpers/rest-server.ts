import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { provideRestServer } from './programs.ts'

/** A REST server for restic on loopback, on a port that the system chose. It ends with its test. */
export type RestServer = { readonly url: string; readonly port: number; readonly end: () => Promise<void> }

/** Starts one over a folder. `port` to come back where another one was. */
export async function startRestServer(folder: string, options: { appendOnly?: boolean; port?: number } = {}): Promise<RestServer> {
  const program = await provideRestServer(() => undefined)
  const listen = ['--listen', `127.0.0.1:${options.port ?? 0}`]
  const server = spawn(program, ['--path', folder, '--no-auth', ...listen, ...(options.appendOnly ? ['--append-only'] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => endServer(server)
  onTestFinished(end)
  const port = await listeningPort(server)
  return { url: `http://127.0.0.1:${port}/`, port, end }
}

async function listeningPort(server: ChildProcess): Promise<number> {
  let said = ''
  return new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const port = /start server on \S+:(\d+)/.exec(said)?.[1]
        if (port !== undefined) resolve(Number(port))
      })
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`The REST server did not start: ${said}`)))
  })
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGKILL')
  await once(server, 'exit')
}
