import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import { type Lock, takeLock } from '../../../main/engine/home/lock.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { schedulerLock } from '../../../main/engine/schedule/running-daemon.ts'
import { gatherTray } from '../../../main/engine/tray/gather-tray.ts'
import { trayView } from '../../../main/engine/tray/tray-view-of.ts'
import { changesBench } from '../../helpers/changes-bench.ts'
import { createShim, type Shim } from '../../helpers/cli-shim.ts'
import { type ClientBench, clientBench } from '../../helpers/client-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { viewInLines } from './view-in-lines.ts'

let home: TestHome
let shim: Shim
let bench: ClientBench
let vault: string
let copies: string
let schedule: Lock | undefined

const at = (clock: string, day = 21) => new Date(`2026-11-${day}T${clock}:00Z`)
let now = at('12:00')
const setNow = (time: Date) => {
  now = time
  home.setTime(time)
}

const lines = async () => viewInLines(trayView(await gatherTray(bench.client), { platform: 'linux', now, zone: 'UTC' }))

/** Puts a configuration in force as the daemon does. */
async function load(text: string): Promise<void> {
  writeFileSync(path.join(home.root, 'backup_schedule.json'), text)
  await loadAndTake(home.core)
}

const configured = () => ({
  version: 1,
  verification: { check: false, drill: false },
  vaults: { notes: { name: 'Notes & Co', path: vault } },
  repositories: { drive: { type: 'local', path: copies } },
  plans: { daily: { kind: 'daily', schedule: '0 18 * * *', sources: ['notes'], repositories: ['drive'], staleAfter: '3d' } },
})

const note = (number: number, text: string) => writeFileSync(path.join(vault, `note-${number}.md`), text)

/** A restic whose backups begin with a line of progress, as those of large folders do. */
function telling(restic: string): string {
  const program = path.join(temporaryFolder('telling'), 'restic')
  const numbers = { percent_done: 0.425, total_files: 80, files_done: 34, total_bytes: 1000, bytes_done: 425, seconds_remaining: 180 }
  const status = JSON.stringify({ message_type: 'status', ...numbers, current_files: ['/notes/a.md'] })
  writeFileSync(program, `#!/bin/sh\ncase " $* " in *" backup "*) echo '${status}' ;; esac\nexec '${restic}' "$@"\n`)
  chmodSync(program, 0o755)
  return program
}

/** Until restic's first numbers have arrived. */
async function untilReading(job: string): Promise<void> {
  for await (const { progress } of await bench.client.jobs.follow({ job })) if (progress?.step === 'reading') return
}

/** What the tray shows while a backup is held at 42 percent. */
async function whileBackingUp(): Promise<string[]> {
  const held = shim.hold('backup')
  const { job } = await bench.client.backups.start({ plan: 'daily' })
  await untilReading(job)
  await held.reached()
  const shown = await lines()
  held.letGo()
  await bench.follow({ job })
  return shown
}

beforeAll(async () => {
  shim = createShim(temporaryFolder('shim'), process.env['VAULTKEEPER_RESTIC'] ?? 'restic')
  home = await testHome({ environment: { VAULTKEEPER_RESTIC: telling(shim.program) } })
  bench = clientBench(home)
  vault = temporaryFolder('notes')
  copies = path.join(temporaryFolder('drive'), 'copies')
  for (let number = 0; number < 80; number++) note(number, `Note ${number}\n`)
  schedule = await takeLock(home.core.home.locks, schedulerLock, { doing: 'running the schedule' })
  setNow(now)
})
afterAll(() => schedule?.release())

describe('the tray', { timeout: 30_000 }, () => {
  it('wants a home to be set up', async () => {
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "attention: Not set up yet. Nothing is backed up",
        "Nothing is backed up yet -> /",
        "Set up Vaultkeeper… -> /first-run",
        "--",
        "[Back up now (no plan is set up)]",
        "[Restore files… (there is no backup yet)]",
        "[Pause (no plan is set up)]",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('says that the very first configuration is refused', async () => {
    await load('{ "version": 1, "vaults": { "notes": 3 } }')
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "failed: The configuration has a mistake",
        "Nothing is backed up yet -> /",
        "The configuration has a mistake… -> /plans?file",
        "--",
        "[Back up now (no plan is set up)]",
        "[Restore files… (there is no backup yet)]",
        "[Pause (no plan is set up)]",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('does not call protected what has no backup yet', async () => {
    await load(JSON.stringify(configured()))
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "attention: Notes & Co has no backup yet. It is due today at 18:00",
        "Notes && Co has no backup yet -> /",
        "--",
        "Notes && Co: no backup yet, next today at 18:00 -> /",
        "--",
        "Back up now -> back up all",
        "[Restore files… (there is no backup yet)]",
        "Pause >",
        "  For 1 hour -> pause hour",
        "  Until tomorrow -> pause until-tomorrow",
        "  Until I resume -> pause until-resumed",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('shows the first backup while it runs', async () => {
    expect(await whileBackingUp()).toMatchInlineSnapshot(`
      [
        "running: Backing up Notes & Co: 42 %, about 3 minutes left",
        "Notes && Co has no backup yet -> /",
        "--",
        "Notes && Co: being backed up now, next today at 18:00 -> /",
        "--",
        "Backing up Notes && Co: 42 % >",
        "  [Backing up, 42 %, about 3 minutes left]",
        "  Show in Vaultkeeper -> /",
        "  Cancel -> cancel",
        "--",
        "[Back up now (it is running)]",
        "[Restore files… (there is no backup yet)]",
        "Pause >",
        "  For 1 hour -> pause hour",
        "  Until tomorrow -> pause until-tomorrow",
        "  Until I resume -> pause until-resumed",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('says that all is protected, and since when', async () => {
    expect((await lines())[0]).toBe('protected: Protected. Last backup just now')
    setNow(at('12:12'))
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "protected: Protected. Last backup 12 minutes ago",
        "Notes && Co is protected, but only on this disk -> /",
        "--",
        "Notes && Co: last backup 12 minutes ago, next today at 18:00 -> /",
        "--",
        "Back up now -> back up all",
        "Restore files… -> /restore",
        "Pause >",
        "  For 1 hour -> pause hour",
        "  Until tomorrow -> pause until-tomorrow",
        "  Until I resume -> pause until-resumed",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('shows what the schedule or another process does', async () => {
    const held = shim.hold('backup')
    const occasion = { plan: 'daily', kind: 'daily', due: null, trigger: 'schedule', zone: 'UTC' } as const
    const ended = backup(home.core, { folder: vault, repository: 'drive', occasion, verify: true }, testHost())
    await held.reached()
    const shown = await lines()
    held.letGo()
    await ended
    expect(shown).toMatchInlineSnapshot(`
      [
        "running: Backing up Notes & Co",
        "Notes && Co is protected, but only on this disk -> /",
        "--",
        "Notes && Co: being backed up now, last backup 12 minutes ago, next today at 18:00 -> /",
        "--",
        "Backing up Notes && Co -> /",
        "--",
        "Back up now -> back up all",
        "Restore files… -> /restore",
        "Pause >",
        "  For 1 hour -> pause hour",
        "  Until tomorrow -> pause until-tomorrow",
        "  Until I resume -> pause until-resumed",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
  })

  it('shows a pause, and that something is done though', async () => {
    await bench.client.schedule.pause({ for: 6 * 3_600_000 })
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "paused: Paused until 18:12",
        "Notes && Co is protected, but backups are paused -> /",
        "--",
        "Notes && Co: paused, last backup just now -> /",
        "--",
        "Back up now -> back up all",
        "Restore files… -> /restore",
        "Resume (paused until 18:12) -> resume",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
    expect((await whileBackingUp())[0]).toMatchInlineSnapshot(
      `"running: Backing up Notes & Co: 42 %, about 3 minutes left. Paused until 18:12"`,
    )
    await bench.client.schedule.resume({})
    await bench.client.schedule.pause({})
    expect((await lines())[0]).toBe('paused: Paused until you resume')
    await bench.client.schedule.resume({})
    expect((await lines())[0]).toBe('protected: Protected. Last backup just now')
  })

  it('says what failed, also while it is tried again, until it has succeeded', async () => {
    renameSync(copies, `${copies}-away`)
    await bench.follow(await bench.client.backups.start({ plan: 'daily' }))
    setNow(at('14:12'))
    const shown = await lines()
    // Before anything is expected: the tests behind this one need it.
    renameSync(`${copies}-away`, copies)
    expect(shown).toMatchInlineSnapshot(`
      [
        "failed: Backups into "drive" fail (today at 12:12)",
        "Notes && Co is not protected: the repository "drive" is not where it was… -> /",
        "Backups into "drive" fail (today at 12:12)… -> /?mend=find-repository&repository=drive",
        "--",
        "Notes && Co: failed, last backup today at 12:12, next today at 18:00 -> /",
        "--",
        "Back up now -> back up all",
        "Restore files… -> /restore",
        "Pause >",
        "  For 1 hour -> pause hour",
        "  Until tomorrow -> pause until-tomorrow",
        "  Until I resume -> pause until-resumed",
        "--",
        "Open Vaultkeeper -> /",
        "Quit Vaultkeeper -> quit",
      ]
    `)
    expect((await whileBackingUp())[0]).toMatchInlineSnapshot(
      `"failed: Backups into "drive" fail (today at 12:12). Backing up Notes & Co: 42 %, about 3 minutes left"`,
    )
    expect((await lines())[0]).toBe('protected: Protected. Last backup just now')
  })

  it('says what was cancelled', async () => {
    const held = shim.hold('backup')
    const begun = await bench.client.backups.start({ plan: 'daily' })
    await untilReading(begun.job)
    await held.reached()
    await bench.client.jobs.cancel(begun)
    const shown = await lines()
    held.letGo()
    await bench.follow(begun)
    expect(shown.filter((line) => /top/.test(line))).toMatchInlineSnapshot(`
      [
        "running: Backing up Notes & Co: stopping",
        "Backing up Notes && Co: stopping >",
        "  [Stopping…, 42 %]",
        "  [Cancel (it is stopping)]",
      ]
    `)
    expect((await lines()).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "attention: The backup of Notes & Co wants a look (just now)",
        "Notes && Co is protected, but one thing needs you -> /",
        "The backup of Notes && Co wants a look (just now)… -> /",
      ]
    `)
    await bench.follow(await bench.client.backups.all())
  })

  it('leads to the mistake of a configuration while the one before stays in force', async () => {
    await load('{ "version": 1, }{')
    const shown = await lines()
    await load(JSON.stringify(configured()))
    expect(shown.slice(0, 4)).toMatchInlineSnapshot(`
      [
        "attention: The configuration has a mistake",
        "Notes && Co is protected, but one thing needs you -> /",
        "The configuration has a mistake… -> /plans?file",
        "--",
      ]
    `)
  })

  it('says what has been silent for too long', async () => {
    setNow(at('18:05', 27))
    const shown = await lines()
    setNow(at('14:20'))
    expect(shown.slice(0, 5)).toMatchInlineSnapshot(`
      [
        "attention: No backup of Notes & Co into "drive" for 6 days",
        "Notes && Co is not protected: there has been no good backup for 6 days -> /",
        "No backup of Notes && Co into "drive" for 6 days… -> /",
        "--",
        "Notes && Co: no backup for too long, last backup Saturday at 14:12, next tomorrow at 18:00 -> /",
      ]
    `)
  })

  it('asks whether an unusual change was meant', async () => {
    for (let number = 5; number < 80; number++) rmSync(path.join(vault, `note-${number}.md`))
    await bench.follow(await bench.client.backups.all())
    const shown = (await lines()).map((line) => line.replace(/anomaly=\w+$/, 'anomaly=ID'))
    expect(shown.slice(0, 4)).toMatchInlineSnapshot(`
      [
        "attention: Unusual change in Notes & Co (just now)",
        "Notes && Co is not protected: 75 of 81 files are gone (93 %; 20 % may be) -> /",
        "Unusual change in Notes && Co (just now)… -> /?mend=anomaly&anomaly=ID",
        "--",
      ]
    `)
  })
})

it('leads to changes that wait for approval', { timeout: 30_000 }, async () => {
  const changes = await changesBench()
  const held = await takeLock(changes.core.home.locks, schedulerLock, { doing: 'running the schedule' })
  const { client } = clientBench(changes)
  changes.setTime(at('12:00'))
  await changes.look()
  const first = await client.changes.list({})
  await client.changes.approve({ changes: first.changes.map(({ id }) => id) })
  changes.write('em/rules/one.md', 'Never ask.\n')
  await changes.look()
  const view = trayView(await gatherTray(client), { platform: 'linux', now: at('12:00'), zone: 'UTC' })
  expect(viewInLines(view).slice(0, 5)).toMatchInlineSnapshot(`
    [
      "attention: 1 change to approve",
      "Agents is protected, but one thing needs you -> /",
      "1 change to approve… -> /approvals",
      "--",
      "Agents: not everywhere yet, last backup just now -> /",
    ]
  `)
  held?.release()
})
