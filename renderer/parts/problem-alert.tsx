import { Box, Code, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Problem } from '../../main/contract/problem.ts'
import { Callout } from './callout.tsx'
import { Shown } from './shown.tsx'

type ProblemAlertProps = {
  readonly problem: Problem
  /** The remedy as buttons, where there are any. */
  readonly actions?: ReactNode
}

/** What went wrong: the cause, the remedy, and for whoever wants it what restic said. It is read aloud when it appears. */
export function ProblemAlert({ problem, actions }: ProblemAlertProps) {
  return (
    <Box role="alert">
      <Callout tone="bad" title={problem.sentence} actions={actions}>
        <Text size="sm">
          <Shown text={problem.remedy} content />
        </Text>
        {problem.detail !== undefined && (
          <details>
            <summary>Details</summary>
            <Code block>
              <Shown text={problem.detail} content />
            </Code>
          </details>
        )}
      </Callout>
    </Box>
  )
}
