import { useCallback, useState } from 'react'
import type { Problem } from '../../../main/contract/problem.ts'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { api } from '../../api.ts'
import { useBegun } from '../../live/use-begun.ts'
import { problemOf } from '../../problems/problem-of.ts'
import { failureOf } from './failure-of.ts'

/** What is asked of `repositories.add`. */
type Wish = Parameters<typeof api.repositories.add>[0]

/** A repository that is being made or taken over, as a page holds it. Nothing of what was sent is remembered: there are secrets in it. */
export type HeldAdd = {
  readonly begin: (wish: Wish) => Promise<void>
  /** The job, while it goes on. */
  readonly going: Job | undefined
  readonly busy: boolean
  readonly done: boolean
  readonly problem: Problem | null
  /** Another wish: what became of the one before is not of it. */
  readonly forget: () => void
}

type Held = { readonly sending: boolean; readonly job: string | null; readonly refused: Problem | null }
const nothing: Held = { sending: false, job: null, refused: null }

/** Makes repositories, or takes them over, one at a time. */
export function useAdd(): HeldAdd {
  const [{ sending, job, refused }, setHeld] = useState(nothing)
  const { going, ended, busy, lost } = useBegun(job)
  const begin = useCallback(async (wish: Wish) => {
    setHeld({ ...nothing, sending: true })
    try {
      const begun = await api.repositories.add(wish)
      setHeld({ ...nothing, job: begun.job })
    } catch (error) {
      setHeld({ ...nothing, refused: problemOf(error) })
    }
  }, [])
  return {
    begin,
    going,
    busy: sending || busy,
    done: ended?.verdict === 'done' || ended?.verdict === 'warnings',
    problem: refused ?? lost ?? failureOf(ended),
    forget: useCallback(() => setHeld(nothing), []),
  }
}
