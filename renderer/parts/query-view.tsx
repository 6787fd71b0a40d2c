import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Problem } from '../../main/contract/problem.ts'
import { isGone, isSignedOut, problemOfQuery } from '../problems/problem-of.ts'
import { ProblemAlert } from './problem-alert.tsx'
import { Waiting } from './waiting.tsx'

type QueryViewProps<Data> = {
  readonly query: UseQueryResult<Data>
  /** What stands there until the first answer. */
  readonly waiting?: ReactNode
  readonly children: (data: Data) => ReactNode
}

/**
 * The three ways that an answer can be: not there yet, there, or a problem. What is known stays while it is asked again, also when that fails; but then it is
 * said, for what was true once is not to be taken for what is.
 */
export function QueryView<Data>({ query, waiting = <Waiting />, children }: QueryViewProps<Data>) {
  const again = <Button onClick={() => void query.refetch()}>Try again</Button>
  if (query.data !== undefined)
    return (
      <>
        {isOutdated(query) && <ProblemAlert problem={outdated(problemOfQuery(query.error))} actions={again} />}
        {children(query.data)}
      </>
    )
  return query.isError ? <ProblemAlert problem={problemOfQuery(query.error)} actions={again} /> : waiting
}

/** That nobody answers at all is said above every page already. */
function isOutdated({ isError, error }: UseQueryResult<unknown>): boolean {
  return isError && !isGone(error) && !isSignedOut(error)
}

function outdated(problem: Problem): Problem {
  return { ...problem, sentence: `What you see may be out of date. ${problem.sentence}` }
}
