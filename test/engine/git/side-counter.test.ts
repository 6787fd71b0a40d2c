import { expect, it } from 'vitest'
import { sideCounter } from '../../../main/engine/git/read-remote.ts'

it('a commit of a time that no calendar knows is counted, and does not stop the others from being told', () => {
  const counter = sideCounter()
  counter.take(Buffer.from('99999999999999999999 <a1b2\n1760000000 <c3d4\n1760000100 >e5f6\n'))
  expect(counter.counts()).toEqual({ left: 2, right: 1, oldest: new Date(1_760_000_000_000).toISOString() })
  const only = sideCounter()
  only.take(Buffer.from('99999999999999999999 <a1b2\n'))
  expect(only.counts()).toEqual({ left: 1, right: 0, oldest: null })
})
