import { Anchor, Box, Code, Stack, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import classes from '../vaults/vaults.module.css'
import { agentAddress } from './recover-address.ts'
import { isBack, isRecoverRun, nameOf, type RecoverRun, recoveredInWords, recoveryTitle } from './recovery-words.ts'

/** How bringing agents back ended, agent by agent: what was done, what went wrong, and where to read on. It gets the focus that the button had that cancels. */
export function RecoveryEnding({ ended }: { readonly ended: JobEnd }) {
  const place = useRef<HTMLDivElement>(null)
  const { tone, title } = recoveryTitle(ended)
  useEffect(() => {
    announce(title)
    if (document.activeElement === null || document.activeElement === document.body) place.current?.focus()
  }, [title])
  const runs = ended.runs.filter(isRecoverRun)
  return (
    <Box ref={place} tabIndex={-1}>
      <Stack gap="md">
        {ended.problem !== null && <ProblemAlert problem={ended.problem} />}
        <Callout tone={tone} title={title}>
          {ended.remarks.map((remark) => (
            <Text key={remark} size="sm">
              {remark}
            </Text>
          ))}
          {runs.length > 0 && (
            <ul className={classes['rows']} aria-label="What became of each">
              {runs.map((run) => (
                <li key={run.run}>
                  <OneAgent run={run} />
                </li>
              ))}
            </ul>
          )}
        </Callout>
      </Stack>
    </Box>
  )
}

function OneAgent({ run }: { readonly run: RecoverRun }) {
  const { problem, result, verdict } = run
  const name = nameOf(run)
  return (
    <div className={classes['signed']}>
      <ToneIcon tone={isBack(run) ? 'good' : verdict === 'skipped' || verdict === 'cancelled' ? 'attention' : 'bad'} />
      <div>
        <Text size="sm">
          <strong>{name}</strong>{' '}
          {isBack(run) ? 'is back' : verdict === 'skipped' && result?.process !== 'started' ? 'was not started' : 'did not come back'}.{' '}
          {recoveredInWords(run)}
        </Text>
        {problem !== null && (
          <Text size="sm">
            {problem.sentence} {problem.remedy}
          </Text>
        )}
        {result?.safety != null && (
          <Text size="xs" c="dimmed">
            What was there before is kept as the snapshot <Code>{result.safety.slice(0, 8)}</Code>.
          </Text>
        )}
        <Text size="sm">
          <Anchor size="sm" href={agentAddress(name)}>
            {verdict === 'failed' && !isBack(run) ? `Read what happened to ${name}` : `See how ${name} stands`}
          </Anchor>
          {' · '}
          <Anchor size="sm" href={`#/activity/${encodeURIComponent(run.run)}`} aria-label={`What was done: ${name}`}>
            What was done
          </Anchor>
        </Text>
      </div>
    </div>
  )
}
