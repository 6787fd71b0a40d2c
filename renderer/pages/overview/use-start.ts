import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Problem } from '../../../main/contract/problem.ts'
import { announce } from '../../parts/announcer.tsx'
import { problemOf } from '../../problems/problem-of.ts'

/** Does something that was asked for by a button: says aloud that it began, and what kept it from beginning. */
export function useStart(): {
  readonly start: (deed: () => Promise<unknown>, said: string) => void
  readonly busy: boolean
  readonly problem: Problem | null
} {
  const queries = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ deed }: { deed: () => Promise<unknown>; said: string }) => deed(),
    onSuccess: (_, { said }) => {
      announce(said)
      // Not all that is done is recorded, and so told by the live stream.
      return queries.invalidateQueries()
    },
  })
  return { start: (deed, said) => mutate({ deed, said }), busy: isPending, problem: error === null ? null : problemOf(error) }
}
