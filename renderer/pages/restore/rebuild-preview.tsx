import { Group, Loader, Stack, Text } from '@mantine/core'
import type { VaultThen } from '../../../main/contract/procedures/moments.ts'
import type { LookedAhead } from '../../../main/contract/procedures/restores.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { PreviewLines } from './preview-lines.tsx'
import { isAllThere, toBeWritten } from './preview-words.ts'

type RebuildPreviewProps = { readonly vault: VaultThen; readonly looked: LookedAhead | undefined; readonly error: Error | null }

/** What bringing back one of several vaults would do. */
export function RebuildPreview({ vault, looked, error }: RebuildPreviewProps) {
  return (
    <Surface>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600} component="h3">
            {vault.name}
          </Text>
          {looked !== undefined && looked.refusal === null && toBeWritten(looked.preview) === 0 && (
            <ToneBadge tone={isAllThere(looked.preview) ? 'good' : 'attention'}>
              {isAllThere(looked.preview) ? 'Nothing to restore' : 'Nothing would be written'}
            </ToneBadge>
          )}
        </Group>
        {error !== null && <ProblemAlert problem={problemOf(error)} />}
        {looked === undefined && error === null && (
          <Group gap="sm" role="status">
            <Loader size={16} aria-hidden />
            <Text c="dimmed">Comparing with what is there…</Text>
          </Group>
        )}
        {looked !== undefined && (
          <>
            <Text size="sm" c="dimmed">
              Into {looked.preview.target}
            </Text>
            {looked.refusal !== null && <ProblemAlert problem={looked.refusal} />}
            <PreviewLines preview={looked.preview} />
          </>
        )}
      </Stack>
    </Surface>
  )
}
