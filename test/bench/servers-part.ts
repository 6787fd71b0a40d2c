import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endAll } from '../helpers/servers/end-behind.ts'
import { makeNotes } from './make-notes.ts'
import { measure, median } from './measure.ts'
import { type BenchPrograms, type Finding, inWords, type Part } from './part.ts'
import { type ServerPlace, startServerPlaces } from './server-places.ts'
import { type Cost, timedRestic } from './timed-restic.ts'

type Step = 'backup' | 'restore'

/** Round by round: raw restic; the same command of restic as Vaultkeeper calls it; seconds of all else of Vaultkeeper's but the read-back; of the read-back. */
type Costs = { readonly raw: Cost[]; readonly own: Cost[]; readonly around: number[]; readonly readBack: number[] }

/** What the project promises for each server, of what restic does: so many times what raw restic takes. */
const promise = 1.1

/**
 * Backup and restore by Vaultkeeper beside raw restic, over one server of each kind, in the same run. What comes before and behind (is it the same
 * repository, what is in it) takes the same few seconds however much is stored, and the read-back as long as it takes to fetch that: both are told apart.
 */
export const serversPart: Part = {
  name: 'servers',
  says: 'Over one server of each kind, on loopback',
  measure: (programs, amount) => serversBench(programs, amount.files ?? 4_000, amount.rounds ?? 3),
}

async function serversBench(programs: BenchPrograms, files: number, rounds: number): Promise<Finding> {
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-bench-'))
  const clear = async () => {
    await endAll()
    rmSync(work, { recursive: true, force: true })
  }
  // Servers would outlive whoever is interrupted.
  process.once('SIGINT', () => void clear().then(() => process.exit(130)))
  try {
    const notes = join(work, 'notes')
    const bytes = makeNotes(notes, { files, folders: Math.ceil(files / 40), smallest: 20_000, largest: 180_000 })
    const warm = join(work, 'warm')
    mkdirSync(warm)
    writeFileSync(join(warm, 'note.md'), 'warm')
    const [rows, missed]: [string[][], string[]] = [[], []]
    for (const place of await startServerPlaces(join(work, 'servers'))) {
      const costs: Record<Step, Costs> = { backup: empty(), restore: empty() }
      for (let round = 0; round < rounds; round++) {
        // In turn, and who begins changes, so that a slow minute of the machine hits both alike.
        const both = [() => rawRound(programs, work, place, round, costs), () => ownRound(programs, work, place, round, costs)]
        for (const one of round % 2 === 0 ? both : both.toReversed()) await one()
      }
      const told = report(place.name, costs)
      rows.push(...told.rows)
      missed.push(...told.missed)
    }
    const of = `${inWords.count(files)} files, ${Math.round(bytes / 1e6)} MB, ${rounds} rounds; at most ${promise} times raw restic is promised.`
    const columns = [
      'server',
      'step',
      'raw restic',
      'the same by Vaultkeeper',
      'ratio',
      'of processor time',
      'before and behind',
      'read-back',
    ]
    return { of, tables: [{ title: 'Medians', columns, rows }], missed }
  } finally {
    await clear()
  }
}

const password = 'correct horse battery staple'

async function rawRound(
  { restic }: BenchPrograms,
  work: string,
  place: ServerPlace,
  round: number,
  costs: Record<Step, Costs>,
): Promise<void> {
  const { location, flags, environment: secrets } = place.raw(`raw-${round}`)
  const cache = join(work, 'raw-cache')
  const environment = { ...baseOf(work), RESTIC_CACHE_DIR: cache, RESTIC_PASSWORD: password, ...secrets }
  const timed = timedRestic(work, restic)
  const run = (parameters: readonly string[], cwd = work) =>
    measure(timed.program, [`--repo=${location}`, ...flags, ...parameters], { environment, cwd })
  await run(['init'])
  await run(['backup', '.', '--json'], join(work, 'warm'))
  timed.forget()
  settleDisk()
  await run(['backup', '.', '--json', '--skip-if-unchanged', '--exclude-caches'], join(work, 'notes'))
  costs.backup.raw.push(timed.costOf('backup'))
  settleDisk()
  await run(['restore', 'latest', '--target', join(work, 'out'), '--json', '--no-lock'])
  costs.restore.raw.push(timed.costOf('restore'))
  for (const folder of [cache, join(work, 'out')]) rmSync(folder, { recursive: true, force: true })
}

async function ownRound(
  { cli, restic }: BenchPrograms,
  work: string,
  place: ServerPlace,
  round: number,
  costs: Record<Step, Costs>,
): Promise<void> {
  const { settings, environment: secrets } = place.own(`own-${round}`)
  const home = join(work, 'home')
  const timed = timedRestic(work, restic)
  const environment = {
    ...baseOf(work),
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_PASSWORD_OFFSITE: password,
    VAULTKEEPER_RESTIC: timed.program,
    ...secrets,
  }
  mkdirSync(home, { mode: 0o700 })
  const plan = (vault: string) => ({ kind: 'daily', sources: [vault], repositories: ['offsite'] })
  const configuration = {
    version: 1,
    vaults: { notes: { path: join(work, 'notes') }, warm: { path: join(work, 'warm') } },
    repositories: { offsite: settings },
    plans: { notes: plan('notes'), warm: plan('warm') },
  }
  writeFileSync(join(home, 'backup_schedule.json'), JSON.stringify(configuration))
  const run = async (parameters: readonly string[]) => {
    let said = ''
    const onOutput = (text: string) => {
      said += text
    }
    // 4: not verified, as asked for.
    const { seconds } = await measure(process.execPath, [...cli, ...parameters, '--json'], { environment, expect: [0, 4], onOutput })
    return { seconds, answer: JSON.parse(said) }
  }
  await run(['backup', 'warm'])
  timed.forget()
  settleDisk()
  const backup = await run(['backup', 'notes'])
  const readBack = backup.answer.runs[0].result.verifyTook / 1000
  push(costs.backup, backup.seconds, timed.costOf('backup'), readBack)
  timed.forget()
  settleDisk()
  const restore = await run(['restore', 'latest', '--vault', 'notes', '--to', join(work, 'out'), '--no-verify'])
  push(costs.restore, restore.seconds, timed.costOf('restore'), 0)
  for (const folder of [home, join(work, 'out')]) rmSync(folder, { recursive: true, force: true })
}

/** What the one before has written goes to the disk before it is measured what the next one takes, of which it made up to a third. */
function settleDisk(): void {
  execFileSync('sync')
}

function baseOf(work: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: work, LANG: 'C.UTF-8' }
}

function push(costs: Costs, seconds: number, own: Cost, readBack: number): void {
  costs.own.push(own)
  costs.readBack.push(readBack)
  costs.around.push(seconds - own.seconds - readBack)
}

function empty(): Costs {
  return { raw: [], own: [], around: [], readBack: [] }
}

function report(server: string, costs: Record<Step, Costs>): { readonly rows: string[][]; readonly missed: string[] } {
  const [rows, missed]: [string[][], string[]] = [[], []]
  for (const [step, { raw, own, around, readBack }] of Object.entries(costs)) {
    const of = (list: readonly Cost[], what: keyof Cost) => median(list.map((cost) => cost[what]))
    const ratio = of(own, 'seconds') / of(raw, 'seconds')
    if (!(ratio <= promise)) missed.push(`${server}, ${step}: ${inWords.times(ratio)}, promised <= ${promise}x`)
    rows.push([
      ...[server, step, inWords.seconds(of(raw, 'seconds')), inWords.seconds(of(own, 'seconds')), inWords.times(ratio)],
      inWords.times(of(own, 'cpuSeconds') / of(raw, 'cpuSeconds')),
      ...[inWords.seconds(median(around)), inWords.seconds(median(readBack))],
    ])
  }
  return { rows, missed }
}
