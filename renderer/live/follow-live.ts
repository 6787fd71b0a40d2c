import type { QueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { isSignedOut } from '../problems/problem-of.ts'
import { getLive, setLive } from './live-state.ts'

/** The longest wait before the next try to reach the host, in ms. */
const longestWait = 5_000

/**
 * Holds the page's one stream while the page is to be seen, and mends it when it breaks. A hidden page lets it go: browsers allow few connections to one host,
 * and nobody looks. What changed is asked for anew, all of it: the answers are small, and nothing is forgotten that way.
 */
export function followLive(queries: QueryClient): void {
  let controller: AbortController | undefined
  let wait = 250
  let timer: ReturnType<typeof setTimeout> | undefined

  const hold = async () => {
    clearTimeout(timer)
    controller?.abort()
    const mine = new AbortController()
    controller = mine
    try {
      for await (const event of await api.live.watch(undefined, { signal: mine.signal })) {
        if (getLive().connection.state !== 'live') setLive({ connection: { state: 'live' } })
        wait = 250
        if (event.what === 'jobs') setLive({ jobs: event.jobs })
        else void queries.invalidateQueries()
      }
      if (!mine.signal.aborted) lost(new TypeError('The stream has ended.'))
    } catch (error) {
      if (!mine.signal.aborted) lost(error)
    }
  }

  const lost = (error: unknown) => {
    if (isSignedOut(error)) return setLive({ connection: { state: 'signed-out' } })
    const { connection } = getLive()
    if (connection.state !== 'lost') setLive({ connection: { state: 'lost', since: Date.now() } })
    timer = setTimeout(() => void hold(), wait)
    wait = Math.min(longestWait, wait * 2)
  }

  const look = () => {
    if (document.visibilityState === 'visible') return void hold()
    clearTimeout(timer)
    controller?.abort()
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  look()
}
