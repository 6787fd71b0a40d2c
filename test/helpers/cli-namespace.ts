import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { signal } from './cli-processes.ts'

/** A mount namespace of its own: what is mounted in it, nobody else sees, and it goes with the process that keeps it open. */
export type MountNamespace = {
  /** What to put in front of a command so that it runs inside. */
  readonly prefix: readonly string[]
  /** Runs a shell line inside; throws what it said when it fails. */
  readonly shell: (line: string) => Promise<string>
  /** The path by which a place in there can be reached from here. */
  readonly seen: (path: string) => string
}

/** Opens a mount namespace and prepares it with a shell line, for one test. */
export async function openMountNamespace(prepare: string): Promise<MountNamespace> {
  // `cat` waits for the end of its input: when the test's process dies, so does it, and the mounts with it.
  const keeper = spawn('unshare', ['-m', 'sh', '-c', `set -e; ${prepare}; echo ready; exec cat`], { stdio: ['pipe', 'pipe', 'pipe'] })
  const pid = keeper.pid ?? 0
  const gone = new Promise<void>((resolve) => keeper.on('close', () => resolve()))
  onTestFinished(async () => {
    signal(pid, 'SIGKILL')
    await gone
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    keeper.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('ready')) resolve()
    })
    keeper.on('error', reject)
    keeper.on('close', () => reject(new Error(`The namespace could not be made: ${said}`)))
  })
  const prefix = ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--']
  const shell = (line: string) =>
    new Promise<string>((resolve, reject) => {
      const [program = '', ...parameters] = prefix
      const child = spawn(program, [...parameters, 'sh', '-ec', line], { stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      child.on('error', reject)
      child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${line}: exit ${code}: ${output}`))))
    })
  return { prefix, shell, seen: (path) => `/proc/${pid}/root${path}` }
}
