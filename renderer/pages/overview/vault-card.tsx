import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconClipboardCheck, IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { stateWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'
import classes from './overview.module.css'
import { VaultCopies } from './vault-copies.tsx'

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
              {name}
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

/** The newest snapshot that was read back out of the repository and compared. */
function Proven({ vault: { proven, lastBackup } }: { readonly vault: VaultOverview }) {
  if (proven === null) return lastBackup === null ? 'Not yet' : <Signed tone="attention">Not yet</Signed>
  const { how, compared, files, time } = proven
  const part = compared === null || files === null ? 'part of it so far' : `${count(compared)} of ${counted(files, 'file')} this time`
  return (
    <Signed tone="good">
      <When time={time} />, {how === 'all' ? 'all of it' : part}
    </Signed>
  )
}

function Signed({ tone, children }: { readonly tone: 'good' | 'attention'; readonly children: ReactNode }) {
  return (
    <span className={classes['signed']}>
      <ToneIcon tone={tone} size={16} />
      <span>{children}</span>
    </span>
  )
}

function Next({ vault: { next, onChange, state, plans } }: { readonly vault: VaultOverview }) {
  if (state === 'paused') return 'Paused'
  if (next !== null) return <When time={next.time} />
  if (onChange) return 'When something changes'
  return plans.length === 0 ? 'No plan takes care of it' : 'When somebody runs it'
}

function Size({ vault: { size, growth } }: { readonly vault: VaultOverview }) {
  if (size === null) return 'Not known yet'
  const sum = `${bytesInWords(size.bytes)} in ${counted(size.files, 'file')}`
  if (growth === null || growth.bytes === 0) return sum
  return `${sum}, ${growth.bytes > 0 ? '+' : '−'}${bytesInWords(Math.abs(growth.bytes))} in 30 days`
}
