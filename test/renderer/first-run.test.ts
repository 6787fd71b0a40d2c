import { describe, expect, it } from 'vitest'
import { choicesOf, type Draft, draftOf, placeOf } from '../../renderer/pages/first-run/draft.ts'
import { stepOf } from '../../renderer/pages/first-run/steps.ts'
import { strengthOf, wordFor } from '../../renderer/pages/first-run/strength.ts'

describe('the step of the set-up', () => {
  it.each([
    ['', 'begin', 'welcome'],
    ['step=place', 'begin', 'place'],
    ['step=nonsense', 'begin', 'welcome'],
    // What is not made yet has no kit, and cannot be backed up.
    ['step=kit', 'begin', 'welcome'],
    ['step=backup', 'continue', 'welcome'],
    ['', 'kit', 'kit'],
    // What is made is not made again by going back.
    ['step=password', 'kit', 'kit'],
    ['step=vaults', 'backup', 'backup'],
    ['step=backup', 'kit', 'backup'],
    ['', 'done', 'set-up'],
    // More folders can be set up later.
    ['step=vaults', 'done', 'vaults'],
    ['step=kit&repository=drive', 'done', 'kit'],
  ] as const)('%s of a home that is to %s: %s', (query, next, step) => {
    expect(stepOf(query, next)).toBe(step)
  })
})

describe('the draft of the set-up', () => {
  const vault = {
    path: '/n',
    name: 'n',
    kind: 'notes',
    excludes: ['.trash', 'x'],
    files: 1,
    bytes: 1,
    counted: true,
    configured: false,
  } as const
  const draft: Draft = {
    vaults: [
      { ...vault, chosen: true, leftOut: ['.trash'] },
      { ...vault, path: '/m', chosen: false, leftOut: [] },
    ],
    place: { type: 'local', path: ' /drive ', elsewhere: { type: 'rest', values: {} } },
    existing: false,
    daily: '07:00',
    onChange: false,
  }

  it('is complete when there are a folder, a place and a time', () => {
    expect(choicesOf(draft)).toEqual({
      vaults: [{ path: '/n', name: 'n', exclude: ['.trash'] }],
      place: { type: 'local', path: '/drive' },
      daily: '07:00',
      onChange: false,
    })
    expect(choicesOf({ ...draft, vaults: null })).toBeUndefined()
    expect(choicesOf({ ...draft, daily: null })).toBeUndefined()
    expect(choicesOf({ ...draft, place: { ...draft.place, type: 'elsewhere' } })).toBeUndefined()
    expect(placeOf({ ...draft.place, type: null })).toBeUndefined()
  })

  it('of a set-up that was cut off comes to the same choices', () => {
    const elsewhere = { type: 'sftp', values: { host: 'nas', path: '/b', port: '2222' } }
    for (const place of [draft.place, { ...draft.place, type: 'elsewhere', elsewhere }] as const) {
      const choices = choicesOf({ ...draft, place })
      expect(choices).toBeDefined()
      expect(choices && choicesOf(draftOf(choices, false))).toEqual(choices)
    }
  })
})

describe('the strength of a password', () => {
  it.each([
    ['password123', 'very weak'],
    ['Vaultkeeper2026!', 'very weak'],
    ['qwertyuiopasdf', 'weak'],
    ['aaaaaaaaaaaaaaaaaaaa', 'very weak'],
    ['x7#kQ2', 'very weak'],
    ['seven Quiet lanterns drift 31', 'strong'],
    ['cs8p-wiik-purj-erxr-6zjk-i7iy', 'strong'],
  ])('%s is %s', async (password, word) => {
    const judged = await strengthOf(password, ['My Notes', 'laptop'])
    expect(judged.word).toBe(word)
    expect(judged.enough).toBe(word === 'strong')
  })

  it('names of the own folders and of the machine are worth nothing', async () => {
    const [known, unknown] = [await strengthOf('lanternharbour', ['lanternharbour']), await strengthOf('lanternharbour', [])]
    expect(known.part).toBeLessThan(unknown.part)
    expect(known.enough).toBe(false)
  })

  it('goes by length and guesses', () => {
    expect([wordFor(9, 30), wordFor(30, 7), wordFor(12, 10), wordFor(12, 14), wordFor(12, 15)].map(({ word }) => word)).toEqual([
      'very weak',
      'very weak',
      'weak',
      'fair',
      'strong',
    ])
  })
})
