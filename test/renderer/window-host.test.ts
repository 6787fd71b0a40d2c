import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { portReceiver } from '../../renderer/host/port-receiver.ts'

const origin = 'vaultkeeper-pages://pages'
let page: EventTarget
let asked: number

/** A message as the page's window gets it. */
function tell(message: { source?: unknown; origin?: string; data?: unknown; ports?: readonly unknown[] }): void {
  const usual = { source: globalThis.window, origin, data: 'vaultkeeper:port', ports: ['a port'] }
  page.dispatchEvent(Object.assign(new Event('message'), usual, message))
}

const receive = () => portReceiver({ askForPort: () => void asked++ })()

beforeEach(() => {
  asked = 0
  page = new EventTarget()
  vi.stubGlobal('window', { name: 'the window of the page' })
  vi.stubGlobal('location', { origin })
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  vi.resetModules()
})

describe('a page in a window', () => {
  it('takes the port that its own window was given', async () => {
    const port = receive()
    expect(asked).toBe(1)
    tell({})
    expect(await port).toBe('a port')
  })

  it.each([
    ['another window', { source: { name: 'a frame' } }],
    ['nobody', { source: null }],
    ['another origin', { origin: 'https://example.com' }],
    ['an origin that is none', { origin: 'null' }],
    ['somebody who says something else', { data: { type: 'vaultkeeper:port' } }],
    ['somebody who has none', { ports: [] }],
  ])('takes none from %s, and does not wait for ever', async (_who, message) => {
    vi.useFakeTimers()
    const port = receive()
    tell(message)
    vi.advanceTimersByTime(5_000)
    await expect(port).rejects.toThrow(TypeError)
  })

  it('listens no longer than it waits', async () => {
    vi.useFakeTimers()
    const remove = vi.fn(page.removeEventListener.bind(page))
    vi.stubGlobal('removeEventListener', remove)
    const first = receive()
    tell({})
    await first
    expect(remove).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('what a person reads', () => {
  const remedy = async (what: 'problemOf' | 'problemOfQuery' = 'problemOfQuery') => {
    const problems = await import('../../renderer/problems/problem-of.ts')
    return problems[what](new TypeError('gone')).remedy
  }

  it('is of the command line in a browser', async () => {
    expect(await remedy()).toContain('vaultkeeper serve')
  })

  it('is of the app in a window', async () => {
    vi.stubGlobal('vaultkeeper', { askForPort: () => undefined })
    expect(await remedy()).toBe('It goes on by itself once it is back. If it was ended, open it again.')
    // What a person did does not go on by itself, for nobody knows of it.
    expect(await remedy('problemOf')).toBe(
      'As far as this page knows nothing was begun. Once it is back look whether that is so, and do it again. If it was ended, open it again.',
    )
    const { hostWords } = await import('../../renderer/host/host-words.ts')
    expect(Object.values(hostWords).join()).not.toMatch(/browser|serve/)
  })
})
