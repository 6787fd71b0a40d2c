import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endAll } from '../helpers/servers/end-behind.ts'
import { makeNotes } from './make-notes.ts'
import { measure, median } from './measure.ts'
import { type ServerPlace, startServerPlaces } from './server-places.ts'

/** How Vaultkeeper and restic are called. */
type Programs = { readonly cli: readonly string[]; readonly restic: string }

type Step = 'backup' | 'restore'

/**
 * Seconds, round by round: raw restic as a whole; Vaultkeeper's part in which restic does the same; all of Vaultkeeper's but the read-back; the read-back.
 */
type Costs = Record<'raw' | 'transfer' | 'whole' | 'readBack', number[]>

/** What the project promises for each server, of what restic does: so many times what raw restic takes. */
const promise = 1.1

/**
 * Backup and restore by Vaultkeeper beside raw restic, over one server of each kind, in the same run. What comes before and behind (is it the same
 * repository, what is in it) takes the same few seconds however much is stored, and the read-back as long as it takes to fetch that: both are told apart.
 * @returns whether the promise is kept
 */
export async function serversBench(programs: Programs, files: number, rounds: number): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-bench-'))
  try {
    const notes = join(work, 'notes')
    const bytes = makeNotes(notes, { files, folders: Math.ceil(files / 40), smallest: 20_000, largest: 180_000 })
    const warm = join(work, 'warm')
    mkdirSync(warm)
    writeFileSync(join(warm, 'note.md'), 'warm')
    console.log(`${files.toLocaleString('en-US')} files, ${Math.round(bytes / 1e6)} MB, ${rounds} rounds`)
    console.log(
      '\n| server | step | raw restic | the same by vaultkeeper | ratio | before and behind | read-back |\n|---|---|---|---|---|---|---|',
    )
    let kept = true
    for (const place of await startServerPlaces(join(work, 'servers'))) {
      const costs: Record<Step, Costs> = { backup: empty(), restore: empty() }
      for (let round = 0; round < rounds; round++) {
        // In turn, and who begins changes, so that a slow minute of the machine hits both alike.
        const both = [() => rawRound(programs, work, place, round, costs), () => ownRound(programs, work, place, round, costs)]
        for (const one of round % 2 === 0 ? both : both.toReversed()) await one()
      }
      kept = report(place.name, costs) && kept
    }
    console.log(kept ? `\nKept: at most ${promise} times raw restic.` : '\nNot kept.')
    return kept
  } finally {
    await endAll()
    rmSync(work, { recursive: true, force: true })
  }
}

const password = 'correct horse battery staple'

async function rawRound({ restic }: Programs, work: string, place: ServerPlace, round: number, costs: Record<Step, Costs>): Promise<void> {
  const { location, flags, environment: secrets } = place.raw(`raw-${round}`)
  const cache = join(work, 'raw-cache')
  const environment = { ...baseOf(work), RESTIC_CACHE_DIR: cache, RESTIC_PASSWORD: password, ...secrets }
  const run = (parameters: readonly string[], cwd = work) =>
    measure(restic, ['-r', location, ...flags, ...parameters], { environment, cwd })
  await run(['init'])
  await run(['backup', '.', '--json'], join(work, 'warm'))
  costs.backup.raw.push((await run(['backup', '.', '--json', '--skip-if-unchanged', '--exclude-caches'], join(work, 'notes'))).seconds)
  costs.restore.raw.push((await run(['restore', 'latest', '--target', join(work, 'out'), '--json', '--no-lock'])).seconds)
  for (const folder of [cache, join(work, 'out')]) rmSync(folder, { recursive: true, force: true })
}

async function ownRound(
  { cli, restic }: Programs,
  work: string,
  place: ServerPlace,
  round: number,
  costs: Record<Step, Costs>,
): Promise<void> {
  const { settings, environment: secrets } = place.own(`own-${round}`)
  const home = join(work, 'home')
  const environment = {
    ...baseOf(work),
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_PASSWORD_OFFSITE: password,
    VAULTKEEPER_RESTIC: restic,
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
  const push = (costs: Costs, seconds: number, transfer: number, readBack: number) => {
    costs.transfer.push(transfer / 1000)
    costs.readBack.push(readBack / 1000)
    costs.whole.push(seconds - readBack / 1000)
  }
  await run(['backup', 'warm'])
  const backup = await run(['backup', 'notes'])
  const [{ result }] = backup.answer.runs
  push(costs.backup, backup.seconds, result.snapshotTook, result.verifyTook)
  const restore = await run(['restore', 'latest', '--vault', 'notes', '--to', join(work, 'out'), '--no-verify'])
  push(costs.restore, restore.seconds, restore.answer.result.took, 0)
  for (const folder of [home, join(work, 'out')]) rmSync(folder, { recursive: true, force: true })
}

function baseOf(work: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: work, LANG: 'C.UTF-8' }
}

function empty(): Costs {
  return { raw: [], transfer: [], whole: [], readBack: [] }
}

function report(server: string, costs: Record<Step, Costs>): boolean {
  let kept = true
  for (const [step, { raw, transfer, whole, readBack }] of Object.entries(costs)) {
    const [before, after] = [median(raw), median(transfer)]
    const good = after <= before * promise
    kept &&= good
    const around = median(whole.map((seconds, round) => seconds - (transfer[round] ?? Number.NaN)))
    const cells = [server, step, s(before), s(after), `${(after / before).toFixed(2)}x`, s(around), s(median(readBack))]
    console.log(`| ${cells.join(' | ')} |${good ? '' : ' PROMISE BROKEN'}`)
  }
  return kept
}

function s(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}
