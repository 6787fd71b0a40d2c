import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { RecoveryDocument, RecoveryState } from '../../../main/contract/procedures/recovery.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import type { Tone } from '../../parts/tone.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import classes from './vaults.module.css'

const states: Readonly<Record<RecoveryState, { readonly word: string; readonly tone: Tone; readonly says: string }>> = {
  current: { word: 'Up to date', tone: 'good', says: 'It is written anew by itself whenever your settings change.' },
  outdated: { word: 'Out of date', tone: 'attention', says: 'It is written anew before the next backup.' },
  missing: { word: 'Not written yet', tone: 'attention', says: 'It is written before the next backup.' },
  foreign: { word: 'Another file is there', tone: 'bad', says: 'What lies there was not written by Vaultkeeper, and is left alone.' },
  off: { word: 'Switched off', tone: 'calm', says: 'The settings of this vault want none.' },
}

/** The document in a vault that says how everything is had back with nothing but restic and the password. */
export function VaultRecovery({ vault }: { readonly vault: string }) {
  const document = useQuery(orpc.recovery.get.queryOptions({ input: { vault }, retry: false }))
  return (
    <EditorSection
      title="Recovery document"
      lead="A file in the vault that says, command by command, how to get everything back on a new machine. There is no password in it."
    >
      <QueryView query={document}>{(known) => <Known vault={vault} known={known} onWritten={() => void document.refetch()} />}</QueryView>
    </EditorSection>
  )
}

type KnownProps = { readonly vault: string; readonly known: RecoveryDocument; readonly onWritten: () => void }

function Known({ vault, known: { path, text, state, problem }, onWritten }: KnownProps) {
  const { word, tone, says } = states[state]
  const write = useMutation(
    orpc.recovery.write.mutationOptions({
      onSuccess: () => {
        announce('The recovery document is written')
        onWritten()
      },
    }),
  )
  const [written] = write.data?.documents ?? []
  const refused = problem ?? written?.problem ?? (write.isError ? problemOf(write.error) : null)
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-start">
        <ToneBadge tone={tone}>{word}</ToneBadge>
        <Stack gap={2} flex={1} miw="14rem">
          {path !== null && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <Code>{path}</Code>
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {says}
          </Text>
        </Stack>
      </Group>
      {refused !== null && <ProblemAlert problem={refused} />}
      {written?.kept != null && (
        <Text size="sm">
          You had changed it outside of the places that are yours. The old one was kept as <Code>{written.kept}</Code>.
        </Text>
      )}
      {text !== '' && state !== 'off' && (
        <details className={classes['fold']}>
          <summary>{state === 'current' ? 'Read it' : 'Read what it will say'}</summary>
          <Text component="pre" className={classes['text']} tabIndex={0} aria-label="The recovery document" role="region" mt="xs">
            {text}
          </Text>
        </details>
      )}
      {(state === 'missing' || state === 'outdated') && (
        <Group>
          <Button variant="default" size="compact-md" loading={write.isPending} onClick={() => write.mutate({ vault })}>
            Write it now
          </Button>
        </Group>
      )}
    </Stack>
  )
}
