import { type ChildProcess, spawn } from 'node:child_process'

/** One child to start. */
export type SpawnRequest = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
  /** Written to stdin, which is then closed; without it stdin is /dev/null. An open silent stdin would make restic wait for ever. */
  readonly input?: string | undefined
  /** Descriptors that the child finds as 3, 4, ... */
  readonly descriptors: readonly number[]
}

/**
 * Starts a child that leads its own process group (POSIX), so that a Ctrl-C in our terminal does not reach it and a stop reaches its
 * children. Not detached on Windows, where that would flash consoles. Throws when the system cannot even try.
 */
export function spawnChild(request: SpawnRequest): ChildProcess {
  const windows = process.platform === 'win32'
  const child = spawn(request.program, [...request.args], {
    env: request.env,
    cwd: request.cwd,
    detached: !windows,
    windowsHide: true,
    stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...request.descriptors],
  })
  if (child.stdin) {
    // A child that dies before it has read gives EPIPE here; its exit code tells the story.
    child.stdin.on('error', () => {})
    child.stdin.end(request.input)
  }
  return child
}
