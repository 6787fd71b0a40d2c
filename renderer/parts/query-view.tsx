import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '../problems/problem-of.ts'
import { ProblemAlert } from './problem-alert.tsx'
import { Waiting } from './waiting.tsx'

type QueryViewProps<Data> = {
  readonly query: UseQueryResult<Data>
  /** What stands there until the first answer. */
  readonly waiting?: ReactNode
  readonly children: (data: Data) => ReactNode
}

/** The three ways that an answer can be: not there yet, there, or a problem. What is known stays while it is asked again, also when that fails. */
export function QueryView<Data>({ query, waiting = <Waiting />, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError)
    return <ProblemAlert problem={problemOf(query.error)} actions={<Button onClick={() => void query.refetch()}>Try again</Button>} />
  return waiting
}
