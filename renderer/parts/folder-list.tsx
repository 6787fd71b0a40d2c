import { Box, Group, Text, UnstyledButton } from '@mantine/core'
import { IconFolder, IconFolderOff } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { FolderEntry, FolderListing } from '../../main/contract/procedures/places.ts'
import { counted } from '../words/counted.ts'
import classes from './folder-picker.module.css'
import { Shown } from './shown.tsx'
import { VaultMarks } from './vault-marks.tsx'

type FolderListProps = { readonly listing: FolderListing; readonly onOpen: (path: string) => void }

/** The folders in a folder as buttons that open them. Arrows, Home and End move among them, Backspace goes up. */
export function FolderList({ listing, onOpen }: FolderListProps) {
  const { folders, more, unnameable, parent } = listing
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Backspace' && parent !== null) return onOpen(parent)
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const target = buttons[placeAfter(event.key, buttons.indexOf(document.activeElement as HTMLButtonElement), buttons.length)]
    if (target === undefined) return
    event.preventDefault()
    target.focus()
  }
  return (
    <Box className={classes['scroll']} onKeyDown={onKeyDown}>
      {folders.length === 0 && (
        <Text c="dimmed" p="md" ta="center">
          There are no folders in it.
        </Text>
      )}
      <ul className={classes['list']} aria-label="Folders in it">
        {folders.map((folder) => (
          <li key={folder.path}>
            <FolderRow folder={folder} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {more > 0 && <Note>{counted(more, 'more folder')}: write the path to get there.</Note>}
      {unnameable > 0 && <Note>{counted(unnameable, 'folder')} with a name that is no text cannot be chosen.</Note>}
    </Box>
  )
}

function FolderRow({ folder, onOpen }: { readonly folder: FolderEntry; readonly onOpen: (path: string) => void }) {
  const Icon = folder.readable ? IconFolder : IconFolderOff
  return (
    <UnstyledButton className={classes['row']} disabled={!folder.readable} onClick={() => onOpen(folder.path)}>
      <Icon size={18} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
      <Text component="span" size="sm" flex={1} miw={0} style={{ whiteSpace: 'pre-wrap' }}>
        <Shown text={folder.name} />
        {!folder.readable && ' (you may not look into it)'}
      </Text>
      <Group component="span" gap="xs">
        <VaultMarks marks={folder.marks} />
      </Group>
    </UnstyledButton>
  )
}

function Note({ children }: { readonly children: React.ReactNode }) {
  return (
    <Text size="xs" c="dimmed" px="sm" py="xs">
      {children}
    </Text>
  )
}

/** Where a key leads to from a place in a list; -1 for keys that lead nowhere. */
function placeAfter(key: string, place: number, length: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(length - 1, place + 1)
    case 'ArrowUp':
      return Math.max(0, place - 1)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return -1
  }
}
