import { afterAll, describe, expect, it } from 'vitest'
import { usualAnomaly } from '../../../main/contract/configuration/usual-anomaly.ts'
import { judgeChanges, judgeEncryption, noiseIn } from '../../../main/engine/anomalies/judge-changes.ts'
import { churnOf, mayBeAnomaly } from '../../../main/engine/anomalies/may-be-anomaly.ts'
import { measureChanges } from '../../../main/engine/anomalies/measure-changes.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { type ModelVault, modelChanges, modelCounts, ofKind } from '../../helpers/model-vault.ts'
import { type Random, seeded } from '../../helpers/seeded.ts'
import { badDays } from './bad-days.ts'
import { added, changed, type Day, some, vaultOf } from './days.ts'
import { honestDays } from './honest-days.ts'

const rules = usualAnomaly
const seed = seedOf(1)
/** Each kind of day is lived through so many times, in vaults of a hundred files and of more. */
const [timesBad, timesHonest] = [howMany(5, 12), howMany(5, 20)]

/** Does to a made-up vault what engine and restic do to a real one, day by day. */
async function judge(days: readonly Day[], random: Random, files: number): Promise<string> {
  let good = vaultOf(random, files)
  let reference = good
  let churn = 0
  for (const day of days) {
    const next = day(good, random)
    const counted = modelCounts(good, next)
    if (mayBeAnomaly(good.size, counted, churn, rules)) {
      const found = judgeChanges(await measure(good, next), rules)
      if (found.kind === 'anomaly') return found.code
      const since = await measure(reference, next)
      const little = judgeEncryption(since, rules)
      if (little.kind === 'anomaly') return little.code
      if (noiseIn(since) === 0) reference = next
      churn = 0
    } else churn += churnOf(good.size, counted)
    good = next
  }
  return 'none'
}

const measure = (before: ModelVault, after: ModelVault) => {
  const reader = (vault: ModelVault) => async (asked: readonly { path: string }[]) =>
    new Map(asked.map(({ path }) => [path, vault.get(path)?.content.subarray(0, 65536) ?? Buffer.alloc(0)]))
  const comparison = { changes: modelChanges(before, after), filesBefore: before.size, filesAfter: after.size, root: null }
  return measureChanges(comparison, rules, { before: reader(before), after: reader(after) })
}

const sizes = [100, 100, 250, 100, 400]
const filesOf = (time: number) => sizes[time % sizes.length] ?? 100

describe('what is asked about', { timeout: 60_000 + timesHonest * 5000 }, () => {
  const told = { missed: 0, falseAlarms: 0 }
  afterAll(() => {
    const kinds = `${badDays.length} kinds of bad days, ${honestDays.length} of honest ones`
    noteFigure('anomalies-missed', {
      says: 'vaults encrypted, emptied or spoiled, and nobody asked',
      seed,
      cases: badDays.length * timesBad,
      wrong: told.missed,
      also: kinds,
    })
    noteFigure('anomalies-false', {
      says: 'days of honest work of which a person was asked',
      seed,
      cases: honestDays.length * timesHonest,
      wrong: told.falseAlarms,
      also: kinds,
    })
  })
  const lived = async (days: readonly Day[], times: number) => {
    const found: string[] = []
    for (let time = 0; time < times; time++) found.push(await judge(days, seeded(seed + time), filesOf(time)))
    return found
  }

  it.each(badDays)('is when %s', async (_what, days, code) => {
    const found = await lived(days, timesBad)
    told.missed += found.filter((one) => one === 'none').length
    expect(found).toEqual(found.map(() => code))
  })

  it('is when a disk gives zeros for all photos where most are photos, though photos may change', async () => {
    const photo = (random: Random) => ofKind(random, '\xff\xd8\xff\xe0', 9_000)
    const trip: Day = added(600, (n) => `trip/${n}.jpg`, photo)
    const smaller: Day = some(1, (path, file, random) => [[path, changed(file, photo(random))]], /trip/)
    const zeros: Day = some(1, (path, file) => [[path, changed(file, Buffer.alloc(file.content.length))]], /trip/)
    expect(await judge([trip, smaller], seeded(seed), 100)).toBe('none')
    expect(await judge([trip, smaller, zeros], seeded(seed), 100)).toBe('mass-change')
  })

  it.each(honestDays)('is not when %s', async (_what, days) => {
    const found = await lived(days, timesHonest)
    told.falseAlarms += found.filter((one) => one !== 'none').length
    expect(found).toEqual(found.map(() => 'none'))
  })

  it('is never about fewer files than the plan says', async () => {
    for (const [, days] of badDays) expect(await judge(days, seeded(9), 19)).toBe('none')
  })
})
