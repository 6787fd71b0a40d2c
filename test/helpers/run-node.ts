import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'

const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
})

/** What a process wrote, and how it ended. */
type NodeEnd = { readonly stdout: string; readonly stderr: string; readonly code: number | null }

/** A Node process of its own that runs a piece of a module. */
export type NodeChild = {
  readonly process: ChildProcess
  /** Until it has written this to its standard output. */
  readonly saying: (text: string) => Promise<void>
  readonly ended: Promise<NodeEnd>
}

/**
 * Starts a real Node process with the sources of this project. In `script`, `engine(path)` imports a module of main/engine, `helper(path)` one of test/helpers,
 * and `parameters` are what was passed here.
 */
export function startNode(
  script: string,
  parameters: unknown[] = [],
  options: { wrapper?: string[]; env?: NodeJS.ProcessEnv } = {},
): NodeChild {
  const importer = (...folder: string[]) =>
    `(name) => import(new URL(name, ${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, ...folder, '/')).href)}))`
  const given = `const engine = ${importer('..', '..', 'main', 'engine')}; const helper = ${importer()}`
  const whole = `const parameters = JSON.parse(process.argv[1]); ${given};\n${script}`
  const node = [
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    whole,
    JSON.stringify(parameters),
  ]
  const [program = process.execPath, ...rest] = [...(options.wrapper ?? []), process.execPath, ...node]
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: options.env ?? process.env })
  started.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    child.emit('said')
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code]): NodeEnd => {
    child.emit('said')
    return { stdout, stderr, code }
  })
  return {
    process: child,
    ended,
    saying: async (text) => {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended without saying "${text}": ${stdout}${stderr}`)
        await once(child, 'said')
      }
    },
  }
}
