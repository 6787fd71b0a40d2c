import { describe, expect, it } from 'vitest'
import { type AnswerFacts, answerOf, type Standing } from '../../../main/engine/overview/answer.ts'

const fine = (name: string): Standing => ({ name, protection: 'yes', cause: '' })
const not = (name: string, cause: string): Standing => ({ name, protection: 'no', cause })
const partly = (name: string, cause: string): Standing => ({ name, protection: 'partly', cause })
const fresh = (name: string): Standing => ({ name, protection: 'not-yet', cause: 'there is no backup yet' })
const calm = { paused: false, others: 0, onlyHere: [], oldElsewhere: [], now: new Date('2026-11-20T12:00:00Z') }

const cases: [string, AnswerFacts, string, string][] = [
  ['nothing at all', { ...calm, vaults: [] }, 'unknown', 'Nothing is backed up yet.'],
  ['one vault', { ...calm, vaults: [fine('Notes')] }, 'good', 'Notes is protected.'],
  ['three vaults', { ...calm, vaults: [fine('Notes'), fine('Code'), fine('Photos')] }, 'good', 'All 3 vaults are protected.'],
  ['a pause', { ...calm, paused: true, vaults: [fine('Notes')] }, 'attention', 'Notes is protected, but backups are paused.'],
  ['something else', { ...calm, others: 1, vaults: [fine('Notes')] }, 'attention', 'Notes is protected, but one thing needs you.'],
  [
    'copies on one disk',
    { ...calm, onlyHere: ['Notes'], vaults: [fine('Notes')] },
    'attention',
    'Notes is protected, but only on this disk.',
  ],
  [
    'copies of one of them on one disk',
    { ...calm, onlyHere: ['Code'], vaults: [fine('Notes'), fine('Code')] },
    'attention',
    'Both vaults are protected, but Code only on this disk.',
  ],
  [
    'a copy elsewhere that is old',
    { ...calm, oldElsewhere: [{ name: 'Notes', lastGood: '2026-11-11T12:00:00Z' }], vaults: [fine('Notes')] },
    'attention',
    'Notes is protected, but the copy elsewhere is 9 days old.',
  ],
  [
    'a copy of one of them elsewhere that is old',
    { ...calm, oldElsewhere: [{ name: 'Code', lastGood: '2026-11-11T12:00:00Z' }], vaults: [fine('Notes'), fine('Code')] },
    'attention',
    'Both vaults are protected, but the copy of Code elsewhere is 9 days old.',
  ],
  [
    'copies of two that are old, and a third that is only here',
    { ...calm, onlyHere: ['Photos'], oldElsewhere: [{ name: 'Code', lastGood: null }], vaults: [fine('Code'), fine('Photos')] },
    'attention',
    'Both vaults are protected, but Photos only on this disk.',
  ],
  [
    'several others, and a pause',
    { ...calm, paused: true, others: 3, vaults: [fine('Notes'), fine('Code')] },
    'attention',
    'Both vaults are protected, but 3 things need you.',
  ],
  [
    'one that is not',
    { ...calm, vaults: [fine('Code'), not('Notes', 'the disk is full')] },
    'bad',
    'Notes is not protected: the disk is full.',
  ],
  [
    'two for one reason',
    { ...calm, vaults: [not('Code', 'the disk is full'), not('Notes', 'the disk is full')] },
    'bad',
    'Code and Notes are not protected: the disk is full.',
  ],
  [
    'each for another reason: all are named',
    { ...calm, vaults: ['A', 'B', 'C', 'D', 'E', 'F'].map((name, at) => not(name, `reason ${at}`)) },
    'bad',
    '6 vaults are not protected: A (reason 0), B (reason 1), C (reason 2), D (reason 3), E (reason 4) and F (reason 5).',
  ],
  [
    'one in part',
    { ...calm, vaults: [fine('Code'), partly('Notes', 'the server does not answer')] },
    'attention',
    'Notes is not fully protected: the server does not answer.',
  ],
  [
    'one not at all, one in part',
    { ...calm, vaults: [not('Code', 'the disk is full'), partly('Notes', 'the server does not answer')] },
    'bad',
    'Code is not protected: the disk is full. Notes is only partly protected.',
  ],
  ['none yet', { ...calm, vaults: [fresh('Notes'), fresh('Code')] }, 'unknown', 'Notes and Code have no backup yet.'],
  ['one not yet', { ...calm, vaults: [fine('Notes'), fresh('Code')] }, 'attention', 'Code has no backup yet.'],
  ['none yet, and something else', { ...calm, others: 1, vaults: [fresh('Code')] }, 'attention', 'Code has no backup yet.'],
]

describe('the answer to "am I protected?"', () => {
  it.each(cases)('for %s', (_, facts, tone, sentence) => {
    expect(answerOf(facts)).toEqual({ tone, sentence })
  })

  it('is never good while a vault is not protected, and names each that is not', () => {
    const protections = ['yes', 'partly', 'not-yet', 'no'] as const
    for (const one of protections)
      for (const other of protections)
        for (const others of [0, 1])
          for (const paused of [false, true]) {
            const vaults = [
              { name: 'Notes', protection: one, cause: 'why' },
              { name: 'Code', protection: other, cause: 'why' },
            ]
            const { tone, sentence } = answerOf({ ...calm, vaults, others, paused })
            expect(tone === 'good').toBe(one === 'yes' && other === 'yes' && others === 0 && !paused)
            expect(tone === 'bad').toBe(one === 'no' || other === 'no')
            for (const { name, protection } of vaults) if (protection !== 'yes') expect(sentence).toContain(name)
          }
  })
})
