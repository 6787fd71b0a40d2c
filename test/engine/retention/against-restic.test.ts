import { execFile, execFileSync } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import type { MasterKey } from '../../../main/engine/repositories/quick-key/restic-key.ts'
import { planRetention, type RetainableSnapshot } from '../../../main/engine/retention/plan-retention.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { cheapenKey, type ForgedSnapshot, forgeSnapshot } from '../../helpers/forge-snapshots.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { randomRules, stampIn } from './random-retention.ts'

/** How many rules are held against restic, each over all histories. */
const ruleCount = howMany(12, 120)
const historyCount = 170
const seed = seedOf(20261121)
const run = promisify(execFile)
const restic = process.env['VAULTKEEPER_RESTIC'] ?? ''
const location = path.join(temporaryFolder('retention'), 'repository')
const environment = { PATH: process.env['PATH'], RESTIC_PASSWORD: 'x', HOME: path.dirname(location) }
const day = 86_400_000
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC', 'Australia/Lord_Howe', 'America/Sao_Paulo']

type Group = {
  tags: string[]
  keep: { id: string }[] | null
  remove: { id: string }[] | null
  reasons: { snapshot: { id: string }; matches: string[] }[] | null
}

/** What restic would do to each history, by its tag. */
async function askRestic(keep: KeepRules, zone: string): Promise<Map<string, Group>> {
  const flags = Object.entries(keep).map(
    ([key, value]) => `--keep-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`,
  )
  const parameters = ['-r', location, '--no-cache', '--no-lock', 'forget', '--dry-run', '--json', '--group-by', 'tags', ...flags]
  const { stdout } = await run(restic, parameters, { env: { ...environment, TZ: zone }, maxBuffer: 1 << 30 })
  const groups = JSON.parse(stdout.slice(stdout.indexOf('['))) as Group[]
  return new Map(groups.map((group) => [group.tags[0] ?? '', group]))
}

/** From one snapshot to sixty; dense or over years, some far ahead, in one zone or by a machine that travels. */
function randomHistory(random: Random, now: number): string[] {
  const size = between(random, 1, random() < 0.3 ? 5 : 60)
  const reach = pick(random, [2, 40, 400, 3000]) * day
  const home = pick(random, zones)
  const [travels, ahead] = [random() < 0.3, random() < 0.2]
  const moment = () => (ahead && random() < 0.1 ? Date.now() + day + random() * reach : now - random() * reach)
  const moments = new Set(Array.from({ length: size }, () => Math.floor(moment() / 1000)))
  const sorted = [...moments].sort((a, b) => a - b)
  return sorted.map((second) => stampIn(travels ? pick(random, zones) : home, second * 1000, random() < 0.5 ? random() : 0))
}

/** Every twenty minutes around a change of daylight saving, and one more, thirty days after an hour that is not there or there twice. */
const changes = {
  'Europe/Berlin': ['2025-03-30T00:30:00Z', '2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z'],
  'America/New_York': ['2025-03-09T06:30:00Z', '2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z'],
  'Australia/Lord_Howe': ['2025-10-04T15:10:00Z', '2025-04-05T14:40:00Z'],
} as const

function aroundChanges(): Map<string, string[]> {
  const histories = new Map<string, string[]>()
  for (const [zone, moments] of Object.entries(changes))
    for (const moment of moments)
      for (const minutes of [-60, -30, 0, 30, 60]) {
        const latest = Date.parse(moment) + 30 * day + minutes * 60_000
        const around = Array.from({ length: 30 }, (_, index) => latest - 30 * day + (index - 15) * 20 * 60_000)
        histories.set(
          `${zone} ${moment} ${minutes}`,
          [...around, latest].map((time) => stampIn(zone, time, 0)),
        )
      }
  return histories
}

describe('our plan and restic forget --dry-run', () => {
  const random = seeded(seed)
  const histories = new Map<string, RetainableSnapshot[]>()
  // The same histories each time, on a machine whose clock is right.
  const now = Math.min(Date.now(), Date.parse('2026-11-20T12:00:00Z'))
  let key: MasterKey
  const forge = (tag: string, times: readonly string[]) => {
    const snapshot = (time: string): ForgedSnapshot => ({ time, hostname: 'h', tags: [tag] })
    histories.set(
      tag,
      times.map((time) => ({ id: forgeSnapshot(location, key, snapshot(time)), time, held: null })),
    )
  }
  beforeAll(() => {
    execFileSync(restic, ['-r', location, 'init', '--quiet'], { env: environment })
    key = cheapenKey(location, environment.RESTIC_PASSWORD)
    for (let number = 0; number < historyCount; number++) forge(`h${number}`, randomHistory(random, now))
    for (const [tag, times] of aroundChanges()) forge(tag, times)
  }, 60_000)

  /** @returns how many would be removed */
  async function compare(keep: KeepRules, zone: string): Promise<number> {
    const said = await askRestic(keep, zone)
    expect([...said.keys()].sort()).toEqual([...histories.keys()].sort())
    let removed = 0
    for (const [tag, snapshots] of histories) {
      const group = said.get(tag)
      const plan = planRetention({ snapshots, keep, atLeast: 0, now: new Date(), zone })
      const context = JSON.stringify({ tag, keep, zone, snapshots })
      expect([...plan.remove].sort(), context).toEqual((group?.remove ?? []).map(({ id }) => id).sort())
      const reasons = (group?.reasons ?? []).map(({ snapshot, matches }) => ({ id: snapshot.id, reasons: matches }))
      expect(plan.keep, context).toEqual(reasons)
      removed += plan.remove.length
    }
    return removed
  }

  it(`agree on each of ${historyCount} histories under each of ${ruleCount} rules, reasons and all`, {
    timeout: 60_000 + ruleCount * 10_000,
  }, async () => {
    let removed = 0
    for (let number = 0; number < ruleCount; number++) removed += await compare(randomRules(random), pick(random, zones))
    // Else nothing was proven.
    expect(removed).toBeGreaterThan(ruleCount * 500)
    noteFigure('retention-against-restic', {
      says: 'random histories under random rules, and where our plan and that of restic differ',
      seed,
      cases: ruleCount * histories.size,
      wrong: 0,
      also: `${removed} snapshots to be removed, with all reasons equal`,
    })
  })

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
    'agree where days are counted back over daylight saving, on a machine in %s',
    { timeout: 60_000 },
    async (zone) => {
      expect(await compare({ within: '30d' }, zone)).toBeGreaterThan(500)
    },
  )
})
