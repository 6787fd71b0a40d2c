import { describe, expect, it } from 'vitest'
import { readSearchPattern } from '../../../main/engine/index/search-pattern.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'

/** Whether a pattern finds a path. */
function finds(pattern: string, path: string): boolean {
  const { matchesName, matchesPath } = readSearchPattern(pattern)
  const name = path.slice(path.lastIndexOf('/') + 1)
  return matchesName(name) && (matchesPath?.(path) ?? true)
}

describe('what a person looks for', () => {
  it.each([
    ['idea', 'notes/My Ideas.md'],
    ['*.MD', 'notes/ideas.md'],
    ['idea?.md', 'ideas.md'],
    ['[h-j]deas.md', 'ideas.md'],
    ['übung', 'schule/Übung 3.txt'],
    ['memory/*.json', 'agents/em/memory/weights.json'],
    ['/notes/ideas.md', 'notes/ideas.md'],
    ['/notes/**', 'notes/2026/11/a.md'],
    ['em/**/weights.json', 'agents/em/weights.json'],
    ['em/**/weights.json', 'agents/em/a/b/weights.json'],
    ['\\*', '*'],
  ])('%s finds %s', (pattern, path) => {
    expect(finds(pattern, path)).toBe(true)
  })

  it.each([
    ['*.md', 'ideas.mdx'],
    ['ideas', 'ideas/other.md'],
    ['/ideas.md', 'notes/ideas.md'],
    ['memory/*.json', 'agents/memory/old/weights.json'],
    ['em/*.json', 'agents/them/a.json'],
    ['\\*', 'a'],
  ])('%s does not find %s', (pattern, path) => {
    expect(finds(pattern, path)).toBe(false)
  })

  it('asks the index by what a name must hold', () => {
    expect(readSearchPattern('My Ideas').pieces).toEqual(['my ideas'])
    expect(readSearchPattern('note-*[0-9]?.md').pieces).toEqual(['note-', '.md'])
    expect(readSearchPattern('em/**').pieces).toEqual([])
  })

  it.each(['[a', 'a/[', 'a\\', '/'])('refuses %s', (pattern) => {
    expect(() => readSearchPattern(pattern)).toThrow(ProblemError)
  })

  it('takes no time over a pattern that is made to take it', () => {
    const began = performance.now()
    expect(finds(`${'*a'.repeat(200)}b`, 'a'.repeat(250))).toBe(false)
    expect(finds(`${'**/a/'.repeat(12)}b`, `${'a/'.repeat(120)}c`)).toBe(false)
    expect(finds(`/x/${'**/a/'.repeat(12)}b`, `y/${'a/'.repeat(120)}b`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
