import { Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { counted, listed } from '../../words/counted.ts'
import { asSentence, layersInWords, needsSomebody, standingWords } from '../agents/agent-words.ts'
import classes from './restore.module.css'
import { type Go, wizardAddress } from './use-wizard.ts'
import { nothingSaid, type WizardState } from './wizard-state.ts'

type ChooseAgentsProps = { readonly state: WizardState; readonly go: Go; readonly agents: readonly AgentStanding[] }

/** The agents of the configuration, those first that are dead: which of them are to be brought back. */
export function ChooseAgents({ state, go, agents }: ChooseAgentsProps) {
  const possible = agents.filter(({ backup }) => backup !== null)
  const chosen = possible.filter(({ agent }) => state.agents.includes(agent)).map(({ agent }) => agent)
  const choose = (names: readonly string[]) => go({ step: 'from', agents: names }, { replace: true })
  const needing = possible.filter(needsSomebody).map(({ agent }) => agent)
  const order = [...agents.filter(needsSomebody), ...agents.filter((one) => !needsSomebody(one))]
  return (
    <Stack gap="md">
      <ul className={classes['list']} aria-label="Agents">
        {order.map((standing) => {
          const { agent } = standing
          const on = chosen.includes(agent)
          return (
            <li key={agent} className={classes['row']}>
              <Checkbox
                label={agent}
                description={standing.path}
                checked={on}
                disabled={standing.backup === null}
                onChange={() => choose(on ? chosen.filter((one) => one !== agent) : [...chosen, agent])}
              />
              <Group gap="sm">
                <Text size="sm" c="dimmed">
                  {standing.backup === null ? (
                    asSentence(standing.noBackup ?? 'No backup')
                  ) : (
                    <>
                      <When time={standing.backup.newest} />, {layersInWords(standing.backup)}
                    </>
                  )}
                </Text>
                {standing.backup?.incomplete != null && <ToneBadge tone="attention">Incomplete</ToneBadge>}
                <ToneBadge tone={standingWords(standing).tone}>{standingWords(standing).word}</ToneBadge>
              </Group>
            </li>
          )
        })}
      </ul>
      <Text size="sm" c="dimmed">
        Is it not among them?{' '}
        <Anchor size="sm" href={wizardAddress({ ...nothingSaid, step: 'from', need: 'machine' })}>
          Bring its folder back as a vault
        </Anchor>
      </Text>
      <Group justify="space-between" className={classes['bar']}>
        <Group gap="sm">
          <Text size="sm" role="status">
            {counted(chosen.length, 'agent')} chosen.
          </Text>
          {chosen.length === 0 && needing.length > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => choose(needing)}>
              Choose {listed(needing)}
            </Button>
          )}
        </Group>
        <Button disabled={chosen.length === 0} onClick={() => go({ step: 'where', agents: chosen })}>
          See what it would do
        </Button>
      </Group>
    </Stack>
  )
}
