import { describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { kitStanding } from '../../../main/engine/kit/kit-standing.ts'
import { factsOfKit, kitsToRemindOf, listKits } from '../../../main/engine/kit/list-kits.ts'
import { recordKitMade } from '../../../main/engine/kit/record-kit-made.ts'
import { causesOf } from '../../../main/engine/news/causes-of.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const day = 24 * 60 * 60_000
const start = new Date('2026-11-01T08:00:00.000Z')
const later = (days: number) => new Date(start.getTime() + days * day)
const never = { shown: null, checked: null, made: null, facts: null, outdated: null, key: null }
const usual = { repository: 'drive', known: never, facts: 'here', firstStored: start.toISOString(), checkEvery: 180 * day }

const stands = (of: object, days: number) => {
  const { standing, remind } = kitStanding({ ...usual, ...of }, later(days))
  return remind ? `${standing}, told` : standing
}

describe('a kit', () => {
  it('that nobody has confirmed is asked for a week after the first backup, or after a new one was made', () => {
    expect([stands({}, 6), stands({}, 8), stands({ firstStored: null }, 80)]).toEqual(['unchecked', 'unchecked, told', 'unchecked'])
    const made = { known: { ...never, made: later(7).toISOString(), facts: 'here' } }
    expect([stands(made, 8), stands(made, 15)]).toEqual(['unchecked', 'unchecked, told'])
  })

  it('that was checked is asked for again when the configuration says, or never', () => {
    const checked = { known: { ...never, checked: start.toISOString(), facts: 'here' } }
    expect([stands(checked, 180), stands(checked, 181)]).toEqual(['good', 'due, told'])
    expect([stands({ ...checked, checkEvery: null }, 900), stands({ checkEvery: null }, 900)]).toEqual(['good', 'unchecked'])
    // A clock that went back makes nothing due.
    expect(stands(checked, -3)).toBe('good')
  })

  it('is out of date at once when its repository has moved or its password changed, whatever is asked for', () => {
    const checked = { ...never, checked: start.toISOString(), facts: 'elsewhere' }
    expect(stands({ known: checked, checkEvery: null }, 1)).toBe('outdated, told')
    expect(stands({ known: { ...never, outdated: start.toISOString() }, checkEvery: null }, 1)).toBe('outdated, told')
  })
})

it('a change of password or place is told once and is over when a new kit is made; checks and snoozes come from the records', async () => {
  const home = await testHome()
  const { core } = home
  home.setTime(start)
  const configure = (path: string) => {
    core.settings.configuration = Configuration.parse({ version: 1, repositories: { drive: { type: 'local', path } } })
    return core.settings.configuration
  }
  let configuration = configure('/backup')
  await core.record({
    event: 'repository.known',
    repository: 'drive',
    id: 'its id',
    location: '/backup',
    fingerprint: 'f',
    password: 'file',
  })
  const told = (time: Date) => {
    const { troubles, attention } = gatherHealth(core, configuration, time)
    const kits = troubles.filter(({ about }) => about === 'kit')
    const causes = causesOf({ plans: [], troubles: kits, anomalies: [], scheduled: true, attention }, configuration, 'UTC', time, true)
    return causes.map(({ kind, subject, parts }) => [kind, subject, ...parts.map(({ code }) => code)])
  }
  expect([told(later(30)), listKits(core).map(({ standing }) => standing)]).toEqual([[], ['unchecked']])
  const [known] = listKits(core)
  expect(known).toMatchObject({ repository: 'drive', made: null })
  await recordKitMade(core, 'drive', null)
  await core.record({ event: 'kit.checked', repository: 'drive', facts: factsOf() })
  expect([told(later(100)), told(later(181))]).toEqual([[], [['reminder', 'kit/drive', 'kit-check-due']]])
  configuration = configure('/elsewhere')
  expect(told(later(1))).toEqual([['reminder', 'kit/drive', 'kit-outdated']])
  // That the password is at hand does not make the old address right.
  await core.record({ event: 'kit.checked', repository: 'drive', facts: factsOf() })
  expect(told(later(1))).toHaveLength(1)
  await recordKitMade(core, 'drive', null)
  expect(told(later(1))).toEqual([])
  await core.record({ event: 'password.changed', repository: 'drive', run: 'r', key: 'k', outcome: 'changed' })
  expect(kitsToRemindOf(core, later(1))).toMatchObject([
    { repository: 'drive', standing: 'outdated', sentence: expect.stringContaining('password') },
  ])
  // One that was open meanwhile holds the password of before.
  await expect(recordKitMade(core, 'drive', null)).rejects.toMatchObject({ problem: { code: 'kit-outdated' } })
  expect(listKits(core)).toMatchObject([{ standing: 'outdated', made: null }])
  await recordKitMade(core, 'drive', 'k')
  expect([told(later(1)), listKits(core).map(({ standing }) => standing)]).toEqual([[], ['unchecked']])

  function factsOf() {
    return factsOfKit(core, {
      name: 'drive',
      id: 'its id',
      location: '/backup',
      fingerprint: 'f',
      password: 'file',
      damaged: null,
      appendOnly: null,
    })
  }
})
