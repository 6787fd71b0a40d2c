import { expect, it, onTestFinished } from 'vitest'
import { runDaemon } from '../../../main/engine/daemon/daemon.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

/** A daemon whose state answers as it is told, and who asks it to look. */
async function daemon() {
  const listeners = new Set<() => void>()
  const onChange = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const home = await testHome({ machine: { onChange } })
  const faults = { catchUp: false, database: false }
  let caughtUp = 0
  const catchUp = async () => {
    if (faults.catchUp) throw new Error('the disk does not answer')
    await home.core.state.catchUp()
    caughtUp += 1
  }
  const read = (of: typeof home.core.state, key: PropertyKey): unknown => {
    if (key === 'catchUp') return catchUp
    if (key === 'database' && faults.database) throw new Error('the state cannot be read')
    return Reflect.get(of, key)
  }
  const state = new Proxy(home.core.state, { get: read })
  const controller = new AbortController()
  const ready = Promise.withResolvers<void>()
  const told: string[] = []
  const show = { onReady: ready.resolve, onTrouble: (text: string) => told.push(text) }
  const ended = runDaemon({ ...home.core, state }, testHost(controller.signal), show, async () => undefined)
  onTestFinished(async () => {
    Object.assign(faults, { catchUp: false, database: false })
    controller.abort()
    await ended
  })
  await ready.promise
  return {
    faults,
    caughtUp: () => caughtUp,
    told: (words: string) => told.filter((text) => text.includes(words)).length,
    logged: (what: string) => home.logged.filter((line) => line.startsWith(`${what}: `)).length,
    look: () => {
      for (const listener of listeners) listener()
    },
  }
}

it('what keeps going wrong is told once, and once more when it went well in between', async () => {
  const { faults, look, told, logged, caughtUp } = await daemon()
  const looks = (what: string, until: () => boolean) =>
    waitFor(what, () => {
      look()
      return until()
    })
  faults.catchUp = true
  await looks('a second trouble', () => logged('schedule') > 1)
  expect(told('the disk does not answer')).toBe(1)
  faults.catchUp = false
  const before = caughtUp()
  await looks('a look that goes well', () => caughtUp() > before + 2)
  faults.catchUp = true
  await looks('what is told', () => told('the disk does not answer') > 1)
})

it('goes on looking when its state cannot be read', async () => {
  const { faults, look, logged, caughtUp } = await daemon()
  faults.database = true
  await waitFor('the trouble', () => {
    look()
    return logged('look') > 1
  })
  faults.database = false
  const before = caughtUp()
  await waitFor('the next look', () => {
    look()
    return caughtUp() > before
  })
})
