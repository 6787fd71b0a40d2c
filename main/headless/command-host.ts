import { randomBytes } from 'node:crypto'
import { isAbsolute, resolve } from 'node:path'
import { withDotEnv } from '../engine/config/dot-env.ts'
import { loadAndTake } from '../engine/config/take-configuration.ts'
import type { RunHost } from '../engine/core.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { homeFolder } from '../engine/home/home.ts'
import { createMachine } from '../engine/machine/machine.ts'
import { systemClock } from '../engine/ports.ts'
import { fail, ProblemError, systemCode } from '../engine/problem-error.ts'
import type { Client } from '../engine/procedures/client.ts'
import { createKeychain } from '../engine/secrets/keychain.ts'
import { createRedactor } from '../engine/secrets/redact.ts'
import { isCorrupt } from '../engine/state/is-corrupt.ts'
import { createScreen, type Screen } from './terminal/screen.ts'
import { showProgress } from './terminal/show-progress.ts'

/** Flags that every command takes. */
export type CommonOptions = { readonly json?: boolean; readonly debug?: boolean }

/** What a command works with. */
export type Session = { readonly engine: Engine; readonly host: RunHost; readonly screen: Screen }

/**
 * Opens the engine for one command, passes interrupts on to it, and closes it behind the command. The first Ctrl-C asks for a polite end,
 * the second ends restic by force, the third leaves at once; each way the record is put right, at the latest at the next start.
 * @param settle puts the configuration in force, before anything else
 * @returns the exit code
 */
export async function withEngine(
  options: CommonOptions,
  work: (session: Session) => Promise<number>,
  settle: (engine: Engine) => Promise<unknown> = ({ core }) => loadAndTake(core),
): Promise<number> {
  const screen = createScreen(options.json === true)
  const redactor = createRedactor()
  const log = await createLog(options.debug === true)
  const root = await homeFolder(process.env)
  const environment = withDotEnv(root, process.env)
  const engine = await createEngine(
    root,
    {
      clock: systemClock,
      keychain: createKeychain(environment),
      machine: createMachine(environment),
      environment,
      log: (text) => log(redactor.redact(text)),
      randomBytes,
    },
    redactor,
  )
  await settle(engine)
  const controller = new AbortController()
  const release = passInterrupts(controller, engine, screen)
  try {
    return await work({ engine, host: { signal: controller.signal, onProgress: showProgress(screen) }, screen })
  } catch (error) {
    if (!isCorrupt(error) || !(await engine.core.state.mend(error))) throw error
    return fail(
      'state-made-anew',
      'What the history adds up to was damaged on the disk. It is made anew by now.',
      'Run the same command again.',
    )
  } finally {
    release()
    engine.close()
  }
}

/** What a command works with that calls the contract's procedures; `signal` is to be handed to each of them, as `client.group.procedure(input, { signal })`. */
export type ClientSession = Session & { readonly client: Client; readonly signal: AbortSignal }

/**
 * Opens the engine as {@link withEngine} does, for a command that asks through the contract. What a procedure refuses arrives as the problem that it is; jobs
 * that still go on when the command is done are cancelled and waited for.
 * @returns the exit code
 */
export function withClient(options: CommonOptions, work: (session: ClientSession) => Promise<number>): Promise<number> {
  return withEngine(options, async (session) => {
    const { engine, host } = session
    const [{ createClient }, { createJobs }, { ORPCError, ValidationError }] = await Promise.all([
      import('../engine/procedures/client.ts'),
      import('../engine/jobs/jobs.ts'),
      import('@orpc/server'),
    ])
    const jobs = createJobs(engine.core)
    const client = createClient({ core: engine.core, jobs, onProgress: host.onProgress })
    try {
      return await work({ ...session, client, signal: host.signal })
    } catch (error) {
      // In one process nothing has to be made of an error to hand it on.
      const cause = error instanceof ORPCError ? (error.cause ?? error) : error
      const [refused] = cause instanceof ValidationError ? cause.issues : []
      if (refused === undefined) throw cause
      const what = refused.path?.join('.') || 'What was asked'
      throw new ProblemError({
        code: 'not-understood',
        sentence: `${what} is refused: ${refused.message}.`,
        remedy: 'Give it otherwise; --help tells what the command takes.',
      })
    } finally {
      await jobs.close()
    }
  })
}

/** A path as the person meant it: npm runs scripts in the project's folder, and says where it was called. */
export function fromWhereCalled(path: string): string {
  // The current folder may be gone, and then only matters to what is seen from it.
  if (isAbsolute(path)) return resolve(path)
  const called = process.env['npm_lifecycle_event'] === 'vaultkeeper' ? process.env['INIT_CWD'] : undefined
  return resolve(called ?? currentFolder(), path)
}

function currentFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    return fail('current-folder-gone', 'The folder that you are in was removed.', 'Change into another one, and try again.')
  }
}

function passInterrupts(controller: AbortController, engine: Engine, screen: Screen): () => void {
  let times = 0
  const onSignal = () => {
    times += 1
    if (times === 1) {
      screen.tell('Stopping. Press Ctrl-C again to stop at once.')
      controller.abort()
    } else if (times === 2) engine.killChildren()
    else process.exit(130)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

async function createLog(debug: boolean): Promise<(text: string) => void> {
  if (!debug) return () => undefined
  const { pino } = await import('pino')
  const logger = pino({ level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime }, process.stderr)
  return (text) => logger.debug(text)
}
