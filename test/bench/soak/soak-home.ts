import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { between, type Random } from '../../helpers/seeded.ts'
import { makeNotes } from '../make-notes.ts'

const hour = 3_600_000
/** Names that come and go: the vaults do not grow. */
const loose = 40

/** The folders of the soak, below one. */
export function soakPlaces(work: string) {
  const at = (name: string) => join(work, name)
  return { home: at('home'), notes: at('notes'), agents: at('agents'), main: at('main'), second: at('second'), mirror: at('mirror') }
}

/** Vaults, and plans of every kind that come to their turn within the hours that it lasts. @param hours of the quick clock */
export function makeSoakHome(work: string, begun: Date, hours: number): void {
  const places = soakPlaces(work)
  makeNotes(places.notes, { files: 300, folders: 60, smallest: 200, largest: 4_000 })
  makeNotes(places.agents, { files: 100, folders: 50, smallest: 200, largest: 4_000, seed: 2 })
  mkdirSync(join(places.agents, 'rules'), { recursive: true })
  /** Once, after that part of the time, as cron says it. */
  const after = (part: number, fields: (time: Date) => string) => {
    const time = new Date(begun.getTime() + part * hours * hour)
    return `${time.getUTCMinutes()} ${time.getUTCHours()} ${fields(time)}`
  }
  const both = { sources: ['notes', 'agents'], repositories: ['main', 'second'] }
  const configuration = {
    version: 1,
    vaults: { notes: { path: places.notes }, agents: { path: places.agents } },
    repositories: {
      main: { type: 'local', path: places.main, prune: '40 */2 * * *' },
      second: { type: 'local', path: places.second, prune: '50 */3 * * *' },
      mirror: { type: 'local', path: places.mirror, prune: '20 */4 * * *', mirror: { of: 'main', schedule: 'every 1h' } },
    },
    plans: {
      often: { kind: 'custom', schedule: 'every 20m', sources: ['notes'], repositories: ['main'], keep: { last: 6 } },
      hourly: { kind: 'custom', schedule: '5 * * * *', sources: ['notes', 'agents'], repositories: ['main'], keep: { last: 4 } },
      daily: { kind: 'daily', schedule: after(0.2, () => '* * *'), ...both },
      weekly: { kind: 'weekly', schedule: after(0.3, (time) => `* * ${time.getUTCDay()}`), ...both },
      monthly: { kind: 'custom', schedule: after(0.4, (time) => `${time.getUTCDate()} * *`), ...both },
      rules: {
        kind: 'on-change',
        approval: false,
        sources: [{ vault: 'agents', include: ['rules/**'] }],
        repositories: ['main'],
        keep: { last: 5 },
      },
    },
    verification: { check: '30 */6 * * *', drill: '15 */4 * * *' },
  }
  mkdirSync(places.home, { mode: 0o700 })
  writeFileSync(join(places.home, 'backup_schedule.json'), JSON.stringify(configuration))
}

/** What somebody writes, adds and removes in some minutes; now and then a rule. */
export function churn(work: string, random: Random, turn: number): void {
  const { notes, agents } = soakPlaces(work)
  const text = () => `${random()}\n`.repeat(between(random, 1, 100))
  for (let file = 0; file < 3; file++) {
    const name = join(notes, `loose-${between(random, 0, loose)}.md`)
    if (random() < 0.3) rmSync(name, { force: true })
    else writeFileSync(name, text())
  }
  writeFileSync(join(agents, `journal-${turn % loose}.md`), text())
  if (turn % 6 === 0) writeFileSync(join(agents, 'rules', `rule-${turn % 5}.md`), text())
}
