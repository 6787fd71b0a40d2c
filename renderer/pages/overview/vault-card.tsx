import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconClipboardCheck, IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { stateWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import classes from './overview.module.css'
import { VaultCopies } from './vault-copies.tsx'
import { Next, Proven, ReadBack, Size } from './vault-facts.tsx'
import { VaultGitLine } from './vault-git-line.tsx'

/** One vault: how it stands, when it was backed up and proven, what comes next, how large it is, and where its copies are. */
export function VaultCard({ vault }: { readonly vault: VaultOverview }) {
  const { name, path, state, why, tone, approvals, vault: id } = vault
  const { word, tone: sign } = stateWords[state] ?? { word: state, tone: 'calm' as const }
  const heading = `vault-${id}`
  return (
    <Surface>
      <Stack gap="md" h="100%" component="article" aria-labelledby={heading}>
        <Stack gap={2}>
          <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <Title order={3} id={heading}>
              <Anchor href={`#/vaults/${encodeURIComponent(id)}`} inherit underline="hover" c="var(--mantine-color-text)">
                {name}
              </Anchor>
            </Title>
            <ToneBadge tone={sign}>{word}</ToneBadge>
          </Group>
          <Text size="xs" c="dimmed">
            {path}
          </Text>
        </Stack>
        {tone !== 'good' && why !== '' && <Text size="sm">{why}</Text>}
        <dl className={classes['facts']}>
          <Fact name="Last backup">{vault.lastBackup === null ? 'None yet' : <When time={vault.lastBackup.time} />}</Fact>
          <Fact name="Read back">
            <ReadBack vault={vault} />
          </Fact>
          <Fact name="Proven restorable">
            <Proven vault={vault} />
          </Fact>
          <Fact name="Next backup">
            <Next vault={vault} />
          </Fact>
          <Fact name="Size">
            <Size vault={vault} />
          </Fact>
        </dl>
        <VaultGitLine vault={id} />
        <VaultCopies copies={vault.copies} elsewhere={vault.elsewhere} />
        <Group gap="xs" mt="auto">
          <Button
            component="a"
            variant="default"
            size="compact-md"
            leftSection={<IconRestore size={16} aria-hidden />}
            href={`#/restore?${new URLSearchParams({ need: 'time', vault: id })}`}
            aria-label={`Restore ${name}`}
          >
            Restore
          </Button>
          <Anchor size="sm" href={`#/vaults/${encodeURIComponent(id)}`} aria-label={`Details of ${name}`}>
            Details
          </Anchor>
          <Anchor size="sm" href={`#/activity?${new URLSearchParams({ vault: id })}`} aria-label={`Activity of ${name}`}>
            Activity
          </Anchor>
          {approvals > 0 && (
            <Anchor size="sm" href="#/approvals">
              <IconClipboardCheck size={16} aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
              {counted(approvals, 'change waits', 'changes wait')} for you
            </Anchor>
          )}
        </Group>
      </Stack>
    </Surface>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
