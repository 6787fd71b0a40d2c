import { Anchor, Group, Text } from '@mantine/core'
import { Fragment } from 'react'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { Fact } from '../../parts/fact.tsx'
import { agentStateWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import classes from '../../repositories/repositories.module.css'
import { EditorSection } from '../plans/editor-section.tsx'
import { asSentence, heartbeatInWords, limitsInWords, whenDeadInWords } from './agent-words.ts'
import { Beat } from './beat.tsx'
import { agentAddress } from './recover-address.ts'
import { Until } from './until.tsx'

type AgentStandingSectionProps = { readonly agent: AgentStanding; readonly others: readonly AgentStanding[] }

/** How an agent stands, by what that is told, and what happens when it is dead. */
export function AgentStandingSection({ agent: standing, others }: AgentStandingSectionProps) {
  const { agent, state, since, why, heartbeat, pid, dependsOn, critical, held, there, vault } = standing
  const { word, tone } = agentStateWords[state]
  const needing = others.filter((other) => other.dependsOn.includes(agent)).map((other) => other.agent)
  return (
    <EditorSection title="How it stands">
      <Group gap="sm">
        <ToneBadge tone={tone}>{word}</ToneBadge>
        {held !== null && <ToneBadge tone="calm">Left alone</ToneBadge>}
        <Text size="sm">{asSentence(why)}</Text>
        {since !== null && (
          <Text size="sm" c="dimmed">
            Since <When time={since} />
          </Text>
        )}
      </Group>
      {held !== null && (
        <Text size="sm">
          It is neither brought back by itself nor told of, <Until time={held.until} />.
        </Text>
      )}
      <dl className={classes['facts']}>
        <Fact name="Last heartbeat">{heartbeat.by === 'nothing' ? 'It has none' : <Beat last={heartbeat.last} />}</Fact>
        <Fact name="Its heartbeat">
          {heartbeatInWords(heartbeat)}
          {heartbeat.by !== 'nothing' && (
            <Text size="sm" c="dimmed">
              {limitsInWords(heartbeat)}
            </Text>
          )}
        </Fact>
        <Fact name="When it is dead">{whenDeadInWords(standing)}</Fact>
        <Fact name="Process">{pid === null ? 'None that is known' : `Number ${pid}`}</Fact>
        <Fact name="Needs">{dependsOn.length === 0 ? 'Nobody' : <Names names={dependsOn} />}</Fact>
        {needing.length > 0 && (
          <Fact name="Needed by">
            <Names names={needing} />
            {critical && <Text size="sm">They are not started while it is not back, for it is critical.</Text>}
          </Fact>
        )}
        <Fact name="Folder">
          {there ? 'Is there' : 'Is not there'}
          {vault !== null && (
            <>
              , in the vault <Anchor href={`#/vaults/${encodeURIComponent(vault)}`}>{vault}</Anchor>
            </>
          )}
        </Fact>
      </dl>
    </EditorSection>
  )
}

function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name, at) => (
    <Fragment key={name}>
      {at > 0 && ', '}
      <Anchor href={agentAddress(name)}>{name}</Anchor>
    </Fragment>
  ))
}
