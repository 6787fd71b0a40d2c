import { expect, it } from 'vitest'
import { runDaemon } from '../../../main/engine/daemon/daemon.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('what keeps going wrong is told once, and once more when it went well in between', async () => {
  const listeners = new Set<() => void>()
  const onChange = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const home = await testHome({ machine: { onChange } })
  let [fails, done] = [true, 0]
  const catchUp = async () => {
    if (fails) throw new Error('the disk does not answer')
    await home.core.state.catchUp()
    done += 1
  }
  const state = new Proxy(home.core.state, { get: (of, key) => (key === 'catchUp' ? catchUp : Reflect.get(of, key)) })
  const controller = new AbortController()
  const told: string[] = []
  const show = { onReady: () => undefined, onTrouble: (text: string) => told.push(text) }
  const ended = runDaemon({ ...home.core, state }, testHost(controller.signal), show, async () => undefined)
  const logged = () => home.logged.filter((line) => line.startsWith('schedule: ')).length
  const look = () => {
    for (const listener of listeners) listener()
  }
  try {
    await waitFor('a second trouble', () => {
      look()
      return logged() > 1
    })
    expect(told.filter((text) => text.includes('the disk does not answer'))).toHaveLength(1)
    fails = false
    const before = done
    await waitFor('a look that goes well', () => {
      look()
      return done > before + 2
    })
    fails = true
    await waitFor('what is told', () => {
      look()
      return told.filter((text) => text.includes('the disk does not answer')).length > 1
    })
  } finally {
    fails = false
    controller.abort()
    await ended
  }
})
