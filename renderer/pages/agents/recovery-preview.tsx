import { Button, Checkbox, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AgentPlan, RecoveryPlan } from '../../../main/contract/procedures/agents.ts'
import { timeLeft } from '../../../main/contract/words/duration-in-words.ts'
import { api, orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { counted, listed } from '../../words/counted.ts'
import { useStart } from '../overview/use-start.ts'
import { AgentPlanCard } from './agent-plan-card.tsx'
import { levelWords } from './agent-words.ts'
import classes from './agents.module.css'

type RecoveryPreviewProps = {
  readonly agents: readonly string[]
  /** It was begun as this job. */
  readonly onBegun: (job: string) => void
}

/** What bringing agents back would do, level by level, and the button that does it once that is known. */
export function RecoveryPreview({ agents, onBegun }: RecoveryPreviewProps) {
  const plan = useQuery(
    orpc.agents.plan.queryOptions({
      input: { agents: [...agents] },
      // A long look is not begun anew whenever something happens elsewhere; and what was seen last time is no answer to what is there now.
      staleTime: 'static',
      gcTime: 0,
      retry: false,
    }),
  )
  if (plan.isFetching)
    return (
      <Group gap="sm" role="status">
        <Loader size={16} aria-hidden />
        <Text c="dimmed">Comparing the backups with what is there. Nothing is written…</Text>
      </Group>
    )
  const again = (
    <Button variant="default" onClick={() => void plan.refetch()}>
      Look again
    </Button>
  )
  if (plan.data === undefined) return <ProblemAlert problem={problemOf(plan.error)} actions={again} />
  return <Seen plan={plan.data} agents={agents} again={again} onBegun={onBegun} />
}

type SeenProps = RecoveryPreviewProps & { readonly plan: RecoveryPlan; readonly again: React.ReactNode }

function Seen({ plan: { levels, within, incomplete, problem }, agents, again, onBegun }: SeenProps) {
  const [agreed, setAgreed] = useState(false)
  const { start, busy, problem: refused } = useStart()
  const all = levels.flat()
  const running = all.filter((one) => one.running.length > 0)
  // What is kept back by a problem is told on its card, and not promised by the button.
  const names = all.flatMap((one) => (one.problem === null ? [one.agent] : []))
  const begin = async () => onBegun((await api.agents.recover({ agents: [...agents], incomplete: agreed })).job)
  return (
    <Stack gap="lg">
      {problem !== null && <ProblemAlert problem={problem} actions={again} />}
      {levels.map((plans, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: levels are told apart by their order alone
        <Stack key={level} gap="xs" component="section" aria-label={levels.length > 1 ? levelWords(level).title : 'What it would do'}>
          {levels.length > 1 && (
            <div>
              <Title order={3}>{levelWords(level).title}</Title>
              <Text size="sm" c="dimmed">
                {level === 0 ? (plans.length === 1 ? 'At once.' : 'Together, and at once.') : 'Begun when all of those before are back.'}
              </Text>
            </div>
          )}
          <ul className={classes['cards']} aria-label={levels.length > 1 ? levelWords(level).title : 'Agents'}>
            {plans.map((one) => (
              <li key={one.agent}>
                <AgentPlanCard plan={one} level={levels.length > 1 ? 4 : 3} />
              </li>
            ))}
          </ul>
        </Stack>
      ))}
      {problem === null && names.length > 0 && (
        <Surface>
          <Stack gap="md">
            {incomplete.length > 0 && (
              <Callout tone="attention" title="Not all of it would come back">
                {incomplete.map((sentence) => (
                  <Text key={sentence} size="sm">
                    {sentence}
                  </Text>
                ))}
                <Checkbox
                  mt="sm"
                  label="Bring back what there is all the same"
                  checked={agreed}
                  onChange={(event) => setAgreed(event.currentTarget.checked)}
                />
              </Callout>
            )}
            <Text size="sm">
              {running.length > 0 && `${stopsInWords(running)} `}
              What is in {names.length === 1 ? 'its folder' : 'their folders'} now is kept as a snapshot first, so that this can be undone.
              {` After ${timeLeft(within / 1_000)} at the latest ${names.length === 1 ? 'it is' : 'each of them is'} back, or you are told.`}
            </Text>
            {refused !== null && <ProblemAlert problem={refused} />}
            <Group gap="xs">
              <Button
                size="md"
                className="vk-wraps"
                loading={busy}
                disabled={incomplete.length > 0 && !agreed}
                onClick={() => start(begin, 'It has begun')}
              >
                Bring {names.length > 2 ? counted(names.length, 'agent') : listed(names)} back
              </Button>
              {again}
            </Group>
          </Stack>
        </Surface>
      )}
    </Stack>
  )
}

function stopsInWords(running: readonly AgentPlan[]): string {
  return `${listed(
    running.map(({ agent }) => agent),
    6,
  )} ${running.length === 1 ? 'runs and is' : 'run and are'} stopped first.`
}
