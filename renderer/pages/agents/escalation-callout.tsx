import { Button, Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import type { Escalation } from '../../../main/contract/procedures/agents.ts'
import { Callout } from '../../parts/callout.tsx'
import { When } from '../../parts/when.tsx'
import { listed } from '../../words/counted.ts'
import { agentAddress } from './recover-address.ts'

/** What of an agent a person has to look at: what went wrong, whom it keeps from being started, and one click to the whole text. */
export function EscalationCallout({ escalation }: { readonly escalation: Escalation }) {
  const { agent, time, problem, dependants } = escalation
  return (
    <Callout
      tone="bad"
      title={`${agent} needs you: ${problem.sentence}`}
      actions={
        <Button component="a" href={agentAddress(agent)} size="compact-md" leftSection={<IconFileText size={16} aria-hidden />}>
          Read what happened
        </Button>
      }
    >
      <Text size="sm">{problem.remedy}</Text>
      {dependants.length > 0 && (
        <Text size="sm">{`${listed(dependants, 6)} ${dependants.length === 1 ? 'is' : 'are'} not brought back before it.`}</Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        <When time={time} />
      </Text>
    </Callout>
  )
}
