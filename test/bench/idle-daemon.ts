// What the daemon costs while nothing happens. Usage: npm run bench -- --idle [--minutes 5] [--agents 200]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makeNotes } from './make-notes.ts'

/** What the project promises of an idle daemon. */
const promise = { megabytes: 90, percent: 0.2 }
const vaults = 4
const files = 100_000
const folders = 2_000
const plans = 20
/** Of the kernel's clock that /proc counts in. */
const ticksPerSecond = 100

/** How a process stands: resident now and at its highest, in MB; seconds of a processor that it and its children have used. */
type Standing = { readonly resident: number; readonly highest: number; readonly processor: number }

/**
 * Starts the daemon with 20 plans, four of them on change over 100,000 files, waits until all have had their first snapshot, and looks at it for some
 * minutes in which nothing happens.
 * @param agents so many are watched besides, each by a file that it touches
 * @returns whether the promise was kept
 */
export async function idleDaemon(cli: readonly string[], restic: string, minutes: number, agents: number): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-idle-'))
  const home = join(work, 'home')
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: work,
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_PASSWORD: 'idle',
    VAULTKEEPER_RESTIC: restic,
  }
  prepare(work, home, agents)
  const beats = setInterval(() => touchAll(work, agents), 10_000)
  const daemon = spawn(process.execPath, [...cli, 'daemon'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(daemon, 'exit')
  try {
    const pid = daemon.pid ?? 0
    await Promise.race([firstSnapshots(home), gone.then(() => Promise.reject(new Error('The daemon ended.')))])
    // What the last run leaves to do, such as news and freed memory.
    await delay(20_000)
    const before = standing(pid)
    let most = before.resident
    for (const until = Date.now() + minutes * 60_000; Date.now() < until; await delay(1_000)) most = Math.max(most, standing(pid).resident)
    return report(before, standing(pid), most, { minutes, agents })
  } finally {
    clearInterval(beats)
    daemon.kill('SIGTERM')
    await gone
    rmSync(work, { recursive: true, force: true })
  }
}

function prepare(work: string, home: string, agents: number): void {
  const names = Array.from({ length: vaults }, (_, number) => `vault-${number}`)
  const size = { files: files / vaults, folders: folders / vaults, smallest: 40, largest: 400 }
  for (const [number, name] of names.entries()) makeNotes(join(work, name), { ...size, seed: number + 1 })
  // Due at an hour that does not come while it is looked at.
  const hour = (new Date().getHours() + 12) % 24
  const watched = names.map((name) => [`watch-${name}`, { kind: 'on-change', approval: false, sources: [name] }])
  const others = Array.from({ length: plans - vaults }, (_, number) => [
    `plan-${number}`,
    {
      kind: 'custom',
      schedule: `${number} ${hour} * * *`,
      sources: [names[number % vaults]],
      ...(number % 2 ? { timeZone: 'Europe/Berlin' } : {}),
    },
  ])
  const configuration = {
    version: 1,
    vaults: Object.fromEntries(names.map((name) => [name, { path: join(work, name) }])),
    plans: Object.fromEntries([...watched, ...others]),
    agents: Object.fromEntries(
      agentFolders(work, agents).map((path, n) => [`agent-${n}`, { path, start: ['true'], heartbeat: { file: 'beat' } }]),
    ),
    verification: { check: false, drill: false },
  }
  touchAll(work, agents)
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'backup_schedule.json'), JSON.stringify(configuration))
}

const agentFolders = (work: string, agents: number) => Array.from({ length: agents }, (_, n) => join(work, 'agents', String(n)))

function touchAll(work: string, agents: number): void {
  for (const folder of agentFolders(work, agents)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'beat'), '')
  }
}

async function firstSnapshots(home: string): Promise<void> {
  const history = join(home, 'system-history.jsonl')
  const ended = () => {
    const lines = existsSync(history) ? readFileSync(history, 'utf8').split('\n').filter(Boolean) : []
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ event }) => event === 'run.outcome')
  }
  while (ended().filter(({ result }) => result !== undefined).length < vaults) {
    const failed = ended().find(({ verdict }) => verdict === 'failed')
    if (failed !== undefined) throw new Error(JSON.stringify(failed))
    await delay(500)
  }
}

/** From /proc, whose `stat` has the program's name in brackets before the numbers. */
function standing(pid: number): Standing {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const numbers = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, cutime, cstime.
  const ticks = numbers.slice(11, 15).reduce((sum, number) => sum + Number(number), 0)
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
  return { resident: megabytes('VmRSS'), highest: megabytes('VmHWM'), processor: ticks / ticksPerSecond }
}

function report(before: Standing, after: Standing, most: number, { minutes, agents }: { minutes: number; agents: number }): boolean {
  const percent = ((after.processor - before.processor) / (minutes * 60)) * 100
  const kept = most < promise.megabytes && percent < promise.percent
  const mb = (value: number) => `${Math.round(value)} MB`
  console.log(
    `\n${plans} plans, ${vaults} of them on change; ${files.toLocaleString('en-US')} watched files in ${folders.toLocaleString('en-US')} folders; ${agents} agents; ${minutes} minutes`,
  )
  console.log('\n| idle daemon | measured | at most |')
  console.log('|---|---|---|')
  console.log(`| resident at the end | ${mb(after.resident)} | ${promise.megabytes} MB |`)
  console.log(`| highest while idle | ${mb(most)} | ${promise.megabytes} MB |`)
  console.log(`| highest ever, first snapshots included | ${mb(after.highest)} | |`)
  console.log(`| of one core | ${percent.toFixed(3)} % | ${promise.percent} % |`)
  console.log(kept ? '\nKept.' : '\nNot kept.')
  return kept
}
