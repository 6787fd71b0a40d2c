import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconHeartbeat, IconSearch } from '@tabler/icons-react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { counted } from '../../words/counted.ts'
import { AgentRow } from './agent-row.tsx'
import { countsInWords, levelWords, needsSomebody } from './agent-words.ts'
import classes from './agents.module.css'
import { EscalationCallout } from './escalation-callout.tsx'
import { NoAgents } from './no-agents.tsx'
import { recoverAddress } from './recover-address.ts'
import { RecoveringNow } from './recovering-now.tsx'
import { type KnownAgents, useAgents } from './use-agents.ts'

/** From so many on there is a field to find one by its name. */
const many = 12

/** `#/agents`: all agents, how they stand, and what would bring them back. */
export default function AgentsPage() {
  const query = useAgents()
  const needing = query.data?.agents.filter((one) => needsSomebody(one) && one.backup !== null) ?? []
  return (
    <Page
      title="Agents"
      lead="Programs that are watched by their heartbeats, and brought back from their backups."
      actions={
        needing.length > 1 && (
          <Button
            component="a"
            href={recoverAddress(needing.map(({ agent }) => agent))}
            leftSection={<IconHeartbeat size={18} aria-hidden />}
          >
            Bring back all {needing.length} that are dead
          </Button>
        )
      }
    >
      <QueryView query={query} waiting={<Waiting lines={5} height={56} />}>
        {(known) => (known.agents.length === 0 ? <NoAgents /> : <Known known={known} />)}
      </QueryView>
    </Page>
  )
}

function Known({ known: { agents, levels, watched } }: { readonly known: KnownAgents }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [wanted, setWanted] = useState('')
  const sought = useDeferredValue(wanted.trim().toLowerCase())
  const byName = useMemo(() => new Map(agents.map((one) => [one.agent, one])), [agents])
  const choose = useCallback((agent: string) => {
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(agent)) after.add(agent)
      return after
    })
  }, [])
  const needing = agents.filter(needsSomebody)
  const escalations = agents.flatMap(({ escalation }) => (escalation === null ? [] : [escalation]))
  const shown = levels
    .map((names, level) => ({ level, names: names.filter((name) => byName.has(name) && name.toLowerCase().includes(sought)) }))
    .filter(({ names }) => names.length > 0)
  const picked = [...chosen].filter((agent) => byName.has(agent))
  const all = agents.filter(({ backup }) => backup !== null).map(({ agent }) => agent)
  return (
    <Stack gap="lg">
      {!watched && (
        <Callout tone="attention" title="Nobody watches them just now">
          What you see was looked up for this page. They are watched while the schedule runs.
        </Callout>
      )}
      {escalations.map((escalation) => (
        <EscalationCallout key={escalation.escalation} escalation={escalation} />
      ))}
      <RecoveringNow />
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status">
          {countsInWords(agents)}
        </Text>
        {agents.length > many && (
          <TextInput
            aria-label="Find an agent by its name"
            placeholder="Find an agent"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )}
      </Group>
      {shown.length === 0 && <Text c="dimmed">No agent is called so.</Text>}
      {shown.map(({ level, names }) => (
        <Stack key={level} gap="xs" component="section" aria-label={levelWords(level).title}>
          {levels.length > 1 && (
            <div>
              <Title order={2}>{levelWords(level).title}</Title>
              <Text size="sm" c="dimmed">
                {levelWords(level).lead}
              </Text>
            </div>
          )}
          <Surface p={0}>
            <ul className={classes['list']} aria-label={levels.length > 1 ? levelWords(level).title : 'Agents'}>
              {names.map((name) => {
                const agent = byName.get(name)
                return agent === undefined ? null : (
                  <AgentRow
                    key={name}
                    agent={agent}
                    chosen={chosen.has(name)}
                    first={needing.length === 1 && escalations.length === 0 && needing[0] === agent}
                    onChoose={choose}
                  />
                )
              })}
            </ul>
          </Surface>
        </Stack>
      ))}
      {picked.length > 0 ? (
        <Group className={classes['bar']} gap="sm">
          <Text size="sm" fw={600} role="status">
            {counted(picked.length, 'agent')} chosen
          </Text>
          <Button component="a" href={recoverAddress(picked)}>
            Bring {picked.length === 1 ? 'it' : 'them'} back
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setChosen(new Set())
              announce('None is chosen')
              document.getElementById('main')?.focus()
            }}
          >
            Choose none
          </Button>
        </Group>
      ) : (
        all.length > 1 && (
          <Button variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setChosen(new Set(all))}>
            Choose all
          </Button>
        )
      )}
    </Stack>
  )
}
