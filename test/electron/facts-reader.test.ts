import { expect, test } from 'vitest'
import type { Job } from '../../main/contract/procedures/jobs.ts'
import { factsReader } from '../../main/electron/tray/facts-reader.ts'
import type { TrayFacts } from '../../main/engine/tray/gather-tray.ts'

const job = (part: Partial<Job>) => ({ id: 'a', ended: null, cancelling: false, progress: null, ...part }) as Job

test('how everything stands is read where it may be otherwise, and again where that changed while it was read', async () => {
  let overviews = 0
  let during = () => {}
  const reader = factsReader({
    overview: {
      get: async () => {
        during()
        return { number: ++overviews } as unknown as TrayFacts['overview']
      },
    },
    jobs: { list: async () => [] },
  } as unknown as Parameters<typeof factsReader>[0])
  const readsAnew = async () => (await reader.read()).anew
  expect(await readsAnew()).toBe(true)
  expect(await readsAnew()).toBe(false)
  reader.note({ what: 'state', seq: 7 })
  expect(await readsAnew()).toBe(true)
  // One begins, gets on, is asked to stop, and ends.
  const steps: [Job, boolean][] = [
    [job({}), true],
    [job({ progress: { step: 'note', text: 'x' } }), false],
    [job({ cancelling: true }), true],
    [job({ cancelling: true, notes: ['x'] }), false],
    [job({ ended: {} as Job['ended'] }), true],
  ]
  for (const [moved, anew] of steps) {
    reader.note({ what: 'jobs', jobs: [moved] })
    expect(await readsAnew()).toBe(anew)
  }
  expect((await reader.read()).facts).toEqual({ overview: { number: overviews }, jobs: [] })
  reader.forget()
  during = () => {
    during = () => {}
    reader.note({ what: 'state', seq: 8 })
  }
  expect([await readsAnew(), await readsAnew(), await readsAnew()]).toEqual([true, true, false])
})
