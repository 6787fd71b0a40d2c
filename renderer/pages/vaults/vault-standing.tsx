import { Anchor, Group, Text } from '@mantine/core'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { Fact } from '../../parts/fact.tsx'
import { stateWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import classes from '../../repositories/repositories.module.css'
import { counted } from '../../words/counted.ts'
import { VaultCopies } from '../overview/vault-copies.tsx'
import { Next, ReadBack, Size } from '../overview/vault-facts.tsx'
import { EditorSection } from '../plans/editor-section.tsx'

/** How a vault stands: whether it is protected, when it was backed up, what comes next, and where its copies are. */
export function VaultStanding({ vault }: { readonly vault: VaultOverview }) {
  const { vault: id, state, tone, why, plans, configured, lastBackup, copies, elsewhere, approvals } = vault
  const { word, tone: sign } = stateWords[state] ?? { word: state, tone: 'calm' as const }
  return (
    <EditorSection title="How it stands">
      <Group gap="sm">
        <ToneBadge tone={sign}>{word}</ToneBadge>
        {tone !== 'good' && why !== '' && <Text size="sm">{why}</Text>}
        {tone !== 'good' && (
          <Anchor href="#/" size="sm">
            What mends it
          </Anchor>
        )}
      </Group>
      <dl className={classes['facts']}>
        <Fact name="Last backup">
          {lastBackup === null ? (
            'None yet'
          ) : (
            <>
              <When time={lastBackup.time} />, into {lastBackup.repository}
            </>
          )}
        </Fact>
        <Fact name="Read back">
          <ReadBack vault={vault} />
        </Fact>
        <Fact name="Next backup">
          <Next vault={vault} />
        </Fact>
        <Fact name="Plans">
          {plans.length === 0
            ? 'None takes care of it'
            : plans.map((plan, at) => (
                <span key={plan}>
                  {at > 0 && ', '}
                  <Anchor href={`#/plans/${encodeURIComponent(plan)}`}>{plan}</Anchor>
                </span>
              ))}
        </Fact>
        <Fact name="Size">
          <Size vault={vault} />
        </Fact>
        {approvals > 0 && (
          <Fact name="Approvals">
            <Anchor href="#/approvals">{counted(approvals, 'change waits', 'changes wait')} for you</Anchor>
          </Fact>
        )}
      </dl>
      <VaultCopies copies={copies} elsewhere={elsewhere} level="h3" />
      <Group gap="md">
        <Anchor size="sm" href={`#/activity?${new URLSearchParams({ vault: id })}`}>
          Its activity
        </Anchor>
        {configured && (
          <Anchor size="sm" href={`#/plans?${new URLSearchParams({ vault: id })}`}>
            Its settings
          </Anchor>
        )}
      </Group>
    </EditorSection>
  )
}
