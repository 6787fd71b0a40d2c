import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconHeartbeat } from '@tabler/icons-react'
import { useParams } from 'wouter'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { AgentBackupSection } from './agent-backup-section.tsx'
import { AgentStandingSection } from './agent-standing-section.tsx'
import { needsSomebody } from './agent-words.ts'
import { EscalationSection } from './escalation-section.tsx'
import { HoldAgent } from './hold-agent.tsx'
import { LastRecovery } from './last-recovery.tsx'
import { recoverAddress } from './recover-address.ts'
import { RecoveringNow } from './recovering-now.tsx'
import { useAgents } from './use-agents.ts'

const back = { href: '#/agents', name: 'Agents' }

/** `#/agents/:agent`: one agent, how it stands, what would bring it back, and what a person has to look at. */
export default function AgentPage() {
  const { agent: part = '' } = useParams<{ agent: string }>()
  const name = decodeURIComponent(part)
  const query = useAgents()
  const known = query.data?.agents.find(({ agent }) => agent === name)
  return (
    <Page title={name} lead={known?.path} back={back} key={name} actions={known && <Deeds agent={known} />}>
      <QueryView query={query}>
        {({ agents }) =>
          known === undefined ? (
            <Text>
              There is no agent {name} in the configuration. <Anchor href="#/agents">See those that there are</Anchor>
            </Text>
          ) : (
            <Stack gap="lg">
              {known.escalation !== null && <EscalationSection escalation={known.escalation} canComeBack={canComeBack(known)} />}
              <RecoveringNow agent={name} />
              <AgentStandingSection agent={known} others={agents} />
              <AgentBackupSection agent={known} />
              {known.lastRecovery !== null && <LastRecovery agent={known} />}
            </Stack>
          )
        }
      </QueryView>
    </Page>
  )
}

function canComeBack({ backup, state }: AgentStanding): boolean {
  return backup !== null && state !== 'recovering'
}

/** What can be done with it now. */
function Deeds({ agent }: { readonly agent: AgentStanding }) {
  return (
    <Group gap="xs">
      {canComeBack(agent) && agent.escalation === null && (
        <Button
          component="a"
          href={recoverAddress([agent.agent])}
          variant={needsSomebody(agent) ? 'filled' : 'default'}
          leftSection={<IconHeartbeat size={18} aria-hidden />}
        >
          Bring it back
        </Button>
      )}
      <HoldAgent agent={agent} />
    </Group>
  )
}
