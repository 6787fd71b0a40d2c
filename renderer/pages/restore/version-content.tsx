import { Tabs, Text } from '@mantine/core'
import { useState } from 'react'
import type { EntryType } from '../../../main/contract/procedures/entry.ts'
import { FileContent } from './file-content.tsx'
import { VersionDiff } from './version-diff.tsx'

/** A snapshot of a repository, as a place to look into. */
export type At = { readonly vault: string | null; readonly repository: string; readonly snapshot: string }

type VersionContentProps = {
  readonly type: EntryType
  readonly path: string
  readonly at: At
  /** A snapshot with the version before; `null` for the oldest. */
  readonly before: string | null
  readonly gone: boolean
}

type Shown = 'content' | 'disk' | 'before'

/** What is in a version of a file, or how it differs from what is on the disk, or from the version before. */
export function VersionContent({ type, path, at, before, gone }: VersionContentProps) {
  const [shown, setShown] = useState<Shown>(gone || at.vault === null ? 'content' : 'disk')
  if (type !== 'file' && type !== 'symlink')
    return <Text c="dimmed">{type === 'dir' ? 'A folder, with all that was in it then.' : 'Made by a program: it has no content.'}</Text>
  const ways: readonly { value: Shown; label: string }[] = [
    ...(at.vault === null ? [] : [{ value: 'disk' as const, label: 'Compared with the disk' }]),
    ...(before === null ? [] : [{ value: 'before' as const, label: 'What it changed' }]),
    { value: 'content', label: 'Content' },
  ]
  return (
    <Tabs value={shown} onChange={(value) => setShown((value ?? 'content') as Shown)} keepMounted={false}>
      <Tabs.List aria-label="What to look at" mb="sm">
        {ways.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {ways.map(({ value }) => (
        <Tabs.Panel key={value} value={value}>
          {value === 'content' ? (
            <FileContent path={path} at={at} />
          ) : (
            <VersionDiff path={path} at={at} before={value === 'before' ? before : null} />
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
