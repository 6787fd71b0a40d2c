import { Anchor, Button, Checkbox, Group, Text } from '@mantine/core'
import { IconLockExclamation } from '@tabler/icons-react'
import { memo } from 'react'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { listed } from '../../words/counted.ts'
import { asSentence, layersInWords, standingWords } from './agent-words.ts'
import classes from './agents.module.css'
import { Beat } from './beat.tsx'
import { agentAddress, recoverAddress } from './recover-address.ts'
import { Until } from './until.tsx'

type AgentRowProps = {
  readonly agent: AgentStanding
  readonly chosen: boolean
  /** It is the one that wants to be brought back. */
  readonly first: boolean
  readonly onChoose: (agent: string) => void
}

/** One agent: who it is, how it stands, its last heartbeat, and what would bring it back. */
export const AgentRow = memo(function AgentRow({ agent: standing, chosen, first, onChoose }: AgentRowProps) {
  const { agent, path, there, state, why, heartbeat, dependsOn, critical, held } = standing
  const { word, tone } = standingWords(standing)
  return (
    <li className={classes['row']}>
      <Checkbox
        checked={chosen}
        disabled={standing.backup === null}
        onChange={() => onChoose(agent)}
        aria-label={`Choose ${agent}`}
        mt={2}
      />
      <div className={classes['name']}>
        <Anchor href={agentAddress(agent)} fw={600} underline="hover">
          {agent}
        </Anchor>
        <Text size="xs" c="dimmed">
          {path}
          {!there && ', which is not there'}
        </Text>
        {(dependsOn.length > 0 || critical) && (
          <Text size="xs" c="dimmed">
            {dependsOn.length > 0 && `Needs ${listed(dependsOn)}`}
            {dependsOn.length > 0 && critical && ' · '}
            {critical && (
              <Group component="span" display="inline-flex" gap={3} wrap="nowrap">
                <IconLockExclamation size={13} aria-hidden /> Critical
              </Group>
            )}
          </Text>
        )}
      </div>
      <div className={classes['state']}>
        <ToneBadge tone={tone}>{word}</ToneBadge>
        {(state !== 'alive' || held !== null) && (
          <Text size="xs" c="dimmed" mt={4}>
            {asSentence(why)}
            {held !== null && (
              <>
                {' '}
                Left alone <Until time={held.until} />.
              </>
            )}
          </Text>
        )}
      </div>
      <Text component="div" size="sm" className={classes['beat']}>
        <span className={classes['named']}>Heartbeat </span>
        {heartbeat.by === 'nothing' ? 'Has none' : <Beat last={heartbeat.last} />}
      </Text>
      <Text component="div" size="sm" className={classes['backup']}>
        <span className={classes['named']}>Backup </span>
        <Backup standing={standing} />
      </Text>
      <div className={classes['deed']}>
        {standing.backup !== null && state !== 'recovering' && (
          <Button
            component="a"
            href={recoverAddress([agent])}
            size="compact-sm"
            variant={first ? 'filled' : 'default'}
            aria-label={`Bring back ${agent}`}
          >
            Bring back
          </Button>
        )}
      </div>
    </li>
  )
})

/** When it was backed up last, and what of that would be used. */
function Backup({ standing: { backup, noBackup } }: { readonly standing: AgentStanding }) {
  if (backup === null)
    return (
      <>
        <ToneBadge tone="bad">No backup</ToneBadge>
        {noBackup !== null && (
          <Text size="xs" c="dimmed" mt={4}>
            {asSentence(noBackup)}
          </Text>
        )}
      </>
    )
  return (
    <>
      <When time={backup.newest} />
      <Text size="xs" c="dimmed">
        {layersInWords(backup)}
      </Text>
      {backup.incomplete !== null && <ToneBadge tone="attention">Incomplete</ToneBadge>}
      {backup.passedOver !== null && (
        <Text size="xs" c="var(--vk-attention-text)">
          {asSentence(backup.passedOver)}
        </Text>
      )}
    </>
  )
}
