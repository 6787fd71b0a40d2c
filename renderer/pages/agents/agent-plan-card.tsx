import { Code, Group, Stack, Text, Title } from '@mantine/core'
import { Fragment } from 'react'
import type { AgentPlan } from '../../../main/contract/procedures/agents.ts'
import { Shown } from '../../parts/shown.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, listed } from '../../words/counted.ts'
import { asSentence, planInWords } from './agent-words.ts'
import classes from './agents.module.css'
import { BackupLayers } from './backup-layers.tsx'

/** What bringing one agent back would do: from which snapshots, to which files, and how it is started. `level`: of its heading. */
export function AgentPlanCard({ plan, level }: { readonly plan: AgentPlan; readonly level: 3 | 4 }) {
  const { agent, because, path, backup, bytes, start, problem } = plan
  return (
    <Surface h="100%">
      <Stack gap="sm">
        <div>
          <Group gap="xs">
            <Title order={level} fz="md">
              {agent}
            </Title>
            {because === 'needed' && <ToneBadge tone="info">Dead too, and needed</ToneBadge>}
            {backup?.incomplete != null && <ToneBadge tone="attention">Incomplete</ToneBadge>}
          </Group>
          <Text size="xs" c="dimmed">
            {path}
          </Text>
        </div>
        {problem !== null && (
          <Text size="sm" c="var(--vk-bad-text)">
            {problem.sentence} {problem.remedy}
          </Text>
        )}
        {backup !== null && (
          <>
            <BackupLayers backup={backup} />
            {backup.passedOver !== null && (
              <Text size="sm" c="var(--vk-attention-text)">
                {asSentence(backup.passedOver)}
              </Text>
            )}
            <dl className={classes['files']}>
              {planInWords(plan).map(({ files, words, examples }) => (
                <Fragment key={words}>
                  <dt>{count(files)}</dt>
                  <dd>
                    {words}
                    {examples.length > 0 && (
                      <Text size="xs" c="dimmed">
                        <Shown text={listed(examples, 3)} />
                      </Text>
                    )}
                  </dd>
                </Fragment>
              ))}
            </dl>
            <Text size="xs" c="dimmed">
              {bytesInWords(bytes)} are written, then <Code>{start.join(' ')}</Code> is started.
            </Text>
          </>
        )}
      </Stack>
    </Surface>
  )
}
