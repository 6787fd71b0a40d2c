import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Configuration } from '../../../main/contract/configuration.ts'
import type { HistoryLine } from '../../../main/contract/history-event.ts'
import { parseConfiguration } from '../../../main/engine/config/parse-configuration.ts'
import { carePlans, duePlans } from '../../../main/engine/schedule/due-plans.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { recorded } from '../../helpers/temporary-home.ts'
import { type Disturbances, disturbances, type Span } from './disturbances.ts'
import { type Fields, type Walk, walkDue, walkMinutes } from './naive-walk.ts'
import { seededRandom } from './random.ts'
import { simulate } from './simulated-laptop.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Where the machine is: in the short form in the first of them. One plan says Berlin. */
const zones = ['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin', 'America/Santiago', 'Pacific/Auckland', 'Africa/Cairo'] as const
/** A year with 53 weeks to begin with, or one with a leap day. */
const years = [2026, 2027].map((first): Span => ({ from: Date.UTC(first, 10, 25, 5), to: Date.UTC(first + 1, 10, 28, 5) }))

type Lived = { readonly seed: number; readonly machineZone: string; readonly year: Span }
const lived = Array.from(
  { length: howMany(1, 20) },
  (_, number): Lived => ({
    seed: seedOf(20261121) + number,
    machineZone: zones[number % zones.length] ?? zones[0],
    year: years[Math.floor(number / zones.length) % years.length] ?? years[0] ?? expect.fail(),
  }),
)
const told = { due: 0, wrong: 0, years: 0, changes: 0 }
afterAll(() =>
  noteFigure('simulated-years', {
    says: 'due times of years with 200 restarts, 50 jumps of the clock, sleep and outages that were neither run once nor explained',
    seed: lived[0]?.seed ?? 0,
    cases: told.due,
    wrong: told.wrong,
    also: `years: ${told.years}, zones: ${Math.min(lived.length, zones.length)}, days on which a clock changes: ${told.changes}`,
  }),
)

/** The moments at which a clock changes, there and in Berlin. */
function changesOf(walks: ReadonlyMap<string, Walk>): number[] {
  return [...walks.values()].flatMap(({ from, walls }) =>
    [...walls.keys()].flatMap((at) => (at > 0 && (walls[at] ?? 0) - (walls[at - 1] ?? 0) !== 1 ? [from + at * minute] : [])),
  )
}

function exampleConfiguration(): Configuration {
  const text = readFileSync(new URL('../../../assets/examples/backup_schedule.json', import.meta.url))
  const parsed = parseConfiguration(text, { person: '/home/somebody', embedded: '/home/somebody/repository' })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  // A look at git each hour is no run, and would be most of what happens: it has tests of its own.
  const vaults = Object.fromEntries(Object.entries(parsed.configuration.vaults).map(([name, vault]) => [name, { ...vault, git: null }]))
  return { ...parsed.configuration, vaults }
}

/** All due times from three days before the year to three days behind it, found minute by minute, by schedule and zone. */
function walkedDueTimes({ machineZone, year }: Lived): { walks: Map<string, Walk>; dueTimes: Map<string, number[]> } {
  const all = (least: number, most: number) => new Set(Array.from({ length: most - least + 1 }, (_, index) => least + index))
  const at = (hourOfDay: number, weekdays = all(0, 6)): Omit<Fields, 'text'> => ({
    minutes: new Set([0]),
    hours: new Set([hourOfDay]),
    days: all(1, 31),
    months: all(1, 12),
    weekdays,
  })
  // What the texts in the example mean, said in other words.
  const wanted: [string, string, Omit<Fields, 'text'>][] = [
    ['0 7 * * *', machineZone, at(7)],
    ['0 7 * * *', 'Europe/Berlin', at(7)],
    ['0 23 * * 0', machineZone, at(23, new Set([0]))],
    ['0 12 * * 6', machineZone, at(12, new Set([6]))],
    ['0 3 * * 0', machineZone, at(3, new Set([0]))],
    ['0 13 1 * *', machineZone, { ...at(13), days: new Set([1]) }],
  ]
  const walks = new Map([machineZone, 'Europe/Berlin'].map((zone) => [zone, walkMinutes(zone, year.from - 3 * day, year.to + 3 * day)]))
  const dueTimes = new Map(
    wanted.map(([text, zone, fields]) => {
      const walk = walks.get(zone)
      if (walk === undefined) throw new Error(zone)
      return [`${text} ${zone}`, walkDue(walk, { text, ...fields })]
    }),
  )
  return { walks, dueTimes }
}

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A place for a home where flushing costs nothing, for a year has ten thousand records. */
function homeInMemory(): string {
  const folder = mkdtempSync(path.join(isWritable('/dev/shm') ? '/dev/shm' : tmpdir(), 'vaultkeeper-year-'))
  made.push(folder)
  return path.join(folder, 'home')
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const configuration = exampleConfiguration()

/** A year is walked once in each zone: a million minutes take seconds. */
const walked = new Map<string, ReturnType<typeof walkedDueTimes>>()

/** What is due in a year, lane by lane, and when its clocks change. */
function dueIn(life: Lived) {
  const key = `${life.machineZone} ${life.year.from}`
  const { walks, dueTimes } = walked.get(key) ?? walkedDueTimes(life)
  walked.set(key, { walks, dueTimes })
  const lanes = duePlans(configuration, life.machineZone).flatMap(({ plan, repository, vaults, schedule, zone }) =>
    (vaults.length === 0 ? [null] : vaults).map((vault) => ({ plan, repository, vault, due: dueTimes.get(`${schedule} ${zone}`) ?? [] })),
  )
  return { lanes, changes: changesOf(walks).filter((time) => time > life.year.from + 4 * day && time < life.year.to - 7 * day) }
}

const within = (spans: readonly Span[], time: number, tolerance = 3 * minute) =>
  spans.some(({ from, to }) => time > from - tolerance && time <= to + tolerance)

it('a calm year: every due time is run once, at its minute, under its label', { timeout: 600_000 }, async () => {
  const life = lived[0] ?? expect.fail()
  const { machineZone, year } = life
  const { lanes } = dueIn(life)
  const nothing: Disturbances = { sleeps: [], restarts: [], excursions: [], withoutDrive: [], withoutNetwork: [], pauses: [] }
  const root = homeInMemory()
  const { runs } = await simulate({
    root,
    configuration,
    zone: machineZone,
    year,
    disturbances: nothing,
    random: seededRandom(1),
    failing: 0,
    hurried: true,
  })
  for (const { plan, repository, vault, due } of lanes) {
    const mine = runs.filter((run) => run.plan === plan && run.repository === repository && run.vault === vault)
    const expected = due.filter((time) => time > year.from && time <= year.to - hour)
    expect(mine.map((run) => Date.parse(run.due))).toEqual(expected)
    expect(mine.every(({ good, trigger }) => good && trigger === 'schedule')).toBe(true)
    // The second vault of a plan comes when the first is done.
    if (vault !== 'personal' && plan !== carePlans.drill)
      for (const run of mine) expect(run.clock - Date.parse(run.due)).toBeLessThan(minute)
    if (plan === 'weekly') expect(mine.map(({ label }) => label)).toEqual(expected.map((time) => `weekly/${isoWeek(time, machineZone)}`))
    if (plan === 'daily')
      expect(mine.map(({ label }) => label)).toEqual(expected.map((time) => `daily/${wall(time, 'Europe/Berlin').slice(0, 10)}`))
  }
})

const troubled =
  'a year of sleep, jumps of the clock, ends of the process, outages, pauses and failures: each due time is run once or has its reason'
it.each(lived)(`${troubled} (seed $seed, $machineZone)`, { timeout: 900_000 }, async (life) => {
  const { seed, machineZone, year } = life
  const { lanes, changes } = dueIn(life)
  const random = seededRandom(seed)
  const troubles = disturbances(random, year, changes)
  const root = homeInMemory()
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const { runs, lives, looks, excursionLines } = await simulate({
    root,
    configuration,
    zone: machineZone,
    year,
    disturbances: troubles,
    random,
    failing: 0.08,
  })
  const took = performance.now() - begun
  const { user, system } = process.cpuUsage(cpu)
  const skips = skipsOf(recorded(root) as HistoryLine[], excursionLines, troubles.excursions)
  const counts: Record<string, number> = {}
  const wrong: string[] = []

  for (const { plan, repository, vault, due } of lanes) {
    const lane = `${plan} ${repository} ${vault}`
    const mine = runs.filter((run) => run.plan === plan && run.repository === repository && run.vault === vault)
    const skipped = skips.filter((skip) => skip.plan === plan && skip.repository === repository)
    // The last days may still be open, or wait to be made up for.
    const expected = due.filter((time) => time > year.from && time < year.to - 3 * day)
    for (const time of expected) {
      const attempts = mine.filter((run) => Date.parse(run.due) === time)
      // What a clock said that ran ahead of a due time counts where it came true: the laptop slept through the time when it was to be taken back.
      const reasons = skipped.filter(
        ({ from, to, aheadOf }) => time >= from && time <= to && (time <= aheadOf || within(troubles.sleeps, time)),
      )
      const what = `${lane} ${wall(time, machineZone)} (${new Date(time).toISOString()})`
      if (attempts.length === 0 && reasons.length === 0) wrong.push(`${what}: neither run nor recorded`)
      if (attempts.filter(({ good }) => good).length > 1) wrong.push(`${what}: run ${attempts.length} times`)
      // Ended in the middle of the plan, before this vault had its turn.
      const cut = runs.some((run) => run.plan === plan && run.repository === repository && Date.parse(run.due) === time && !run.good)
      for (const { reason, written } of reasons)
        if (!(cut && reason === 'not-running') && !isTrue(reason, time, written, repository, troubles))
          wrong.push(`${what}: was not ${reason}`)
      const last = attempts.at(-1)
      const tellsAll = last === undefined ? !reasons.some(({ reason }) => passing.has(reason)) : last.good || final.has(last.code ?? '')
      const following = due.find((other) => other > time) ?? year.to
      if (!tellsAll && freeTime(last?.ended ?? last?.began ?? time, following, repository, troubles) > 3 * hour)
        wrong.push(`${what}: was not made up for although there was time`)
      const key = attempts.some(({ good }) => good) ? attempts[0]?.trigger : attempts.length > 0 ? 'failed' : reasons[0]?.reason
      counts[key ?? 'silent'] = (counts[key ?? 'silent'] ?? 0) + 1
    }
    for (const run of mine) {
      const time = Date.parse(run.due)
      if (!due.includes(time) && time < year.to + 3 * day) wrong.push(`${lane} ${run.due}: was never due`)
      if (run.jobClock < time) wrong.push(`${lane} ${run.due}: run before its time`)
    }
    told.due += expected.length
    // In Cairo it is due in the very moment at which the year begins, which is none of it.
    const days = (year.to - year.from) / day - 3 - (due.includes(year.from) ? 1 : 0)
    if (plan === 'vaults' || plan === 'daily') expect(expected.length).toBe(days)
    if (plan === 'weekly') expect(expected.length).toBe(52)
    if (plan === carePlans.drill) expect(expected.length).toBe(12)
  }
  console.log(
    `${lives} lives, ${looks} looks, ${runs.length} runs in ${Math.round(took)} ms (${Math.round((user + system) / 1000)} ms of a processor):`,
    counts,
  )
  told.wrong += wrong.length
  told.years += 1
  told.changes += changes.length
  expect(wrong).toEqual([])

  // The days on which a clock changes, here or there, to the minute.
  for (const change of changes)
    for (const [plan, zone] of [
      ['vaults', machineZone],
      ['daily', 'Europe/Berlin'],
    ] as const)
      for (const repository of ['local', 'offsite']) {
        const [first] = runs.filter(
          (run) => run.plan === plan && run.repository === repository && Math.abs(Date.parse(run.due) - change) < 12 * hour,
        )
        expect(first && wall(Date.parse(first.due), zone).slice(11, 16)).toBe('07:00')
        // Where it is as late as in Berlin both plans are due at once, and one waits for the other.
        const other = plan === 'vaults' ? 'daily' : 'vaults'
        const waits = runs.some((run) => run.plan === other && run.due === first?.due)
        expect(first && wall(first.clock, zone).slice(11, 16)).toMatch(waits ? /^07:[0-2]\d$/ : /^07:00$/)
      }
  for (const { plan, due, label } of runs)
    if (plan === 'weekly' && Date.parse(due) < year.to) expect(label).toBe(`weekly/${isoWeek(Date.parse(due), machineZone)}`)
  expect(troubles.restarts.length).toBe(200)
  expect(2 * troubles.excursions.length).toBe(50)
  expect(lives).toBe(201)
  for (const reason of ['schedule', 'catch-up', 'asleep', 'failed']) expect(counts[reason]).toBeGreaterThan(0)
  // Of a processor, and far from what it takes (20 s): what grows with the square of the records shows.
  expect((user + system) / 1000).toBeLessThan(90_000)
})

type Skipped = { plan: string; repository: string | undefined; reason: string; from: number; to: number; written: number; aheadOf: number }

/**
 * The skips of a history. `aheadOf`: it was written under a clock that ran ahead, until it was set back to this time.
 * @param excursionLines the lines that were written in each of the `excursions`
 */
function skipsOf(
  lines: readonly HistoryLine[],
  excursionLines: readonly (readonly [number, number])[],
  excursions: readonly Span[],
): Skipped[] {
  return lines.flatMap((line) => {
    if (line.event !== 'plan.skipped') return []
    const excursion = excursions[excursionLines.findIndex(([after, upTo]) => line.seq > after && line.seq <= upTo)]
    const { plan, repository, reason, time } = line
    const [from, to, written] = [Date.parse(line.from), Date.parse(line.to), Date.parse(time)]
    return [{ plan, repository, reason, from, to, written, aheadOf: excursion?.to ?? Number.POSITIVE_INFINITY }]
  })
}

/** Whether a reason is what happened to the laptop at that time. What its clock did is not held against it. */
function isTrue(reason: string, due: number, written: number, repository: string, troubles: Disturbances): boolean {
  const { sleeps, restarts, excursions, withoutDrive, withoutNetwork, pauses } = troubles
  const odd = excursions.map(({ from, to, by }) => ({
    from: from - Math.min(Math.abs(by), 3 * day),
    to: to + Math.min(Math.abs(by), 3 * day),
  }))
  if (within(odd, due) || within(odd, written)) return true
  switch (reason) {
    case 'asleep':
      return within(sleeps, due)
    case 'not-running':
      return within(restarts, due) || within(sleeps, due)
    case 'drive-not-connected':
      return repository === 'local' && within(withoutDrive, written)
    case 'no-network':
      return repository === 'offsite' && within(withoutNetwork, written)
    case 'paused':
      return within(pauses, written)
    default:
      return true
  }
}

/** What is skipped for one of these, or failed for none of those, is owed until the next due time. */
const passing: ReadonlySet<string> = new Set(['drive-not-connected', 'no-network', 'paused'])
const final: ReadonlySet<string> = new Set(['wrong-password', 'restic-killed'])

/** For how long between two times nothing kept the laptop from running something, in milliseconds. */
function freeTime(from: number, to: number, repository: string, troubles: Disturbances): number {
  const { sleeps, restarts, excursions, withoutDrive, withoutNetwork, pauses } = troubles
  const hindrances = [sleeps, restarts, excursions, pauses, repository === 'local' ? withoutDrive : withoutNetwork].flat()
  const near = hindrances.filter((span) => span.from < to && span.to > from)
  let free = 0
  for (let time = from; time < to; time += 5 * minute) if (!within(near, time)) free += 5 * minute
  return free
}

/** `2027-03-14 07:00` */
function wall(time: number, zone: string): string {
  return new Date(time).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16)
}

/** The week of the Thursday of a time's week, as ISO 8601 counts them. */
function isoWeek(time: number, zone: string): string {
  const date = Date.parse(`${wall(time, zone).slice(0, 10)}T00:00:00Z`)
  const thursday = new Date(date + (3 - ((new Date(date).getUTCDay() + 6) % 7)) * day)
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * day))
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}
