import { expect, it } from 'vitest'
import { exitCodeOf } from '../../main/contract/exit-code.ts'
import { parseHistoryLine } from '../../main/contract/history-event.ts'
import { Verdict } from '../../main/contract/verdict.ts'

it('tells every verdict to a shell, and nothing but a done run with 0', () => {
  const codes = Object.fromEntries(Verdict.options.map((verdict) => [verdict, exitCodeOf(verdict)]))
  expect(codes).toEqual({ done: 0, warnings: 3, 'not-verified': 4, failed: 1, skipped: 5, cancelled: 130, interrupted: 1 })
})

it('skips the events of a newer program instead of refusing the line', () => {
  const link = { seq: 1, time: '2026-11-21T07:00:00.000Z', previous: '00', hash: '11' }
  expect(parseHistoryLine({ ...link, event: 'home.created', host: 'here', newField: 1 })).toMatchObject({
    seq: 1,
    event: 'home.created',
    host: 'here',
  })
  expect(parseHistoryLine({ ...link, event: 'home.burnt-down' })).toBeUndefined()
  expect(parseHistoryLine({ event: 'home.created', host: 'here' })).toBeUndefined()
  for (const value of [null, undefined, 7, 'text', []]) expect(parseHistoryLine(value)).toBeUndefined()
})
