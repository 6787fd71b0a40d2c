import { Button, Checkbox, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconDeviceDesktop, IconHome, IconUsb } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { FolderListing, StartingPoint } from '../../main/contract/procedures/places.ts'
import { orpc } from '../api.ts'
import { problemOfQuery } from '../problems/problem-of.ts'
import { counted } from '../words/counted.ts'
import { announce } from './announcer.tsx'
import { FolderCrumbs } from './folder-crumbs.tsx'
import { FolderList } from './folder-list.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { VaultMarks } from './vault-marks.tsx'
import { Waiting } from './waiting.tsx'

type FolderPickerProps = {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onChoose: (path: string) => void
  /** What is chosen: "Where should the snapshots go?" */
  readonly title: string
  /** Where to begin; the person's own folder if left out. */
  readonly start?: string | undefined
  /** Whether a folder may be named that is not there yet. */
  readonly allowNew?: boolean
}

/**
 * A dialog to choose a folder of the machine that Vaultkeeper runs on, which may be another than that of the page. It may be opened out of another dialog, so
 * it has no header of its own: there would be two.
 */
export function FolderPicker({ opened, onClose, title, ...rest }: FolderPickerProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg" centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <Stack gap="sm">
            <Title order={2}>{title}</Title>
            <Inside onClose={onClose} {...rest} />
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Inside({ start, onClose, onChoose, allowNew = false }: Omit<FolderPickerProps, 'opened' | 'title'>) {
  const [wish, setWish] = useState<string | undefined>(start === '' ? undefined : start)
  const [hidden, setHidden] = useState(false)
  const [added, setAdded] = useState('')
  const query = useQuery(
    orpc.places.folders.queryOptions({ input: { path: wish, hidden }, placeholderData: keepPreviousData, retry: false }),
  )
  // What was seen last stays while the next is looked at, also when that fails.
  const seen = useRef<FolderListing>(undefined)
  if (query.data !== undefined) seen.current = query.data
  const listing = seen.current
  const heading = useFocusOn(query.isPlaceholderData ? undefined : listing)
  const choose = (path: string) => {
    onChoose(added.trim() === '' ? path : `${path.replace(/[/\\]$/, '')}/${added.trim()}`)
    onClose()
  }
  return (
    <Stack gap="sm">
      <PathField key={listing?.path} path={listing?.path ?? start ?? ''} onOpen={setWish} />
      {query.isError && (
        <ProblemAlert
          problem={problemOfQuery(query.error)}
          actions={listing === undefined && <Button onClick={() => setWish(undefined)}>Begin at home</Button>}
        />
      )}
      {listing === undefined ? (
        !query.isError && <Waiting lines={6} />
      ) : (
        <>
          <Starts starts={listing.starts} onOpen={setWish} />
          <FolderCrumbs path={listing.path} onOpen={setWish} />
          <Group gap="sm" justify="space-between">
            <Group gap="xs">
              <Title order={3} size="h3" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
                {nameOf(listing.path)}
              </Title>
              <VaultMarks marks={listing.marks} />
            </Group>
            <Checkbox size="sm" label="Hidden folders" checked={hidden} onChange={(event) => setHidden(event.currentTarget.checked)} />
          </Group>
          <FolderList listing={listing} onOpen={setWish} />
          {allowNew && (
            <TextInput
              label="A new folder in it (optional)"
              description="It is made with the first snapshot."
              value={added}
              error={/[/\\]/.test(added) ? 'One name, without slashes.' : undefined}
              onChange={(event) => setAdded(event.currentTarget.value)}
            />
          )}
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={listing === undefined || query.isPlaceholderData || query.isError || /[/\\]/.test(added)}
          onClick={() => listing !== undefined && choose(listing.path)}
        >
          Choose this folder
        </Button>
      </Group>
    </Stack>
  )
}

/** Once a folder is open its name has the focus, for the button that opened it is gone; not at first, when the dialog puts it on the path. */
function useFocusOn(listing: FolderListing | undefined) {
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef<string>(undefined)
  useEffect(() => {
    if (listing === undefined || shown.current === listing.path) return
    if (shown.current !== undefined) {
      heading.current?.focus()
      announce(`${nameOf(listing.path)}: ${counted(listing.folders.length, 'folder')}`)
    }
    shown.current = listing.path
  }, [listing])
  return heading
}

function PathField({ path, onOpen }: { readonly path: string; readonly onOpen: (path: string) => void }) {
  const [text, setText] = useState(path)
  const go = (event: FormEvent) => {
    event.preventDefault()
    // React lets it rise to the form that the dialog was opened out of, which is not the one that this is in.
    event.stopPropagation()
    if (text.trim() !== '') onOpen(text.trim())
  }
  return (
    <form onSubmit={go}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label="Path"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
        <Button variant="default" type="submit">
          Go
        </Button>
      </Group>
    </form>
  )
}

const signs = { home: IconHome, drive: IconUsb, system: IconDeviceDesktop } as const

function Starts({ starts, onOpen }: { readonly starts: readonly StartingPoint[]; readonly onOpen: (path: string) => void }) {
  return (
    <Group gap="xs" role="group" aria-label="Begin at">
      <Text size="sm" c="dimmed">
        Begin at
      </Text>
      {starts.map(({ path, name, kind }) => {
        const Sign = signs[kind]
        return (
          <Button key={path} size="compact-sm" variant="default" leftSection={<Sign size={15} aria-hidden />} onClick={() => onOpen(path)}>
            {name}
          </Button>
        )
      })}
    </Group>
  )
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).findLast((name) => name !== '') ?? path
}
