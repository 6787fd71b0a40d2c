import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { printable } from '../../main/contract/words/printable.ts'
import { quoted } from '../../main/contract/words/quoted.ts'

it.each([
  ['notes/ideas.md', 'notes/ideas.md'],
  ['', "''"],
  ['my ideas', "'my ideas'"],
  ["it's $HOME", "'it'\\''s $HOME'"],
  ['new\nline.md', "$'new\\nline.md'"],
  ["it's\ta \\n", "$'it\\'s\\ta \\\\n'"],
  ['\u001b[31m0', "$'\\x1b[31m0'"],
  ['\u0085\u202e', "$'\\xc2\\x85\\xe2\\x80\\xae'"],
])('%j is written as %s', (text, word) => {
  expect(quoted(text)).toBe(word)
})

it.runIf(process.platform !== 'win32')('is what a shell reads it as, in any locale, and nothing that a terminal would obey', () => {
  const odd = fc.constantFrom(...('\n\t\r\u0001\u001b\u007f\u0085\u202e\u2066\'"\\$`! x0aé\u{1f331}'.match(/./gsu) as string[]))
  const texts = fc.sample(fc.string({ unit: odd, maxLength: 12 }), { numRuns: 500, seed: 1 })
  const words = texts.map(quoted)
  for (const word of words) expect(printable(word)).toBe(word)
  for (const locale of ['C', 'C.UTF-8']) {
    const told = execFileSync('bash', ['-c', `printf '%s\\0' ${words.join(' ')}`], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: locale },
    })
    expect(told.split('\0').slice(0, -1)).toEqual(texts)
  }
})
