import { Anchor, Box, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { endedInWords } from './ended-in-words.ts'
import type { VaultJob } from './use-vault-job.ts'

/** How the job ended that was begun in a section: it is said, and gets the focus that its button had. */
export function VaultJobEnding({ job: { ended } }: { readonly job: VaultJob }) {
  const place = useRef<HTMLDivElement>(null)
  const words = ended === null ? null : endedInWords(ended)
  const title = words?.title
  useEffect(() => {
    if (title === undefined) return
    announce(title)
    if (document.activeElement === null || document.activeElement === document.body) place.current?.focus()
  }, [title])
  if (ended === null || words === null) return null
  const run = ended.runs.find(({ verdict }) => verdict === ended.verdict) ?? ended.runs[0]
  const { problem } = words
  const details = run !== undefined && (
    <Anchor size="sm" href={`#/activity/${encodeURIComponent(run.run)}`}>
      See what happened
    </Anchor>
  )
  return (
    <Box ref={place} tabIndex={-1}>
      {problem === null ? (
        <Callout tone={words.tone} title={words.title} {...(details ? { actions: details } : {})}>
          {words.lines.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Callout>
      ) : (
        <ProblemAlert problem={problem} {...(details ? { actions: details } : {})} />
      )}
    </Box>
  )
}
