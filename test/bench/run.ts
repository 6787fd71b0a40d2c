// Vaultkeeper beside raw restic, on the same folder, in the same run. Usage: npm run bench [-- --files 20000 --rounds 5]
// What the daemon costs while nothing happens: npm run bench -- --idle [--minutes 5] [--agents 200]
// How soon the pages are there, and how a very large tree scrolls: npm run bench -- --pages [--files 1000000 --rounds 5]
// How soon the tray app is there: npm run bench -- --tray [--rounds 7]
// Over one server of each kind: npm run bench -- --servers [--files 4000 --rounds 3]
// What the index costs, and how soon it answers: npm run bench -- --index [--files 1000000 --rounds 3]
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { provisionPrograms } from '../helpers/programs.ts'
import { idleDaemon } from './idle-daemon.ts'
import { indexBench } from './index-bench.ts'
import { makeNotes } from './make-notes.ts'
import { type Cost, measure, median } from './measure.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string' },
    rounds: { type: 'string' },
    index: { type: 'boolean', default: false },
    pages: { type: 'boolean', default: false },
    idle: { type: 'boolean', default: false },
    tray: { type: 'boolean', default: false },
    servers: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    agents: { type: 'string', default: '0' },
  },
})
const { restic } = await provisionPrograms(() => undefined)
const project = join(import.meta.dirname, '../..')
// The very words of the script that people use, without npm's own half second.
const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { scripts: { vaultkeeper: string } }
const cli = scripts.vaultkeeper
  .split(' ')
  .slice(1)
  .map((word) => (word.endsWith('.mjs') ? join(project, word) : word))
if (values.idle) process.exit((await idleDaemon(cli, restic.program, Number(values.minutes), Number(values.agents))) ? 0 : 1)
if (values.pages) {
  // Imported only here: it brings a browser along.
  const { pagesBench } = await import('./pages-bench.ts')
  const kept = await pagesBench({ cli, restic: restic.program }, Number(values.files ?? 1_000_000), Number(values.rounds ?? 5))
  process.exit(kept ? 0 : 1)
}
if (values.tray) {
  const { trayBench } = await import('./tray-bench.ts')
  process.exit((await trayBench(restic.program, Number(values.rounds ?? 7))) ? 0 : 1)
}
if (values.servers) {
  const { serversBench } = await import('./servers-bench.ts')
  const kept = await serversBench({ cli, restic: restic.program }, Number(values.files ?? 4000), Number(values.rounds ?? 3))
  process.exit(kept ? 0 : 1)
}
if (values.index) {
  const kept = await indexBench({ cli, restic: restic.program }, Number(values.files ?? 1_000_000), Number(values.rounds ?? 3))
  process.exit(kept ? 0 : 1)
}

const files = Number(values.files ?? 20_000)
const rounds = Number(values.rounds ?? 5)
/** What the project promises: without the read-back at most this, against raw restic. */
const promise = (raw: number) => raw * 1.15 + 0.3
const memoryPromise = 120

const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-bench-'))
const notes = join(work, 'notes')
mkdirSync(notes)
const small = files > 100_000
const bytes = makeNotes(notes, {
  files,
  folders: Math.max(50, Math.floor(files / 40 / (small ? 12 : 1))),
  smallest: small ? 40 : 2000,
  largest: small ? 400 : 18_000,
})
const password = 'correct horse battery staple'
const base = { PATH: process.env['PATH'] ?? '', HOME: work, LANG: 'C.UTF-8' }

type Step = 'first backup' | 'unchanged backup' | 'restore'
const steps: readonly Step[] = ['first backup', 'unchanged backup', 'restore']
const costs: Record<Step, { raw: Cost[]; bare: Cost[]; verified: Cost[] }> = {
  'first backup': empty(),
  'unchanged backup': empty(),
  restore: empty(),
}
/** A restore on trial, beside restic's own restore with `--verify`. */
const drills: { raw: Cost[]; ours: Cost[] } = { raw: [], ours: [] }

try {
  console.log(
    `${files.toLocaleString('en-US')} files, ${Math.round(bytes / 1e6)} MB, ${rounds} rounds, restic ${restic.version}, ${process.version}`,
  )
  for (let round = 0; round < rounds; round++) {
    // In turn, so that a slow minute of the machine hits all alike.
    await rawRound(round)
    await vaultkeeperRound(round, false)
    await vaultkeeperRound(round, true)
  }
  report()
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function rawRound(round: number): Promise<void> {
  const repository = join(work, `raw-${round}`)
  const environment = { ...base, RESTIC_REPOSITORY: repository, RESTIC_CACHE_DIR: join(work, 'raw-cache'), RESTIC_PASSWORD: password }
  await measure(restic.program, ['init'], { environment })
  const backup = ['backup', '.', '--json', '--skip-if-unchanged', '--exclude-caches']
  costs['first backup'].raw.push(await measure(restic.program, backup, { environment, cwd: notes }))
  costs['unchanged backup'].raw.push(await measure(restic.program, backup, { environment, cwd: notes }))
  costs.restore.raw.push(
    await measure(restic.program, ['restore', 'latest', '--target', join(work, 'out'), '--json', '--no-lock'], { environment }),
  )
  const drilled = join(work, 'drilled')
  drills.raw.push(
    await measure(restic.program, ['restore', 'latest', '--verify', '--target', drilled, '--json', '--no-lock'], { environment }),
  )
  rmSync(drilled, { recursive: true, force: true })
  clean(repository)
}

async function vaultkeeperRound(round: number, verify: boolean): Promise<void> {
  const home = join(work, `home-${round}-${verify}`)
  const environment = { ...base, VAULTKEEPER_HOME: home, VAULTKEEPER_PASSWORD: password, VAULTKEEPER_RESTIC: restic.program }
  const kind = verify ? 'verified' : 'bare'
  const flags = verify ? [] : ['--no-verify']
  const expect = verify ? [0] : [4]
  const run = (parameters: string[]) => measure(process.execPath, [...cli, ...parameters], { environment, expect })
  await measure(process.execPath, [...cli, 'init'], { environment })
  // What a person waits for once in a lifetime (the compile cache) is not what is measured.
  await run(['backup', warmUp(), ...flags])
  costs['first backup'][kind].push(await run(['backup', notes, ...flags]))
  costs['unchanged backup'][kind].push(await run(['backup', notes, ...flags]))
  costs.restore[kind].push(await run(['restore', 'latest', '--vault', 'notes', '--to', join(work, 'out'), ...flags]))
  // It lists what there is, restores it, reads it again, compares it with the folder and removes it.
  if (verify) drills.ours.push(await run(['drill', notes]))
  clean(home)
}

function report(): void {
  let kept = true
  console.log('\n| step | raw restic | vaultkeeper, no read-back | ratio | at most | with read-back | read-back costs | peak memory |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const step of steps) {
    const { raw, bare, verified } = costs[step]
    const seconds = (list: readonly Cost[]) => median(list.map((cost) => cost.seconds))
    const limit = promise(seconds(raw))
    const peak = Math.max(...[...bare, ...verified].map((cost) => cost.peakMegabytes))
    const good = seconds(bare) <= limit && peak < memoryPromise
    kept &&= good
    const cells = [
      step,
      s(seconds(raw)),
      s(seconds(bare)),
      `${(seconds(bare) / seconds(raw)).toFixed(2)}x`,
      s(limit),
      s(seconds(verified)),
      s(seconds(verified) - seconds(bare)),
      `${Math.round(peak)} MB`,
    ]
    console.log(`| ${cells.join(' | ')} |${good ? '' : ' PROMISE BROKEN'}`)
  }
  const drillSeconds = (list: readonly Cost[]) => s(median(list.map((cost) => cost.seconds)))
  const drillPeak = Math.max(...drills.ours.map((cost) => cost.peakMegabytes))
  console.log(
    `\nA drill, with every file compared: ${drillSeconds(drills.ours)}, ${Math.round(drillPeak)} MB; raw restic's restore --verify: ${drillSeconds(drills.raw)}`,
  )
  console.log(kept ? `\nKept: at most 1.15 times raw restic plus 0.3 s, and below ${memoryPromise} MB.` : '\nNot kept.')
  if (!kept) process.exitCode = 1
}

function empty(): { raw: Cost[]; bare: Cost[]; verified: Cost[] } {
  return { raw: [], bare: [], verified: [] }
}

function s(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}

function warmUp(): string {
  const folder = join(work, 'warm-up')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'note.md'), 'warm')
  return folder
}

function clean(folder: string): void {
  rmSync(join(work, 'out'), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
