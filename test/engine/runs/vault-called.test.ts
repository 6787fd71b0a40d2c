import { describe, expect, it } from 'vitest'
import { calledApart, vaultCalled, vaultWord } from '../../../main/engine/runs/vault-called.ts'

const vault = (id: string, name: string, path: string) => ({ id, name, path })
const work = vault('docs-1', 'docs', '/work/docs')
const ours = vault('docs-2', 'docs', '/our docs')
const notes = vault('notes', 'Notes', '/notes')
const all = [work, ours, notes]

describe('a text', () => {
  it.each([
    ['docs-2', ours],
    ['/work/docs', work],
    ['Notes', notes],
    ['nothing', undefined],
  ])('%s means the vault that has it as its id, path or name', (text, meant) => {
    expect(vaultCalled(all, text)).toBe(meant)
  })

  it('that is the name of several means none of them, and what does is told as it has to be typed', () => {
    expect(() => vaultCalled(all, 'docs')).toThrow(
      expect.objectContaining({
        problem: {
          code: 'vault-ambiguous',
          sentence: '2 vaults are called "docs".',
          remedy: "Write instead of that name: /work/docs or '/our docs'",
        },
      }),
    )
  })

  it('means the vault of that id before one of that name', () => {
    expect(vaultCalled([vault('a', 'notes', '/a'), notes], 'notes')).toBe(notes)
  })
})

describe('a vault is told apart', () => {
  it.each([
    ['by its name', notes, 'Notes'],
    ['by its path where another has its name', work, '/work/docs'],
    ['by its path where its name is the id of another', vault('a', 'notes', '/a'), '/a'],
    ['by its id where another has its name and its path', vault('docs-3', 'docs', '/work/docs'), 'docs-3'],
  ])('%s', (_, one, text) => {
    const vaults = [...all, ...(all.includes(one) ? [] : [one])]
    expect(calledApart(vaults, one)).toBe(text)
    expect(vaultCalled(vaults, text)).toBe(one)
  })

  it('in a command line by its id, where its name could not be pasted', () => {
    const odd = vault('odd-1', 'a\nb', '/a\nb')
    expect([vaultWord([odd], odd), vaultWord(all, ours), vaultWord(all, notes)]).toEqual(['odd-1', "'/our docs'", 'Notes'])
  })
})
