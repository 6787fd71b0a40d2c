import { expect, test } from 'vitest'
import { HistoryEvent, parseHistoryLine } from '../../main/contract/history-event.ts'

test('no event has a field that the chain adds to each line: it would be lost there', () => {
  const chains = ['seq', 'time', 'previous', 'hash']
  const hidden = HistoryEvent.options.flatMap(({ shape }) =>
    Object.keys(shape)
      .filter((field) => chains.includes(field))
      .map((field) => `${shape.event.value}: ${field}`),
  )
  expect(hidden).toEqual([])
  expect(HistoryEvent.options.length).toBeGreaterThan(30)
})

test('a line whose time is none is no line: whatever reckons with it would end', () => {
  const link = { seq: 1, previous: '0'.repeat(64), hash: '1'.repeat(64) }
  const line = { ...link, event: 'home.created', host: 'here' }
  expect(parseHistoryLine({ ...line, time: '2026-11-22T07:00:00.000Z' })).toMatchObject({ event: 'home.created' })
  for (const time of ['9999-99-99', '', 'now', 7, null]) expect(parseHistoryLine({ ...line, time }), String(time)).toBeUndefined()
})
