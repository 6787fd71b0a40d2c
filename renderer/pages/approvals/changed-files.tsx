import { Group, Stack, Text } from '@mantine/core'
import { IconFileDiff, IconFileMinus, IconFilePlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { FileDiff } from '../../../main/contract/procedures/file-diff.ts'
import { DiffView, linesInWords } from '../../parts/diff-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { toneText } from '../../parts/tone.tsx'
import { counted } from '../../words/counted.ts'
import classes from './approvals.module.css'

const kinds = {
  added: { icon: IconFilePlus, word: 'added', tone: 'good' },
  removed: { icon: IconFileMinus, word: 'removed', tone: 'bad' },
  modified: { icon: IconFileDiff, word: 'changed', tone: 'info' },
} as const

/** So many files are open at first; the others are opened by whoever wants to see them. */
const opened = 5

/** What differs, file by file. */
export function ChangedFiles({ files }: { readonly files: readonly FileDiff[] }) {
  if (files.length === 0) return <Text c="dimmed">No file differs any more.</Text>
  return (
    <Stack gap="sm">
      {files.map((file, at) => (
        <ChangedFile key={file.path} file={file} open={at < opened} />
      ))}
      {files.length > opened && (
        <Text size="sm" c="dimmed">
          {counted(files.length, 'file')} in all.
        </Text>
      )}
    </Stack>
  )
}

function ChangedFile({ file, open }: { readonly file: FileDiff; readonly open: boolean }) {
  // What nobody looks at is not built: a change may be of fifty files with thousands of lines.
  const [isOpen, setOpen] = useState(open)
  const { path, change, how } = file
  const { icon: Icon, word, tone } = kinds[change]
  return (
    <details open={open} className={classes['file']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Group component="span" display="inline-flex" gap="xs" wrap="nowrap" maw="calc(100% - 2rem)">
          <Icon size={18} color={toneText(tone)} aria-hidden style={{ flex: 'none' }} />
          <span>
            <strong className={classes['path']}>
              <Shown text={path} />
            </strong>{' '}
            <Text span size="sm" c="dimmed">
              {word}
              {(how === 'text' || how === 'json') && `, ${linesInWords(file)}`}
            </Text>
          </span>
        </Group>
      </summary>
      {isOpen && (
        <div className={classes['diff']}>
          <DiffView diff={file} />
        </div>
      )}
    </details>
  )
}
