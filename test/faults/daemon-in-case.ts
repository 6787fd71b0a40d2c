import { setTimeout as delay } from 'node:timers/promises'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import type { Running } from '../helpers/cli-run.ts'
import { changeConfiguration } from './change-configuration.ts'
import type { FaultBench, HistoryLine } from './fault-bench.ts'

/** The schedule of a case's home, run by a daemon. */
export type DaemonInCase = {
  /** The process that runs now. */
  readonly running: () => Running
  /** Has it look at what is due, as it does each half minute. */
  readonly look: () => Promise<void>
  /** What was recorded since it began, of one event. */
  readonly events: (name: string) => HistoryLine[]
  /** Backups that a plan of these began, oldest first, with how they ended. */
  readonly runs: () => { readonly due: string; readonly verdict: string | null; readonly code: string | undefined }[]
  /** Kills it, and starts the next one. */
  readonly killAndStart: () => Promise<void>
  /** Ends it politely, and puts the configuration back. @returns what was wrong with its end */
  readonly end: () => Promise<string[]>
}

/** A plan that is never due, by which a look is asked for. */
const idle = { kind: 'custom', enabled: true, schedule: '0 0 29 2 *', sources: ['notes'] }

/** Starts the daemon over plans of its own. @param change of the configuration, besides the plans */
export async function daemonInCase(bench: FaultBench, plans: object, change: object = {}): Promise<DaemonInCase> {
  const putBack = changeConfiguration(bench, (before) => ({
    ...before,
    verification: { check: false, drill: false },
    ...change,
    plans: { ...plans, idle },
  }))
  const before = bench.history().length
  const events = (name: string) =>
    bench
      .history()
      .slice(before)
      .filter(({ event }) => event === name)
  const begin = async () => {
    const running = bench.start(['daemon'], { cap: 170_000 })
    await waitFor('the daemon to be at work', () => {
      if (running.child.exitCode !== null) throw new Error(`The daemon ended: ${running.stdout()}${running.stderr()}`)
      return running.stdout().includes('Running the schedule')
    })
    return running
  }
  let running = await begin()
  let paused = false
  return {
    running: () => running,
    events,
    runs: () => {
      const outcomes = new Map(events('run.outcome').map((line) => [line.run, line]))
      return events('run.intent')
        .filter((line) => line['kind'] === 'backup' && Object.keys(plans).includes(String(line['plan'])))
        .map(({ run, due }) => {
          const { verdict = null, problem } = outcomes.get(run) ?? {}
          return { due: String(due), verdict, code: problem?.code }
        })
    },
    // Whatever is recorded has it look.
    look: async () => {
      const { code, stdout, stderr } = await bench.json([paused ? 'resume' : 'pause', 'idle'])
      if (code !== 0) throw new Error(`It could not be made to look: ${code} ${stdout}${stderr}`)
      paused = !paused
      // It gathers what is recorded within two tenths of a second.
      await delay(300)
    },
    killAndStart: async () => {
      signal(running.pid, 'SIGKILL')
      await running.ended
      running = await begin()
    },
    end: async () => {
      signal(running.pid, 'SIGTERM')
      const { code, stderr } = await running.ended
      putBack()
      return code === 0 ? [] : [`the daemon ended with ${code}: ${stderr}`]
    },
  }
}

/** What is wrong with how due times were run: each at most once with success, and never two of a plan at the same time. */
export function doubled(daemon: DaemonInCase): string[] {
  const done = daemon
    .runs()
    .filter(({ verdict }) => verdict === 'done' || verdict === 'warnings')
    .map(({ due }) => due)
  return done.filter((due, index) => done.indexOf(due) < index).map((due) => `${due} was run twice`)
}
