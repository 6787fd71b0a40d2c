import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { answerAnomalies } from '../../../main/engine/anomalies/answer-anomalies.ts'
import { approve } from '../../../main/engine/changes/approve.ts'
import { revert } from '../../../main/engine/changes/revert.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { fileOf } from '../../../main/engine/index/open-index.ts'
import { updateIndex } from '../../../main/engine/index/update-index.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { pause } from '../../../main/engine/schedule/pause.ts'
import { keepInFile, passwordFile } from '../../../main/engine/secrets/password.ts'
import { waitingChanges } from '../../../main/engine/state/change-queries.ts'
import { type Random, seeded } from '../seeded.ts'
import { dateFiles } from './date-files.ts'
import { sampleConfiguration } from './sample-configuration.ts'
import { dayName, liveADay } from './sample-days.ts'
import { openSampleEngine, type SampleEngine, samplePassword } from './sample-engine.ts'
import type { SamplePlaces } from './sample-places.ts'
import { fillVaults, put, weights } from './sample-vaults.ts'

/** Something that happens at a moment. What is due by then has been run when it does. */
type Event = { readonly time: Date; readonly happens: () => unknown }

type Month = {
  readonly places: SamplePlaces
  readonly engine: SampleEngine
  readonly random: Random
  readonly now: Date
  readonly date: (time: Date) => void
}

const days = 30
/** The laptop slept through these, counted back from today. */
const asleep = [24, 23, 22]

/**
 * Makes a month of history that ends now, by real runs of a real schedule: vaults that are written in day by day, a failure and how it was mended, nights
 * asleep, a pause, a drive that was away, a folder lost and had back, changes approved, reverted, and one that waits.
 */
export async function makeMonth(places: SamplePlaces, now = new Date()): Promise<void> {
  const random = seeded(11)
  const before = Array.from({ length: 28 }, (_, index) => dayName(onDay(now, days + 29 - index, 12)))
  // Nothing is older by the machine's clock: whatever is newer was written by the sample.
  const begun = Math.floor(Date.now() / 1_000) * 1_000
  const date = (time: Date) => {
    for (const vault of [places.notes, places.code, places.agents]) dateFiles(vault, begun, time)
  }
  fillVaults(places, random, before)
  date(onDay(now, days, 8))
  mkdirSync(places.home, { recursive: true, mode: 0o700 })
  writeFileSync(path.join(places.home, 'backup_schedule.json'), sampleConfiguration(places))
  const engine = await openSampleEngine(places, onDay(now, days, 9))
  try {
    for (const repository of ['local', 'drive']) keepInFile(engine.core.home, repository, samplePassword)
    const month: Month = { places, engine, random, now, date }
    const events = [...usualDays(month), ...stories(month)].filter(({ time }) => time <= now)
    for (const { time, happens } of events.sort((one, other) => one.time.getTime() - other.time.getTime())) {
      await engine.at(time)
      await happens()
      date(time)
    }
    await engine.at(now)
    for (const repository of ['local', 'drive']) {
      const opened = await openRepository(engine.core, repository, 'read', engine.host)
      await updateIndex(engine.core, opened, fileOf(engine.core, repository), engine.host)
    }
  } finally {
    engine.close()
  }
}

/** Each evening somebody has written something; at due times the laptop is awake. */
function usualDays({ places, random, now }: Month): Event[] {
  const events: Event[] = []
  for (let ago = days - 1; ago >= 0; ago--) {
    const at = (hour: number, minute = 0) => onDay(now, ago, hour, minute)
    if (asleep.includes(ago)) continue
    events.push({ time: at(7), happens: () => liveADay(places, random, dayName(at(7)), ago) })
    const weekday = at(7).getDay()
    if (weekday === 6) events.push({ time: at(12), happens: nothing })
    if (weekday === 0) events.push({ time: at(3), happens: nothing }, { time: at(23), happens: nothing })
  }
  return events
}

function stories(month: Month): Event[] {
  const { places, engine, now } = month
  const { core, host } = engine
  const at = (ago: number, hour: number, minute: number, happens: () => unknown): Event => ({
    time: onDay(now, ago, hour, minute),
    happens,
  })
  const kept = passwordFile(core.home, 'local')
  const drive = path.dirname(places.drive)
  const lost = ['Journal', 'Recipes'].map((name) => path.join(places.notes, name))
  // A Sunday whose night the drive lay in a bag.
  const sunday = [2, 3, 4, 5, 6, 7, 8].find((ago) => onDay(now, ago, 12).getDay() === 0) ?? 7
  const chapter = 'Projects/Novel/Chapter 1.md'
  const from = { vault: 'notes', repository: 'local', target: undefined, verify: true } as const
  return [
    at(days, 9, 10, async () => {
      for (const plan of ['rules', 'morning', 'weekly', 'memory']) await runPlanNow(core, plan, host)
    }),
    at(27, 14, 20, () => changed(month, { 'em/priority_weights.json': weights({ urgency: 6, kindness: 3, cost: 2 }) })),
    at(27, 14, 45, () => decide(month, 'approve')),
    // It was awake again at twenty to nine.
    at(21, 8, 40, nothing),
    at(16, 6, 50, () => renameSync(kept, `${kept}.away`)),
    at(16, 7, 2, nothing),
    at(16, 9, 30, () => {
      renameSync(`${kept}.away`, kept)
      engine.scheduler.mended()
    }),
    at(16, 9, 31, nothing),
    at(13, 6, 30, () => pause(core, undefined, onDay(now, 13, 17))),
    at(13, 17, 1, nothing),
    at(13, 22, 0, () => {
      for (const folder of lost) rmSync(folder, { recursive: true })
    }),
    at(12, 9, 20, () => restore(core, { ...from, reference: 'last-good:Journal', more: ['last-good:Recipes'], overwrite: 'never' }, host)),
    at(12, 9, 30, () => answerAnomalies(core, {}, 'restored')),
    at(sunday, 22, 50, () => renameSync(drive, `${drive}-away`)),
    // That it is not there is recorded when it has had two minutes to come.
    at(sunday, 23, 2, nothing),
    at(sunday - 1, 8, 15, () => renameSync(`${drive}-away`, drive)),
    at(sunday - 1, 8, 30, nothing),
    at(10, 15, 5, () => changed(month, { 'jay/priority_weights.json': weights({ urgency: 4, kindness: 4, cost: 2 }) })),
    at(10, 16, 0, () => decide(month, 'approve')),
    at(6, 11, 0, () => restore(core, { ...from, reference: `latest:${chapter}`, overwrite: 'always' }, host)),
    at(6, 11, 10, () => undo(core, undefined, host)),
    at(3, 16, 40, () => changed(month, { 'rick/rules/always.md': '# Always\n\n- Merge first, ask later.\n' })),
    at(3, 17, 5, () => decide(month, 'revert')),
    {
      time: new Date(now.getTime() - 40 * 60_000),
      happens: () =>
        changed(month, {
          'z/priority_weights.json': weights({ urgency: 9, kindness: 3, cost: 2 }),
          'leroy/rules/always.md': '# Always\n\n- Say what you did.\n- Keep what people wrote.\n- Send the letter without asking.\n',
        }),
    },
  ]
}

/** What the watch of the plan on change would notice and ask for. */
async function changed({ places, engine, date }: Month, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) put(places.agents, name, content)
  // Before it is saved: else it would be another file to the next backup.
  date(engine.core.ports.clock.now())
  engine.scheduler.request({ plan: 'rules', repository: 'local', vaults: ['agents'], due: null, trigger: 'change' })
  await engine.at(new Date(engine.core.ports.clock.now().getTime() + 2_000))
}

async function decide({ engine: { core, host } }: Month, decision: 'approve' | 'revert'): Promise<void> {
  for (const { id } of waitingChanges(core.state.database)) await { approve, revert }[decision](core, id, 'ada', host)
}

/** A time of this machine's own clock on the day so many days ago. */
function onDay(now: Date, ago: number, hour: number, minute = 0): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago, hour, minute)
}

const nothing = () => undefined
