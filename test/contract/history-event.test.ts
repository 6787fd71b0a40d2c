import { expect, test } from 'vitest'
import { HistoryEvent } from '../../main/contract/history-event.ts'

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
