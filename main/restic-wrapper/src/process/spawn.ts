import { type ChildProcess, spawn } from 'node:child_process'

/** One child to start. */
export type SpawnRequest = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
  /** Whether it gets something by standard input, by {@link giveInput}; else that is /dev/null. An open silent stdin would make restic wait for ever. */
  readonly hasInput: boolean
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
    stdio: [request.hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe', ...request.descriptors],
  })
  // A child that dies before it has read gives EPIPE here; its exit code tells the story.
  child.stdin?.on('error', () => {})
  return child
}

/**
 * Gives a child its input, and closes it. Only once whoever started it has noted it down: a restic that nobody knows of has no password then, and ends by
 * itself if we are killed before.
 */
export function giveInput(child: ChildProcess, input: string | undefined): void {
  child.stdin?.end(input)
}
