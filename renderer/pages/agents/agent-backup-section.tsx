import { Anchor, Code, Text } from '@mantine/core'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { Callout } from '../../parts/callout.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { asSentence } from './agent-words.ts'
import { BackupLayers } from './backup-layers.tsx'
import { recoverAddress } from './recover-address.ts'

/** What an agent would be brought back from, and what of it would stay as it is. */
export function AgentBackupSection({ agent: { agent, backup, noBackup, preserve } }: { readonly agent: AgentStanding }) {
  return (
    <EditorSection title="What would bring it back">
      {backup === null ? (
        <Callout tone="bad" title="There is nothing to bring it back from">
          {noBackup !== null && asSentence(noBackup)}
        </Callout>
      ) : (
        <>
          {backup.incomplete !== null && (
            <Callout tone="attention" title="Not all of it would come back">
              {asSentence(backup.incomplete)}
            </Callout>
          )}
          {backup.passedOver !== null && (
            <Callout tone="attention" title="A newer backup is not used" actions={<Anchor href="#/">What is unusual about it</Anchor>}>
              {asSentence(backup.passedOver)}
            </Callout>
          )}
          <BackupLayers backup={backup} />
          {preserve.length > 0 && (
            <Text size="sm">
              Stays as it is on the disk:{' '}
              {preserve.map((pattern, at) => (
                <span key={pattern}>
                  {at > 0 && ', '}
                  <Code>{pattern}</Code>
                </span>
              ))}
            </Text>
          )}
          <Anchor size="sm" href={recoverAddress([agent])} style={{ alignSelf: 'flex-start' }}>
            See what that would change
          </Anchor>
        </>
      )}
    </EditorSection>
  )
}
