import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { orpc } from '../../api.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { verdictWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { RunActions } from './run-actions.tsx'
import { RunProblem } from './run-problem.tsx'
import { RunSteps } from './run-steps.tsx'
import { RunTechnical } from './run-technical.tsx'
import { runTitle, triggerInWords } from './run-words.ts'

/** `#/activity/:run`: one run: what it did step by step, what it counted, what went wrong, and what can be done with it. */
export default function RunPage() {
  const { run: id = '' } = useParams<{ run: string }>()
  const query = useQuery(orpc.history.run.queryOptions({ input: { run: decodeURIComponent(id) } }))
  const known = query.data
  const title = known === undefined ? 'Run' : runTitle(known.run, known.vaultName)
  return (
    <Page title={title} back={{ href: '#/activity', name: 'Activity' }}>
      <QueryView query={query}>
        {(found) => {
          const { run } = found
          const { word, tone } = verdictWords(run.verdict)
          return (
            <Stack gap="lg">
              <Group gap="sm">
                <ToneBadge tone={tone}>{word}</ToneBadge>
                <Text c="dimmed">
                  <When time={run.started} />
                  {run.ended !== null && <>, it took {durationInWords(Date.parse(run.ended) - Date.parse(run.started))}</>},{' '}
                  {triggerInWords(run.trigger)}
                  {run.plan !== null && !run.plan.startsWith('@') && <>, plan “{run.plan}”</>}
                </Text>
              </Group>
              <RunProblem run={run} />
              <RunActions found={found} />
              <RunSteps found={found} />
              <RunTechnical found={found} />
            </Stack>
          )
        }}
      </QueryView>
    </Page>
  )
}
