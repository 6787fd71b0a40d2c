import type { QueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { isSignedOut } from '../problems/problem-of.ts'
import { getLive, setLive } from './live-state.ts'

/** The longest wait before the next try to reach the host, in ms. */
const longestWait = 5_000

/**
 * Holds the page's one stream while the page is to be seen, and mends it when it breaks. A hidden page lets it go: browsers allow few connections to one host,
 * and nobody looks. What changed is asked for anew, all of it: the answers are small, and nothing is forgotten that way. One that is refused, for nobody knows who
 * asks, ends the stream, too, and that is said until the page is looked at again.
 */
export function followLive(queries: QueryClient): void {
  let controller: AbortController | undefined
  let wait = 250
  let timer: ReturnType<typeof setTimeout> | undefined

  const hold = async () => {
    letGo()
    const mine = new AbortController()
    controller = mine
    try {
      for await (const event of await api.live.watch(undefined, { signal: mine.signal })) {
        // Told before the stream was let go, and read only now.
        if (mine.signal.aborted) return
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
    if (isSignedOut(error)) return signedOut()
    const { connection } = getLive()
    if (connection.state !== 'lost') setLive({ connection: { state: 'lost', since: Date.now() } })
    timer = setTimeout(() => void hold(), wait)
    wait = Math.min(longestWait, wait * 2)
  }

  const letGo = () => {
    clearTimeout(timer)
    controller?.abort()
  }

  const signedOut = () => {
    letGo()
    setLive({ connection: { state: 'signed-out' } })
  }

  const look = () => {
    if (document.visibilityState === 'visible') return void hold()
    letGo()
  }
  // A stream that was let in once lives on without its cookie: it tells that something is new, and nothing of it can be asked for.
  queries.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error' && isSignedOut(event.action.error)) signedOut()
  })
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  look()
}
