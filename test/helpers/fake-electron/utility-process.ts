import { type ChildProcess, fork as forkNode } from 'node:child_process'
import path from 'node:path'
import type { ForkOptions, UtilityProcess } from 'electron'
import { afterAll } from 'vitest'
import type { Electron } from '../../../main/electron/electron.ts'
import type { FakeApp } from './app.ts'
import { FakeEmitter } from './emitter.ts'
import { faithful } from './faithful.ts'

/** When Electron ends by force what was asked to end, in ms. */
const patience = 2_000

type Told = Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage'>

class FakeUtility extends FakeEmitter implements Told {
  pid: number | undefined
  private readonly child: ChildProcess
  private killed = false
  private exiting = false

  constructor(child: ChildProcess) {
    super()
    this.child = child
    child.once('spawn', () => {
      this.pid = child.pid
      this.emit('spawn')
    })
    child.on('message', (message) => this.emit('message', message))
    child.once('exit', (code, signal) => {
      this.pid = undefined
      this.exiting = true
      // One that was asked to end has ended well; of one that was not, the status is told as it came.
      this.emit('exit', this.killed ? 0 : signal === null ? code : 128)
      this.exiting = false
    })
  }

  /** It arrives or is lost: whoever sends learns nothing. */
  postMessage(message: unknown): void {
    if (this.exiting) throw new Error('postMessage() while "exit" is told ends the real app')
    if (this.child.connected) this.child.send(structuredClone(message) as object, () => undefined)
  }
  kill(): boolean {
    if (this.pid === undefined) return false
    this.killed = true
    setTimeout(() => this.child.kill('SIGKILL'), patience).unref()
    return this.child.kill('SIGTERM')
  }
  /** Its V8 cannot go on. */
  endAtOnce(): void {
    if (this.pid === undefined && this.child.exitCode !== null) return
    this.emit('error', 'FatalError', 'as the test wants it', '{}')
    this.child.kill('SIGKILL')
  }
}

/** `utilityProcess` of the fake Electron: each is a real process, run by Node, that finds a `process.parentPort`. */
export function createFakeUtilityProcess(app: FakeApp) {
  const forked: { readonly name: string; readonly file: string; readonly environment: NodeJS.ProcessEnv; readonly process: FakeUtility }[] =
    []
  afterAll(() => {
    for (const { process: utility } of forked) utility.endAtOnce()
  })
  const fork = (file: string, parameters: string[] = [], options: ForkOptions = {}): UtilityProcess => {
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready')
    const environment = (options.env ?? process.env) as NodeJS.ProcessEnv
    const port = path.join(import.meta.dirname, 'parent-port.mjs')
    const child = forkNode(file, parameters, {
      execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', port],
      env: environment,
      // Electron gives them no standard input.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    const utility = new FakeUtility(child)
    forked.push({ name: options.serviceName ?? 'Node Utility Process', file, environment, process: utility })
    return faithful<UtilityProcess>('UtilityProcess', utility)
  }
  return {
    electron: { utilityProcess: faithful<Electron['utilityProcess']>('utilityProcess', { fork }) },
    /** Those that were started, in turn. */
    forked,
    /** Of those that are still there. */
    listening: () => forked.reduce((sum, { process: utility }) => sum + (utility.pid === undefined ? 0 : utility.listening()), 0),
  }
}
