import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { isAlive, signal, waitFor } from '../../helpers/cli-processes.ts'
import type { Running } from '../../helpers/cli-run.ts'
import { pick } from '../../helpers/seeded.ts'
import type { FaultBench } from '../fault-bench.ts'
import type { Kind } from '../kind.ts'

/** The address that a `serve` printed, as soon as it has. */
const addressOf = async (running: Running) =>
  new URL(
    await waitFor('the address of the pages', () => {
      if (running.child.exitCode !== null) throw new Error(`It ended: ${running.stdout()}${running.stderr()}`)
      return /http:\/\/\S+/.exec(running.stdout())?.[0]
    }),
  )

/** Starts `serve`, and waits until it has the schedule as well. */
async function serve(bench: FaultBench): Promise<Running & { readonly address: URL }> {
  const running = bench.start(['serve'])
  const address = await addressOf(running)
  await waitFor('the schedule', () => running.stdout().includes('Running the schedule'))
  return { ...running, address }
}

/** Ends one. @returns what was wrong with its end */
async function end(running: Running): Promise<string[]> {
  signal(running.pid, 'SIGTERM')
  const { code, stderr } = await running.ended
  return code === 0 ? [] : [`it ended with ${code}: ${stderr}`]
}

/** A program of somebody else on a port. `asked`: how often anybody came. */
async function stranger(port: number) {
  let asked = 0
  const server = createServer((socket) => {
    asked += 1
    socket.on('error', () => undefined).destroy()
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    asked: () => asked,
    end: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** What a second `serve` has to say while one runs: the address of that one, which answers. */
async function leadsTo(bench: FaultBench, first: Running & { readonly address: URL }): Promise<string[]> {
  const second = bench.start(['serve'], { cap: 40_000 })
  const { code, stdout, stderr } = await second.ended
  const address = /http:\/\/\S+/.exec(stdout)?.[0]
  if (code !== 0 || address === undefined || !stdout.includes(`process ${first.pid}`))
    return [`a second one ended with ${code}, and does not lead to the first: ${stdout}${stderr}`]
  const { status } = await fetch(address, { redirect: 'manual' })
  return status < 400 && new URL(address).port === first.address.port ? [] : [`the address that it gives answers ${status}`]
}

/** The port where the pages were is somebody else's, and what is noted of it is old, cannot be written, or is taken away while they are served. */
export const kind: Kind = {
  id: 'D6b',
  says: 'port of the pages taken, the note of it stale, read-only or removed',
  operations: ['scheduled', 'backup'],
  needs: ['root'],
  weight: 0.25,
  waits: true,
  arm: async (bench, { random }) => {
    const how = pick(random, ['taken', 'stale', 'read-only', 'removed'] as const)
    const pages = path.join(bench.folder, 'fault', 'pages')
    mkdirSync(pages, { recursive: true })
    writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title>')
    bench.environment['VAULTKEEPER_PAGES'] = pages
    const note = path.join(bench.home, 'server-run.json')
    const wrong: string[] = []
    if (how === 'read-only') {
      writeFileSync(note, '{}', { mode: 0o600 })
      // A mount of its own: nothing can be put in its place.
      execFileSync('mount', ['--bind', note, note])
      execFileSync('mount', ['-o', 'remount,bind,ro', note])
      const first = await serve(bench)
      if (!/cannot be written down \(server-run\.json: (EBUSY|EROFS)\)/.test(first.stderr()))
        wrong.push(`it does not say so: ${first.stderr()}`)
      execFileSync('umount', [note])
      // It is written as soon as it can be.
      wrong.push(...(await leadsTo(bench, first)), ...(await end(first)))
    } else if (how === 'removed') {
      const first = await serve(bench)
      rmSync(note)
      wrong.push(...(await leadsTo(bench, first)), ...(await end(first)))
    } else {
      const earlier = await serve(bench)
      wrong.push(...(await end(earlier)))
      const other = await stranger(how === 'taken' ? Number(earlier.address.port) : 0)
      if (how === 'stale') {
        const { key } = JSON.parse(readFileSync(note, 'utf8')) as { key: string }
        writeFileSync(note, JSON.stringify({ port: other.port, pid: process.pid, key }), { mode: 0o600 })
        const owner = { pid: process.pid, started: '1', doing: 'serving the pages', since: new Date().toISOString(), version: '0.0.1' }
        writeFileSync(path.join(bench.home, 'locks', 'server.owner.json'), JSON.stringify(owner))
      }
      const first = await serve(bench)
      if (first.address.port === String(other.port)) wrong.push('it gives the address of somebody else')
      if (!first.stderr().includes(`Another program has the port ${other.port}`)) wrong.push(`it does not say so: ${first.stderr()}`)
      wrong.push(...(await leadsTo(bench, first)), ...(await end(first)))
      if (other.asked() > 0) wrong.push(`somebody else was asked for something ${other.asked()} times`)
      if (!isAlive(process.pid)) wrong.push('a process that is none of ours was ended')
      await other.end()
    }
    if (existsSync(path.join(bench.home, 'locks', 'server.owner.json'))) wrong.push('its note of who serves is still there')
    return {
      hit: () => true,
      wrong: () => wrong.map((one) => `D6b: ${how}: ${one}`),
    }
  },
}
