import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { endBehind } from './end-behind.ts'

/** A server that listens. It ends by force behind the tests of its file, at the latest. */
export type ServerProcess = {
  readonly pid: number
  readonly port: number
  /** All that it has written so far, to either stream. */
  readonly said: () => string
  /** It is there, its port takes connections, and it does nothing more. */
  readonly freeze: () => void
  readonly thaw: () => void
  readonly end: () => Promise<void>
}

/** @param listening finds in what a server writes that it listens; its first group, where it has one, is the port */
type Listening = { readonly listening: RegExp; readonly port?: number }

/** Starts a server and waits until it says that it listens. Throws with all that it said when it ends before. */
export async function startServerProcess(
  command: readonly string[],
  options: Listening & { readonly environment?: NodeJS.ProcessEnv },
): Promise<ServerProcess> {
  const [program = '', ...parameters] = command
  const environment = { PATH: process.env['PATH'], HOME: '/nonexistent', ...options.environment }
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
  const end = () => endChild(child)
  endBehind(end)
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const heard = options.listening.exec(said)
        if (heard !== null) resolve(Number(heard[1] ?? options.port))
      })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`${program} did not start: ${said}`)))
  })
  return {
    pid: child.pid ?? 0,
    port,
    said: () => said,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    end,
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
