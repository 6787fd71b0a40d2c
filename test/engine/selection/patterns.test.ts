import { describe, expect, it } from 'vitest'
import { compileGlob } from '../../../main/engine/selection/glob.ts'
import { patternSet } from '../../../main/engine/selection/match-pattern.ts'
import { patternProblem, toBytes } from '../../../main/engine/selection/parse-pattern.ts'
import { resticExcludes } from '../../../main/engine/selection/restic-excludes.ts'
import { everything, isExcluded } from '../../../main/engine/selection/selection.ts'
import { problemsOf } from '../../helpers/configuration-home.ts'

describe('one name', () => {
  // The first of these are from the tests of Go's filepath.Match.
  it.each([
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*', 'abc', true],
    ['a*b*c*d*e*', 'axbxcxdxe', true],
    ['a*b*c*d*e*', 'axbxcxdxexxx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[e-g]', 'abc', false],
    ['ab[^c]', 'abc', false],
    ['ab[^b-d]', 'abc', false],
    ['ab[^e-g]', 'abc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a???b', 'a☺b', false],
    ['a[^a][^a][^a]b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['*[a-ζ]', 'A', false],
    ['[\\]a]', ']', true],
    ['[\\-]', '-', true],
    ['[x\\-]', 'x', true],
    ['[x\\-]', 'z', false],
    ['*x', 'xxx', true],
    ['*.json', '.json', true],
    ['*.json', 'json', false],
    ['*bc*c', 'abc', false],
    ['aa*a', 'aa', false],
    ['[!a]', '!', true],
    ['[!a]', 'b', false],
    ['Readme', 'README', false],
    ['?', '🗝', true],
    // Half a character may be left behind a star; each of its bytes then counts for one.
    ['*??', '日', true],
    ['??', '日', false],
  ])('%s and %s: %s', (pattern, name, matched) => {
    expect(compileGlob(toBytes(pattern))?.(toBytes(name))).toBe(matched)
  })

  it('that is no UTF-8 is matched byte by byte', () => {
    expect(compileGlob('bad?')?.('bad\xff')).toBe(true)
    expect(compileGlob('bad??')?.('bad\xc3\x28')).toBe(true)
    expect(compileGlob('bad?')?.('bad\xe2\x82')).toBe(false)
    expect(compileGlob(toBytes('[\ufffd]'))?.('\xff')).toBe(true)
    expect(compileGlob('[^a]')?.('\xff')).toBe(true)
  })
})

describe('a path', () => {
  it.each([
    [['notes'], ['notes', 'notes/a', 'x/notes', 'x/notes/y/z'], ['note', 'x/notes2', 'my notes']],
    [['/notes'], ['notes', 'notes/a'], ['x/notes', 'x/notes/y']],
    [
      ['.venv/', 'node_modules/'],
      ['.venv', 'a/.venv/b', 'a/node_modules'],
      ['venv', 'a/node_modules2'],
    ],
    [['a/b'], ['a/b', 'x/a/b/c'], ['a', 'b', 'a/x/b']],
    [['a/**/b'], ['a/b', 'a/x/b', 'q/a/x/y/b/z'], ['a', 'a/x', 'b/a']],
    [['/a/**/b'], ['a/b', 'a/x/y/b/z'], ['q/a/b']],
    [['a/**/b/**/c'], ['a/b/c', 'a/x/b/c', 'a/b/x/y/c', 'p/a/b/c/d'], ['a/c', 'a/b']],
    [['**/memory/**'], ['memory', 'memory/a', 'em/memory/a/b'], ['memories/a']],
    [['/**/a'], ['a', 'x/a', 'x/a/y'], ['b']],
    [['*.json'], ['a.json', 'x/b.json', 'x.json/c'], ['json', 'a.jsonl']],
    [['a//b/./c/'], ['a/b/c', 'x/a/b/c'], ['a/b', 'b/c']],
    [['a/../b'], ['b', 'x/b'], ['a']],
    [['/../b'], ['b'], ['x/b']],
    [['**'], ['a', 'a/b'], []],
    [['/'], ['a', 'a/b'], []],
    [['*'], ['a', 'a/b', '.x'], []],
    [['../x', '', '.', '!'], [], ['x', 'a/x']],
    [
      ['*', '!*.md'],
      ['a', 'b/c'],
      ['a.md', 'b/c.md', 'a.md/b'],
    ],
    [['!*.md', '*'], ['a', 'a.md'], []],
    [
      ['x/*', '!x/keep', 'x/keep/not'],
      ['x/a', 'x/a/b', 'x/keep/not'],
      ['x', 'x/keep', 'x/keep/b'],
    ],
    [
      ['\\!x', '#x', ' y'],
      ['!x', '#x', ' y'],
      ['x', 'y'],
    ],
  ])('by %j', (patterns, matched, others) => {
    const { matches } = patternSet(patterns)
    expect(matched.filter((path) => !matches(path))).toEqual([])
    expect(others.filter(matches)).toEqual([])
    // In another order too: what is remembered of folders changes nothing.
    expect(others.toReversed().filter(matches)).toEqual([])
    expect(matched.toReversed().filter((path) => !matches(path))).toEqual([])
  })

  it.each([
    [['a'], ['x', 'x/y'], []],
    [['/a/b'], ['a'], ['b', 'a/c', 'a/c/b']],
    [['/a*/**/b'], ['a', 'ab/c/d'], ['b', 'b/a']],
    [['/a', '/b/c'], ['b'], ['c', 'b/d']],
  ])('may hold something below, by %j', (patterns, may, mayNot) => {
    const { mayMatchBelow } = patternSet(patterns)
    expect(may.filter((path) => !mayMatchBelow(path))).toEqual([])
    expect(mayNot.filter(mayMatchBelow)).toEqual([])
  })

  it('is judged quickly: half a million by ten patterns in less than two seconds of computing', () => {
    const patterns = ['node_modules', '.venv/', '*.tmp', '*.log', '/build', 'a/**/b', '**/cache/**', '[._]*.swp', '.DS_Store', '!keep.log']
    const { matches } = patternSet(patterns)
    const begun = process.cpuUsage()
    let matched = 0
    for (let folder = 0; folder < 1000; folder++)
      for (let file = 0; file < 500; file++)
        if (matches(`projects/p${folder % 50}/notes/${folder}/file-${file}.${file % 100 === 0 ? 'log' : 'md'}`)) matched += 1
    expect(matched).toBe(5_000)
    expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000)
  })
})

describe('a pattern that cannot be used', () => {
  it.each(['[', 'a/[b', '[]a]', '[a-]', '[-x]', 'a[', '[^]', 'a\\', 'x/[b/c]', '[z\\', '[a-', '!['])('%s is malformed', (pattern) => {
    expect(patternProblem(pattern)).toMatch(/^is malformed at "/)
    expect(() => isExcluded({ ...everything, exclude: ['fine', pattern] }, 'x')).toThrow(`The pattern "${pattern}" is malformed`)
    expect(() => resticExcludes('/v', { ...everything, exclude: [pattern] })).toThrow('is malformed')
  })

  it('holds too many **, or what no name can hold', () => {
    expect(patternProblem('a/**/b/**/c/**/d/**/e/**/f')).toBe('holds "**" more than 4 times')
    expect(patternProblem('**/a/**/b/**/**/c/**/d/**/e/**')).toBeNull()
    expect(patternProblem('a\0b')).toMatch(/character/)
  })
})

describe('a configuration', () => {
  it('with a pattern that cannot be used is refused, with the place of it', () => {
    const text = `{ "version": 1,
  "vaults": { "notes": { "path": "/notes", "exclude": ["fine", "a/[b"] } },
  "plans": { "daily": { "kind": "daily", "sources": [{ "vault": "notes", "include": ["**/a/**/b/**/c/**/d/**/e/**/f", "x\\\\"] }] } } }`
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^2:64 vaults\.notes\.exclude\S* is malformed at "\[b": a "\[" is not closed/),
      expect.stringMatching(/^3:86 plans\.daily\.sources\S* holds "\*\*" more than 4 times/),
      expect.stringMatching(/^3:119 plans\.daily\.sources\S* is malformed at "x/),
    ])
    expect(problemsOf(text.replace('[b', 'b').replace('/d/**/e', '').replace('x\\\\', 'x'))).toEqual([])
  })
})

describe('what restic is told to leave out', () => {
  const of = (exclude: string[], root = '/tmp/v', leftOut: string[] = []) =>
    resticExcludes(root, { ...everything, exclude, leftOut: new Set(leftOut) })

  it('is bound to the vault, whose name means only itself', () => {
    expect(of(['tmp', '/x', '*.md', '!a/b', '**/memory/**'])).toEqual([
      '/tmp/v/**/tmp',
      '/tmp/v/x',
      '/tmp/v/**/*.md',
      '!/tmp/v/**/a/b',
      '/tmp/v/**/memory',
    ])
    expect(of(['a'], '/odd [1]/*?\\')).toEqual(['/odd [[]1]/[*][?]\\\\/**/a'])
    expect(of(['a', '/b'], '/')).toEqual(['/**/a', '/b'])
    expect(of(['**', '!/'])).toEqual(['/tmp/v/*', '!/tmp/v/*'])
    expect(of(['../x', '.'])).toEqual([])
  })

  it('has each ** there and not there, where there are several', () => {
    expect(of(['/a/**/b/**/c']).toSorted()).toEqual(['/tmp/v/a/**/b/**/c', '/tmp/v/a/**/b/c', '/tmp/v/a/b/**/c', '/tmp/v/a/b/c'])
    expect(of(['a/**/b']).toSorted()).toEqual(['/tmp/v/**/a/**/b', '/tmp/v/**/a/b', '/tmp/v/a/**/b', '/tmp/v/a/b'])
  })

  it('ends with what is left out whatever the patterns say', () => {
    expect(of(['a', '!home'], '/v', ['/v/home [x]'])).toEqual(['/v/**/a', '!/v/**/home', '/v/home [[]x]'])
  })
})
