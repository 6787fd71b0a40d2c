import { List, Stack, Text } from '@mantine/core'
import type { Change } from '../../../main/contract/procedures/changes.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { Shown } from '../../parts/shown.tsx'
import { counted } from '../../words/counted.ts'

type RevertDialogProps = {
  readonly opened: boolean
  readonly change: Change
  readonly vaultName: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

const deeds = {
  added: 'is removed, for it was added',
  removed: 'comes back',
  modified: 'gets the approved content again',
} as const

/** So many files are named. */
const most = 8

/** Says what a revert does before it does it. */
export function RevertDialog({ opened, change: { files, fileCount }, vaultName, onConfirm, onClose }: RevertDialogProps) {
  const named = files.slice(0, most)
  return (
    <ConfirmDialog
      opened={opened}
      title={`Revert the change in ${vaultName}?`}
      confirm="Revert"
      danger
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">These files, and no others, will be as you approved them last:</Text>
        <List size="sm">
          {named.map(({ path, change }) => (
            <List.Item key={path}>
              <strong>
                <Shown text={path} />
              </strong>{' '}
              {deeds[change]}
            </List.Item>
          ))}
          {fileCount > named.length && <List.Item>and {counted(fileCount - named.length, 'more file')}</List.Item>}
        </List>
        <Text size="sm">
          A snapshot of everything as it is now is made first, so nothing is lost: what you revert can be restored from there.
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
