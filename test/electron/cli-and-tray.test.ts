import { describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { openTrayBench, type TrayBench } from '../helpers/tray-bench.ts'

const plans = { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } }

/** It is less than half a second, and for a backup before restic has begun; but tests share their machine. */
const soon = 4_000

/** The app with its schedule on a home whose first backup is made. */
async function openApp(): Promise<TrayBench> {
  const app = await openTrayBench({ plans, desktop: true, cli: true })
  await app.runSchedule()
  return app
}

describe('the command line and the tray on one home', () => {
  test('a backup of either is seen by the other; the same is not done twice at once', async () => {
    const { bench, tray, becomes, jobs, offers, told } = await openApp()
    const status = await bench.cli(['status'])
    expect(status.stdout).toContain(`The tray app (process ${process.pid}) runs the schedule.`)
    const second = await bench.cli(['daemon'])
    expect(second.stderr).toContain(`The tray app (process ${process.pid}) runs the schedule on this home already.`)

    // The command line backs up: the icon runs as soon as that is recorded, and is done with it.
    const held = bench.shim.hold('backup')
    const running = bench.start(['backup', 'daily'])
    await held.reached()
    await becomes('running', soon)
    // Asked for in the menu meanwhile it waits, and says for what.
    tray.choose('Back up now')
    const [job] = await waitFor('the job', () => (jobs.list().length > 0 ? jobs.list() : undefined))
    await waitFor('what it waits for', () => jobs.get(job?.id ?? '').notes.some((note) => /Waiting/i.test(note)))
    held.letGo()
    expect((await running.ended).code).toBe(0)
    await waitFor('its end', () => jobs.get(job?.id ?? '').ended?.verdict === 'done')
    await becomes('protected', soon)
    expect(told).toEqual([])
    expect(bench.runs()).toEqual(['daily/notes manual: done', 'daily/notes manual: done'])

    // Pauses go both ways.
    expect((await bench.cli(['pause', '--for', '1h'])).code).toBe(0)
    await becomes('paused', soon)
    tray.choose(await offers(/^Resume/))
    await becomes('protected', soon)
    tray.choose('Pause › Until I resume')
    await becomes('paused', soon)
    expect((await bench.cli(['status'])).stdout).toMatch(/paused/)
    expect((await bench.cli(['resume'])).code).toBe(0)
    await becomes('protected', soon)
  })
})
