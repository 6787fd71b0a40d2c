import { describe, expect, test } from 'vitest'
import type { Moment, VaultThen } from '../../main/contract/procedures/moments.ts'
import { rebuildWishes, vaultsToRebuild } from '../../renderer/pages/restore/rebuild-wishes.ts'
import { restoreWish } from '../../renderer/pages/restore/restore-wish.ts'
import { stepTitle, trailOf } from '../../renderer/pages/restore/step-titles.ts'
import { nothingSaid, type WizardState } from '../../renderer/pages/restore/wizard-state.ts'

const state: WizardState = { ...nothingSaid, step: 'where', vault: 'v', repository: 'r', snapshot: 's', paths: ['a/b.md', 'c'] }

describe('what is wished for', () => {
  test.each<[string, Partial<WizardState>, string | null, object | null]>([
    ['in its place', {}, null, { target: null, overwrite: 'always', paths: ['a/b.md', 'c'], asItWas: false }],
    [
      'beside what is there, whatever was chosen before',
      { place: 'beside', policy: 'never' },
      null,
      { target: null, overwrite: 'keep-both' },
    ],
    ['all of it', { paths: [''] }, null, { paths: [] }],
    ['in a folder', { place: 'folder', folder: ' /new ', asItWas: true }, null, { target: '/new', asItWas: true }],
    ['in a folder that was not named yet', { place: 'folder', folder: ' ' }, null, null],
    ['in its place, whose folder is gone: that is made again, with all below it', {}, '/gone', { target: '/gone', asItWas: true }],
    ['in a folder, although its own is gone', { place: 'folder', folder: '/new' }, '/gone', { target: '/new', asItWas: false }],
    ['of no snapshot', { snapshot: null }, null, null],
  ])('%s', (_, change, gone, expected) => {
    const wish = restoreWish({ ...state, ...change }, gone)
    if (expected === null) expect(wish).toBeNull()
    else expect(wish).toMatchObject(expected)
  })
})

describe('vaults that are brought back together', () => {
  const moment = { snapshot: 's', repository: 'r' } as Moment
  const vault = (id: string, change: Partial<VaultThen> = {}): VaultThen => ({
    vault: id,
    name: 'notes',
    path: `/home/${id}`,
    there: true,
    agent: false,
    moment,
    ...change,
  })

  test('are all that were saved by then, or those that were chosen; of agents only these', () => {
    const all = [vault('one'), vault('two', { agent: true }), vault('three', { moment: null })]
    const ids = (said: Partial<WizardState>) => vaultsToRebuild(all, { ...nothingSaid, ...said }).map((one) => one.vault)
    expect(ids({ need: 'machine' })).toEqual(['one', 'two'])
    expect(ids({ need: 'agent' })).toEqual(['two'])
    expect(ids({ need: 'machine', vaults: ['one', 'three'] })).toEqual(['one'])
    expect(ids({ need: 'machine', vaults: ['-'] })).toEqual([])
  })

  test('go each to its place, where a folder that is gone is made again', () => {
    const wishes = rebuildWishes([vault('one'), vault('two', { there: false })], nothingSaid)
    expect(wishes.map(({ wish }) => wish.target)).toEqual([null, '/home/two'])
  })

  test('go each to a folder of its own below another, whatever they are called', () => {
    const named = [
      vault('one'),
      vault('two'),
      vault('three', { name: '../../etc' }),
      vault('four', { name: '..' }),
      vault('five', { name: 'notes 2' }),
    ]
    const wishes = rebuildWishes(named, { ...nothingSaid, place: 'folder', folder: '/new/' })
    expect(wishes.map(({ wish }) => wish.target)).toEqual(['/new/notes', '/new/notes 2', '/new/..-..-etc', '/new/vault', '/new/notes 2 2'])
    expect(rebuildWishes(named, { ...nothingSaid, place: 'folder' })).toEqual([])
  })
})

describe('the way here', () => {
  const names = (change: Partial<WizardState>) => trailOf({ ...state, ...change }).map(stepTitle)
  test('tells what was found before the version of it', () => {
    expect(names({ need: 'file', query: 'b', file: 'a/b.md' })).toEqual([
      'What happened?',
      'Found for “b”',
      'Versions of b.md',
      'Where to?',
    ])
  })
  test('leaves out the tree where all of a snapshot was chosen', () => {
    expect(names({ need: 'time', paths: [''] })).toEqual(['What happened?', 'Back to when?', 'Where to?'])
    expect(names({ need: 'time' })).toEqual(['What happened?', 'Back to when?', 'Choose files and folders', 'Where to?'])
  })
})
