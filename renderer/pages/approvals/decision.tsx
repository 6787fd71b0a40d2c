import { Anchor, Button, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useBegun } from '../../live/use-begun.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { type Decided, decisionWords } from './decision-words.ts'

type DecisionProps = { readonly decided: Decided; readonly onAway: () => void }

/** Says that it is done; a revert shows how far it is, and what came of it. */
export function Decision({ decided, onAway }: DecisionProps) {
  const { going, ended, lost } = useBegun(decided.how === 'reverting' ? decided.job : null)
  const { tone, title, lines } = decisionWords(decided, { ended, lost: lost !== null })
  const said = useRef('')
  useEffect(() => {
    if (said.current !== title) announce(title)
    said.current = title
  }, [title])
  if (going !== undefined)
    return (
      <Surface>
        <JobProgress job={going} />
      </Surface>
    )
  const run = ended?.runs[0]
  const good = ended?.verdict === 'done' || ended?.verdict === 'warnings'
  const problem = ended?.problem ?? run?.problem ?? null
  if (problem !== null && !good) return <ProblemAlert problem={problem} actions={<Away onAway={onAway} />} />
  return (
    <Callout tone={tone} title={title} actions={<Away onAway={onAway} />}>
      {lines.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
      {lost !== null && (
        <Text size="sm">
          <Anchor href="#/activity">See what became of it</Anchor>
        </Text>
      )}
      {run !== undefined && (
        <Text size="sm">
          {good && 'What was there before is kept in a snapshot of its own. '}
          <Anchor href={`#/activity/${encodeURIComponent(run.run)}`}>See what happened</Anchor>
        </Text>
      )}
    </Callout>
  )
}

function Away({ onAway }: { readonly onAway: () => void }) {
  return (
    <Button variant="default" size="compact-sm" onClick={onAway}>
      Close
    </Button>
  )
}
