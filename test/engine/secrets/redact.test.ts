import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../main/engine/secrets/redact.ts'

const secret = fc.oneof(
  fc.string({ minLength: 4 }),
  fc.string({ unit: 'grapheme', minLength: 4 }),
  fc.string({ unit: 'binary', minLength: 6 }),
)

/** The ways in which a secret may have got into a text. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  return [
    text,
    JSON.stringify(text),
    JSON.stringify({ argv: [text] }),
    JSON.stringify(JSON.stringify({ text })),
    encodeURIComponent(text),
    ...(bytes.length < 6 ? [] : [bytes.toString('base64'), bytes.toString('base64url')]),
  ]
}

describe('a redactor', () => {
  it('takes known secrets out of any text, in every form', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
        fc.pre(!'•••'.includes(one))
        const redactor = createRedactor()
        redactor.add(one)
        for (const form of formsOf(one)) {
          const clean = redactor.redact(`${before}${form}${after}`)
          for (const other of formsOf(one)) expect(clean).not.toContain(other)
        }
      }),
    )
  })

  it('leaves a text without secrets as it is', () => {
    const redactor = createRedactor()
    redactor.add('correct horse battery staple')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redactor.redact(text)).toBe(text)
      }),
    )
    expect(createRedactor().redact('anything')).toBe('anything')
  })

  it('forgets what turned out to be none, and nothing else', () => {
    const redactor = createRedactor()
    for (const one of ['hunter2', 'notes']) redactor.add(one)
    expect([redactor.knows('notes'), redactor.knows('note')]).toEqual([true, false])
    redactor.forget('notes')
    redactor.forget('never known')
    expect(redactor.redact('hunter2 of the notes')).toBe('••• of the notes')
    expect(redactor.knows('notes')).toBe(false)
  })

  it('leaves nothing of a secret of which another is a part, whichever came first', () => {
    for (const both of [
      ['hunter2', 'hunter2-and-more'],
      ['hunter2-and-more', 'hunter2'],
    ]) {
      const redactor = createRedactor()
      for (const one of both) redactor.add(one)
      expect(redactor.redact('said hunter2-and-more, then hunter2.')).toBe('said •••, then •••.')
    }
  })

  it('takes any text for a secret, but none that is too short to be one', () => {
    const redactor = createRedactor()
    for (const odd of ['', 'a', 'abc', '\ud800abc', 'a\u0000bc', '%%%%']) expect(() => redactor.add(odd)).not.toThrow()
    expect(redactor.redact('abc')).toBe('abc')
    expect(redactor.redact('x\ud800abcx')).toBe('x•••x')
  })
})
