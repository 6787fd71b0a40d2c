import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../main/contract/problem.ts'
import type { PlaceTest } from '../../main/contract/procedures/places.ts'
import { api } from '../api.ts'
import { problemOf } from '../problems/problem-of.ts'

type Wish = Parameters<typeof api.repositories.test>[0]

/** The test of a place, as a page holds it. Nothing of what was sent is remembered: there may be secrets in it. */
export type HeldTest = {
  /** What was found, until something else is said of the place. */
  readonly found: PlaceTest | null
  readonly problem: Problem | null
  readonly busy: boolean
  /** @returns what was found; `null` where it was cancelled or could not be asked */
  readonly start: (wish: Wish) => Promise<PlaceTest | null>
  readonly cancel: () => void
  /** Something else was said of the place: what was found is of another one. */
  readonly forget: () => void
}

type Held = Pick<HeldTest, 'found' | 'problem' | 'busy'>
const nothing: Held = { found: null, problem: null, busy: false }

/** Tries places, one at a time; it takes 20 seconds at most, and can be cancelled. */
export function usePlaceTest(): HeldTest {
  const [held, setHeld] = useState(nothing)
  const going = useRef<AbortController | null>(null)
  const cancel = useCallback(() => {
    going.current?.abort()
    going.current = null
    setHeld(nothing)
  }, [])
  useEffect(() => () => going.current?.abort(), [])
  const start = useCallback(async (wish: Wish) => {
    going.current?.abort()
    const mine = new AbortController()
    going.current = mine
    setHeld({ ...nothing, busy: true })
    try {
      const found = await api.repositories.test(wish, { signal: mine.signal })
      if (mine.signal.aborted) return null
      setHeld({ ...nothing, found })
      return found
    } catch (error) {
      if (!mine.signal.aborted) setHeld({ ...nothing, problem: problemOf(error) })
      return null
    }
  }, [])
  return { ...held, start, cancel, forget: cancel }
}

/**
 * Whether a place will do, by what was found: nothing keeps it from that, or only that the server's host key is not known yet, which a person has confirmed by
 * its fingerprint. Pure.
 */
export function isUsable({ state, checks, hostKey }: PlaceTest, accepted: string | undefined): boolean {
  if (hostKey?.state !== 'unknown') return state !== 'bad'
  return (
    hostKey.keys.some(({ fingerprint }) => fingerprint === accepted) &&
    checks.every((check) => check.state !== 'bad' || check.about === 'host-key')
  )
}
