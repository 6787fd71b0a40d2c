import { Button, Checkbox, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconHeartbeat, IconSearch } from '@tabler/icons-react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { counted, listed } from '../../words/counted.ts'
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
            className="vk-wraps"
            component="a"
            href={recoverAddress(needing.map(({ agent }) => agent))}
            leftSection={<IconHeartbeat size={18} aria-hidden />}
          >
            Bring back {listed(needing.map(({ agent }) => agent))}
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
  const [onlyNeeding, setOnlyNeeding] = useState(false)
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
  const narrowed = onlyNeeding && needing.length > 0
  const isShown = (name: string) => {
    const agent = byName.get(name)
    return agent !== undefined && (!narrowed || needsSomebody(agent)) && name.toLowerCase().includes(sought)
  }
  const shown = levels.map((names, level) => ({ level, names: names.filter(isShown) })).filter(({ names }) => names.length > 0)
  const picked = [...chosen].filter((agent) => byName.has(agent))
  // Of those that are to be seen: nobody brings back what a search hides.
  const all = shown.flatMap(({ names }) => names).filter((name) => byName.get(name)?.backup !== null)
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
          <Group gap="md">
            {needing.length > 0 && (
              <Checkbox
                label={`Only the ${counted(needing.length, 'agent')} that ${needing.length === 1 ? 'needs' : 'need'} somebody`}
                checked={onlyNeeding}
                onChange={(event) => setOnlyNeeding(event.currentTarget.checked)}
              />
            )}
            <TextInput
              aria-label="Find an agent by its name"
              placeholder="Find an agent"
              leftSection={<IconSearch size={16} aria-hidden />}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          </Group>
        )}
      </Group>
      {shown.length === 0 && <Text c="dimmed">No agent is called so.</Text>}
      {shown.length > 0 && (
        <Surface p={0}>
          <div className={classes['head']} aria-hidden>
            <span />
            <span>Agent</span>
            <span>How it stands</span>
            <span>Last heartbeat</span>
            <span>Would come back from</span>
            <span />
          </div>
          {shown.map(({ level, names }) => (
            <section key={level} aria-label={levels.length > 1 ? levelWords(level).title : 'Agents'}>
              {levels.length > 1 && (
                <div className={classes['band']}>
                  <Title order={2} fz="sm">
                    {levelWords(level).title}
                  </Title>
                  <Text size="xs" c="dimmed">
                    {levelWords(level).lead}
                  </Text>
                </div>
              )}
              <ul className={classes['list']}>
                {names.map((name) => {
                  const agent = byName.get(name)
                  const first = needing.length === 1 && escalations.length === 0 && needing[0] === agent
                  return (
                    agent !== undefined && <AgentRow key={name} agent={agent} chosen={chosen.has(name)} first={first} onChoose={choose} />
                  )
                })}
              </ul>
            </section>
          ))}
        </Surface>
      )}
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
