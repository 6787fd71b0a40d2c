import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { closeInterruptedRuns } from '../../main/engine/runs/recover.ts'
import { type Bench, type HistoryEntry, historyOf, openBench } from './cli-bench.ts'
import { waitFor } from './cli-processes.ts'
import type { Running } from './cli-run.ts'
import { testHome } from './temporary-home.ts'

/** A bench with a configuration, on which the daemon can be run. */
export type DaemonBench = Bench & {
  /** Writes the configuration; a text as it is. */
  readonly configure: (configuration: object | string) => void
  /** Starts the daemon and waits until it is at work. */
  readonly startDaemon: (options?: { cap?: number }) => Promise<Running>
  /** The plan was known since then: what was due meanwhile is made up for at the next start. */
  readonly knownSince: (time: Date, plan: string, schedule: string) => Promise<void>
  /** Closes what was interrupted, as another Vaultkeeper would have done at that time. */
  readonly closedAt: (time: Date) => Promise<void>
  /** `plan/vault trigger: verdict code`, in order; what does not apply is left out. */
  readonly runs: () => string[]
  readonly events: (name: string) => Record<string, unknown>[]
  /** Waits until so many backups have ended. */
  readonly ended: (count: number, cap?: number) => Promise<void>
}

/** Opens one. The vault `notes` is the bench's own. */
export function openDaemonBench(plans: object, bench: Bench = openBench()): DaemonBench {
  const file = path.join(bench.home, 'backup_schedule.json')
  const configure = (configuration: object | string) => {
    mkdirSync(bench.home, { recursive: true })
    const usual = {
      version: 1,
      vaults: { notes: { path: bench.vault, recoveryDocument: false } },
      verification: { check: false, drill: false },
    }
    writeFileSync(file, typeof configuration === 'string' ? configuration : JSON.stringify({ ...usual, ...configuration }))
  }
  configure({ plans })
  const events = (name: string) => historyOf(bench).filter(({ event }) => event === name)
  const runs = () => {
    const outcomes = new Map(events('run.outcome').map((line) => [line['run'], line]))
    const backups = events('run.intent').filter(({ kind }) => kind === 'backup')
    return backups.map(({ run, plan, vault, trigger }) => {
      const { verdict = 'open', problem }: Partial<HistoryEntry> = outcomes.get(run) ?? {}
      const code = (problem as { code: string } | undefined)?.code
      return `${plan}/${vault} ${trigger}: ${verdict}${code === undefined ? '' : ` ${code}`}`
    })
  }
  return {
    ...bench,
    configure,
    startDaemon: async (options) => {
      const running = bench.start(['daemon'], options)
      await waitFor('the daemon to be at work', () => {
        if (running.child.exitCode !== null) throw new Error(`The daemon ended: ${running.stderr()}`)
        return running.stdout().includes('Running the schedule')
      })
      return running
    },
    knownSince: async (time, plan, schedule) => {
      const home = await testHome({ root: bench.home })
      home.setTime(time)
      const since = time.toISOString()
      await home.core.record({ event: 'plan.known', plan, repository: 'default', schedule, timeZone: 'UTC', since })
      home.close()
    },
    closedAt: async (time) => {
      const home = await testHome({ root: bench.home })
      home.setTime(time)
      await closeInterruptedRuns(home.core)
      home.close()
    },
    runs,
    events,
    ended: async (count, cap) => {
      await waitFor(`${count} ended backups`, () => runs().filter((run) => !run.endsWith(': open')).length >= count, cap)
    },
  }
}
