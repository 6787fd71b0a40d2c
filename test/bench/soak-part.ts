import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { builtPages } from '../helpers/pages-built.ts'
import { seeded } from '../helpers/seeded.ts'
import type { BenchPrograms, Finding, Part } from './part.ts'
import { judgeSoak } from './soak/judge-soak.ts'
import { churn, soakPlaces } from './soak/soak-home.ts'
import { type SoakSample, soakSample } from './soak/soak-sample.ts'

/** So many minutes of the quick clock pass in one of the machine's, while nothing runs. */
const speed = 60
const sampleEvery = 10_000
/** As `vaultkeeper daemon` begins itself anew (main/headless/begin.mjs): it is what runs for months. */
const small = {
  flags: ['--expose-gc', '--max-semi-space-size=2', '--max-lazy', '--no-opt', '--no-maglev', '--single-threaded-gc', '--v8-pool-size=0'],
  environment: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536', UV_THREADPOOL_SIZE: '2' },
}
const ready = z.object({ port: z.number() })
const told = z.object({
  ...{ rss: z.number(), heapUsed: z.number(), external: z.number(), runs: z.number(), resources: z.number(), now: z.number() },
  failed: z.array(z.string()),
})

/** A day of schedules at sixty times the speed: whether anything grows that is not to grow. */
export const soakPart: Part = {
  name: 'soak',
  says: 'A day of schedules at 60 times the speed',
  measure: (programs, amount) => soak(programs, amount.minutes ?? 24),
}

async function soak({ cli, restic }: BenchPrograms, minutes: number): Promise<Finding> {
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-soak-'))
  const hours = (minutes * speed) / 60
  const flags = [...small.flags, '--conditions=source', '--disable-warning=ExperimentalWarning']
  const parameters = [work, restic, await builtPages(), String(hours), ...cli]
  const child = fork(join(import.meta.dirname, 'soak', 'soak-daemon.ts'), parameters, {
    execArgv: flags,
    env: { ...process.env, ...small.environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const ended = gone.then(([code]) => Promise.reject(new Error(`The soak ended with ${code}.`)))
  ended.catch(() => undefined)
  try {
    const { port } = ready.parse((await Promise.race([once(child, 'message'), ended]))[0])
    const token = readFileSync(join(soakPlaces(work).home, 'server-token'), 'utf8').trim()
    const random = seeded(3)
    const samples: SoakSample[] = []
    let failed: readonly string[] = []
    const begun = performance.now()
    // Where the machine has other things to do, runs take longer, and with them the day; twice the time is enough.
    for (let turn = 0; performance.now() - begun < minutes * 2 * 60_000; turn++) {
      churn(work, random, turn)
      await look(port, token, (samples.at(-1)?.runs ?? 0) > 0)
      await Promise.race([delay(sampleEvery), ended])
      child.send('sample')
      const now = told.parse((await Promise.race([once(child, 'message'), ended]))[0])
      failed = now.failed
      samples.push(soakSample(work, child.pid ?? 0, now))
      // The day is over when that clock has caught up with the machine's.
      if (Date.now() - now.now < 60_000) break
    }
    const { lines, missed } = judgeSoak(samples)
    const of = `${hours} hours of schedules (every 20 minutes, hourly, daily, weekly, monthly, on change; mirror, retention, prune, checks, drills), real restic, the vaults written in, pages asked; ${samples.at(-1)?.runs} runs in ${Math.round((performance.now() - begun) / 60_000)} minutes, looked at ${samples.length} times.`
    return { of, tables: [lines], missed: [...missed, ...failed.slice(0, 10).map((one) => `a run failed: ${one}`)], numbers: samples }
  } finally {
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000)
    await gone
    clearTimeout(patience)
    rmSync(work, { recursive: true, force: true })
  }
}

/** As an open page does it, in which somebody types a word to search for, letter by letter, as soon as there is something to find it in. */
async function look(port: number, token: string, backedUp: boolean): Promise<void> {
  const word = backedUp ? 'note number twenty-two' : ''
  const typed = Array.from(word, (_, at) => `/api/files/find?pattern=${encodeURIComponent(word.slice(0, at + 1))}`)
  for (const path of ['/', '/api/overview', '/api/overview/calendar', ...typed]) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    await answer.text()
  }
}
