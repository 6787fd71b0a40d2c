import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Core } from '../../engine/core.ts'
import type { Jobs } from '../../engine/jobs/jobs.ts'
import { readPages } from '../../engine/pages/read-pages.ts'
import { fail } from '../../engine/problem-error.ts'
import type { Context } from '../../engine/procedures/context.ts'
import { router } from '../../engine/procedures/router.ts'
import { keepNoted } from './keep-noted.ts'
import { type RunningServer, serveProcedures } from './serve-procedures.ts'
import { readServerRun } from './server-run.ts'
import { serverToken } from './server-token.ts'

/** What is served, and where. */
export type ServerOptions = {
  readonly core: Core
  readonly jobs: Jobs
  /** The folder of the built pages. */
  readonly pages: string
  /** The port; left out, the one of last time, or any that is free. */
  readonly port?: number | undefined
}

/** A server, the port that it had last, where that was taken now, and why its address could not be written down, empty where it is. */
export type StartedServer = RunningServer & { readonly insteadOf: number | undefined; readonly unnoted: string }

/** Serves this home's procedures and the pages on loopback. Throws a problem when the pages are not built, or a port that was asked for is taken. */
export async function startServer({ core, jobs, pages, port }: ServerOptions): Promise<StartedServer> {
  const files = readPages(pages)
  const last = readServerRun(core)?.port
  const secrets = { token: serverToken(core), key: core.ports.randomBytes(32).toString('base64url') }
  const log = (text: string) => core.ports.log(core.redactor.redact(text))
  // Bound to the contract as a whole: its paths are known without loading the groups, and none of it can be missing.
  const whole = implement(contract).$context<Context>().router(router)
  const procedures = { contract, router: whole, context: { core, jobs } }
  const serve = (wanted: number) => serveProcedures(procedures, files, secrets, wanted, { ...core.ports, log })
  const server =
    (await serve(port ?? last ?? 0)) ??
    (port === undefined ? await serve(0) : undefined) ??
    fail(
      'port-taken',
      `Another program has ${port === undefined ? 'every port' : `the port ${port}`}.`,
      'Take another one with --port, or leave it out: any free one is taken then.',
    )
  const noted = keepNoted(core, { port: server.port, pid: process.pid, key: secrets.key })
  return {
    ...server,
    insteadOf: port === undefined && last !== server.port ? last : undefined,
    unnoted: noted.trouble(),
    close: () => {
      noted.close()
      return server.close()
    },
  }
}
