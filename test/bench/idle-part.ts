import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { wholeLines } from '../helpers/whole-lines.ts'
import { makeNotes } from './make-notes.ts'
import { type BenchPrograms, type Finding, inWords, linesAs, type Part } from './part.ts'
import { idleVorta } from './race/idle-vorta.ts'
import { type Standing, standing } from './standing.ts'

/** What the project promises of an idle daemon. */
const promise = { megabytes: 90, percent: 0.2 }
const vaults = 4
const filesInAFolder = 50
const plans = 20
/** How long it is looked at, beside so many agents, over so many files. */
type Size = { readonly minutes: number; readonly agents: number; readonly files: number }

/**
 * Starts the daemon with 20 plans, four of them on change over 100,000 files, waits until all have had their first snapshot, and looks at it for some
 * minutes in which nothing happens. Vorta stands beside it, with nothing to do at all.
 */
export const idlePart: Part = {
  name: 'idle',
  says: 'While nothing happens',
  measure: (programs, amount) =>
    idleDaemon(programs, { minutes: amount.minutes ?? 5, agents: amount.agents ?? 0, files: amount.files ?? 100_000 }),
}

async function idleDaemon({ cli, restic }: BenchPrograms, size: Size): Promise<Finding> {
  const { minutes, agents } = size
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-idle-'))
  const home = join(work, 'home')
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: work,
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_PASSWORD: 'idle',
    VAULTKEEPER_RESTIC: restic,
  }
  prepare(work, home, size)
  const beats = setInterval(() => touchAll(work, agents), 10_000)
  const daemon = spawn(process.execPath, [...cli, 'daemon'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(daemon, 'exit')
  try {
    const pid = daemon.pid ?? 0
    await Promise.race([firstSnapshots(home), gone.then(() => Promise.reject(new Error('The daemon ended.')))])
    await quiet(home)
    const before = standing(pid)
    let most = before.resident
    for (const until = Date.now() + minutes * 60_000; Date.now() < until; await delay(1_000)) most = Math.max(most, standing(pid).resident)
    const looked = { before, after: standing(pid), most }
    return report(looked, await idleVorta(minutes), size)
  } finally {
    clearInterval(beats)
    daemon.kill('SIGTERM')
    await gone
    rmSync(work, { recursive: true, force: true })
  }
}

function prepare(work: string, home: string, { agents, files }: Size): void {
  const names = Array.from({ length: vaults }, (_, number) => `vault-${number}`)
  const size = { files: files / vaults, folders: Math.ceil(files / vaults / filesInAFolder), smallest: 40, largest: 400 }
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
  const ended = () => wholeLines<Record<string, unknown>>(history).filter(({ event }) => event === 'run.outcome')
  while (ended().filter(({ result }) => result !== undefined).length < vaults) {
    const failed = ended().find(({ verdict }) => verdict === 'failed')
    if (failed !== undefined) throw new Error(JSON.stringify(failed))
    await delay(500)
  }
}

/** What the last backup leaves to do is a snapshot of our own, news, and memory that is given back within 16 s of the last of these. */
async function quiet(home: string): Promise<void> {
  const history = join(home, 'system-history.jsonl')
  while (Date.now() - statSync(history).mtimeMs < 25_000) await delay(1_000)
}

function report(
  { before, after, most }: { before: Standing; after: Standing; most: number },
  vorta: string | undefined,
  { minutes, agents, files }: Size,
): Finding {
  const percent = ((after.processor - before.processor) / (minutes * 60)) * 100
  const mb = (value: number) => `${Math.round(value)} MB`
  const memory = `< ${promise.megabytes} MB`
  const lines = linesAs('The daemon', [
    { what: 'resident at the end', measured: mb(after.resident), promise: memory, kept: after.resident < promise.megabytes },
    { what: 'highest while idle', measured: mb(most), promise: memory, kept: most < promise.megabytes },
    { what: 'highest ever, first snapshots included', measured: mb(after.highest), promise: '', kept: true },
    { what: 'of one core', measured: `${percent.toFixed(3)} %`, promise: `< ${promise.percent} %`, kept: percent < promise.percent },
  ])
  const of = [
    `${plans} plans, ${vaults} of them on change; ${inWords.count(files)} watched files in ${inWords.count(files / filesInAFolder)} folders`,
    `${agents} agents; ${minutes} minutes.`,
  ].join('; ')
  const notes = [
    vorta ?? 'Vorta is not installed.',
    'restic, borg, borgmatic, Back In Time and duplicity have no process of their own between runs: cron starts them. Neither do they notice changes.',
  ]
  return { of, tables: [lines.table], missed: lines.missed, notes, numbers: { before, after, most, percent } }
}
