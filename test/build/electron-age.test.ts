import { expect, test } from 'vitest'
import { tooOld } from '../../main/build/electron-age.ts'

const time = { '44.0.0': '2026-08-25T00:00:00Z', '45.0.0': '2026-10-20T00:00:00Z', '46.0.0': '2026-12-15T00:00:00Z' }
const on = (day: string) => new Date(`${day}T12:00:00Z`)

test.each([
  ['the newest', '45.3.2', '45.4.1', '2027-06-01'],
  ['newer than what is told, as one that is being tried', '46.0.0-beta.1', '45.4.1', '2026-11-21'],
  ['one major behind for eight weeks', '44.11.5', '45.4.1', '2026-12-15'],
])('an Electron is new enough: %s', (_, ours, latest, day) => {
  expect(tooOld(ours, { latest, time }, on(day))).toBeUndefined()
})

test.each([
  [
    'one major behind for eight weeks and a day',
    '44.11.5',
    '45.4.1',
    '2026-12-16',
    /^Electron 44\.11\.5 is old: 45 has been there for 57 days/,
  ],
  ['two majors behind', '44.11.5', '46.0.0', '2026-12-15', /46\.0\.0 is the newest/],
  ['long forgotten', '31.0.0', '45.4.1', '2026-11-21', /^Electron 31\.0\.0 is old/],
])('an Electron is too old: %s', (_, ours, latest, day, sentence) => {
  expect(tooOld(ours, { latest, time }, on(day))).toMatch(sentence)
})
