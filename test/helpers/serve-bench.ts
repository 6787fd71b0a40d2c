import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { traverseContractProcedures } from '@orpc/server'
import { contract } from '../../main/contract/contract.ts'
import { waitFor } from './cli-processes.ts'
import type { Running } from './cli-run.ts'
import { type DaemonBench, openDaemonBench } from './daemon-bench.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A bench on which `vaultkeeper serve` can be run, with pages that cost nothing to build. */
export type ServeBench = DaemonBench & {
  /** Starts it and waits until it has printed its address, and says what it does about the schedule. */
  readonly serve: (parameters?: readonly string[]) => Promise<Serving>
  /** The text of the token file. */
  readonly token: () => string
}

/** A `serve` that runs. */
type Serving = Running & { readonly address: string; readonly port: number; readonly origin: string }

/** Opens one. */
export function openServeBench(plans: object = {}): ServeBench {
  const bench = openDaemonBench(plans)
  const pages = temporaryFolder('pages')
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title><script nonce="__NONCE__"></script>')
  bench.environment['VAULTKEEPER_PAGES'] = pages
  return {
    ...bench,
    serve: async (parameters = []) => {
      const running = bench.start(['serve', ...parameters])
      const address = await waitFor('the address', () => {
        if (running.child.exitCode !== null) throw new Error(`It ended: ${running.stderr()}`)
        const said = running.stdout()
        return /Running the schedule|runs the schedule/.test(said) ? /http:\/\/\S+/.exec(said)?.[0] : undefined
      })
      const { port, origin } = new URL(address)
      return { ...running, address, port: Number(port), origin }
    },
    token: () => readFileSync(path.join(bench.home, 'server-token'), 'utf8').trim(),
  }
}

/** Each procedure of the contract as it is asked for over HTTP, both ways. */
export function procedureRoutes(): readonly { readonly method: string; readonly target: string }[] {
  const routes: { method: string; target: string }[] = []
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path: names }) => {
    const { method = 'POST', path: target } = procedure['~orpc'].route
    routes.push({ method, target: `/rpc/${names.join('/')}` }, { method, target: `/api${target}`.replaceAll(/\{\+?\w+\}/g, 'x') })
  })
  return routes
}

/** The cookie that an address gives for its code. */
export async function signIn(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}
