import { Anchor, Group, Text } from '@mantine/core'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { verdictWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { EditorSection } from '../plans/editor-section.tsx'

/** When an agent was brought back last, and how that went. */
export function LastRecovery({ agent: { lastRecovery } }: { readonly agent: AgentStanding }) {
  if (lastRecovery === null) return null
  const { run, at, verdict, problem } = lastRecovery
  const { word, tone } = verdictWords(verdict)
  return (
    <EditorSection title="When it was brought back last">
      <Group gap="sm">
        <ToneBadge tone={tone}>{verdict === 'done' ? 'Is back' : word}</ToneBadge>
        <Text size="sm">
          <When time={at} />
        </Text>
        <Anchor size="sm" href={`#/activity/${encodeURIComponent(run)}`}>
          See what was done
        </Anchor>
      </Group>
      {problem !== null && (
        <Text size="sm">
          {problem.sentence} {problem.remedy}
        </Text>
      )}
    </EditorSection>
  )
}
