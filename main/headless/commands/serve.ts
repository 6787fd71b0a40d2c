import { setTimeout as delay } from 'node:timers/promises'
import { exitCode } from '../../contract/exit-code.ts'
import { runDaemonInTurn } from '../../engine/daemon/run-daemon-in-turn.ts'
import { readOwner, tryLock } from '../../engine/home/lock.ts'
import { processAlive } from '../../engine/home/process-identity.ts'
import { createJobs } from '../../engine/jobs/jobs.ts'
import { pagesFolder } from '../../engine/pages/pages-folder.ts'
import { fail } from '../../engine/problem-error.ts'
import type { CommonOptions, Session } from '../command-host.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { runReplaceable } from '../run-replaceable.ts'
import { oneTimeAddress } from '../server/one-time-codes.ts'
import { readServerRun } from '../server/server-run.ts'
import { startServer } from '../server/start-server.ts'
import { showDaemon } from '../show-daemon.ts'
import { moment } from '../terminal/words.ts'
import { updateIndexApart } from '../update-index-apart.ts'

/** The lock of the one Vaultkeeper on a home that serves the pages. */
const serverLock = 'server'

/** `vaultkeeper serve`: the pages on this machine alone, and the schedule, in one process until it is ended. */
export function serveCommand(options: CommonOptions & { readonly port?: number; readonly open?: boolean }): Promise<number> {
  return runReplaceable(options, 'serve', async (session) => {
    const lock = tryLock(session.engine.core.home.locks, serverLock, 'serving the pages')
    if (lock === undefined) return tellRunning(session, options)
    try {
      return await serve(session, options)
    } finally {
      lock.release()
    }
  })
}

async function serve(session: Session, options: { readonly port?: number; readonly open?: boolean }): Promise<number> {
  const { engine, host, screen } = session
  const { core } = engine
  const jobs = createJobs(core)
  const server = await startServer({ core, jobs, pages: pagesFolder(core.ports.environment), port: options.port })
  // At once, not when the schedule has come to its end.
  host.signal.addEventListener('abort', () => void jobs.close(), { once: true })
  try {
    if (server.insteadOf !== undefined)
      screen.tell(`Another program has the port ${server.insteadOf}, where the pages were last. Bookmarks of it do not lead here.`)
    if (server.unnoted !== '')
      screen.tell(
        `Where the pages are cannot be written down (server-run.json: ${server.unnoted}). They are served all the same; another "vaultkeeper serve" cannot tell their address.`,
      )
    show(session, server.address(), undefined)
    if (options.open) openInBrowser(server.address(), core.ports.environment)
    const onElsewhere = (pid: number | undefined) => {
      const process = pid === undefined ? 'Another Vaultkeeper' : `Another Vaultkeeper (process ${pid})`
      if (screen.json) screen.emit({ command: 'serve', event: 'elsewhere', pid: pid ?? null })
      else screen.say(`${process} runs the schedule, so this one only shows the pages. It takes the schedule over when the other ends.`)
    }
    await runDaemonInTurn(
      core,
      { ...host, onProgress: () => undefined },
      { ...showDaemon(engine, screen, 'serve'), onElsewhere },
      updateIndexApart,
      jobs,
    )
  } finally {
    // Pages still hear how their jobs end; what they begin meanwhile ends, too.
    await jobs.close()
    await server.close()
    await jobs.close()
  }
  if (screen.json) screen.emit({ command: 'serve', event: 'stopped', exitCode: exitCode.done })
  else screen.say(`${moment(core.ports.clock.now())}  Ended.`)
  return exitCode.done
}

/** Another process serves this home: an address of that one is all that is wanted. */
async function tellRunning(session: Session, options: { readonly open?: boolean }): Promise<number> {
  const { core } = session.engine
  const until = core.ports.clock.monotonic() + 10_000
  while (core.ports.clock.monotonic() < until) {
    const owner = readOwner(core.home.locks, serverLock)
    const run = readServerRun(core)
    // What was noted by an earlier one leads nowhere: wait until it has begun. Without the lock's note, which is only for people, its process has to live.
    if (run !== undefined && (owner === undefined ? processAlive(run.pid, '') : run.pid === owner.pid)) {
      show(session, oneTimeAddress(run.port, run.key, core.ports), run.pid)
      if (options.open) openInBrowser(oneTimeAddress(run.port, run.key, core.ports), core.ports.environment)
      return exitCode.done
    }
    await delay(100)
  }
  return fail('server-starting', 'Another Vaultkeeper is about to serve the pages, but has not come to it yet.', 'Try again in a moment.')
}

function show({ screen }: Session, address: string, already: number | undefined): void {
  if (screen.json)
    screen.emit({ command: 'serve', event: already === undefined ? 'ready' : 'already', address, pid: already ?? process.pid })
  if (already !== undefined) screen.say(`Vaultkeeper serves the pages already (process ${already}).`)
  screen.say(`Open Vaultkeeper: ${address}`)
  screen.say('This address works once, within ten minutes, and only on this machine. For another one: vaultkeeper serve')
}
