// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls are no table for the browser
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree has the focus, and says by aria-activedescendant which row is meant
import { Loader, VisuallyHidden } from '@mantine/core'
import {
  IconChevronDown,
  IconChevronRight,
  IconFile,
  IconFolder,
  IconFolderOpen,
  IconLink,
  IconSquare,
  IconSquareCheckFilled,
  IconSquareMinusFilled,
} from '@tabler/icons-react'
import { memo } from 'react'
import type { Entry } from '../../../main/contract/procedures/entry.ts'
import { printable } from '../../../main/contract/words/printable.ts'
import { exactTime, whenInWords } from '../../../main/contract/words/when-in-words.ts'
import { Shown } from '../../parts/shown.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import classes from './file-tree.module.css'
import type { Chosen } from './selection.ts'
import type { RowPlace } from './tree-rows.ts'

type FileTreeRowProps = {
  readonly id: string
  readonly top: number
  readonly height: number
  readonly row: number
  readonly active: boolean
  readonly place: RowPlace | undefined
  readonly entry: Entry | undefined
  /** How many its folder holds. */
  readonly of: number
  readonly open: boolean
  readonly chosen: Chosen
  /** Always the same one: what a row does hangs on its number alone. */
  readonly onAct: (row: number, act: 'choose' | 'open') => void
}

const boxes = { all: IconSquareCheckFilled, some: IconSquareMinusFilled, none: IconSquare } as const

/** A file or folder of the tree. It has no focus of its own: the tree says which row is meant. */
export const FileTreeRow = memo(Row, isAlike)

function Row({ id, top, height, row, active, place, entry, of, open, chosen, onAct }: FileTreeRowProps) {
  const depth = place?.depth ?? 0
  const Box = boxes[chosen]
  const folder = entry?.type === 'dir'
  const Chevron = open ? IconChevronDown : IconChevronRight
  const Icon = folder ? (open ? IconFolderOpen : IconFolder) : entry?.type === 'symlink' ? IconLink : IconFile
  return (
    <div
      id={id}
      className={classes['row']}
      style={{ top, height, paddingInlineStart: `calc(${Math.min(depth, 12)} * 1.1rem)` }}
      role="row"
      aria-level={depth + 1}
      aria-rowindex={row + 1}
      aria-posinset={(place?.index ?? 0) + 1}
      aria-setsize={of}
      aria-selected={chosen === 'all'}
      aria-expanded={folder ? open : undefined}
      data-active={active || undefined}
      data-chosen={chosen}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys */}
      <span role="gridcell" className={classes['box']} onClick={() => onAct(row, 'choose')}>
        <Box size={20} stroke={1.6} aria-hidden />
        {chosen === 'some' && <VisuallyHidden>Some of it chosen</VisuallyHidden>}
      </span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys */}
      <span role="gridcell" className={classes['name']} onClick={() => onAct(row, 'open')} title={entry && printable(entry.name)}>
        <span className={classes['chevron']}>{folder && <Chevron size={16} aria-hidden />}</span>
        {entry === undefined ? <Loader size={14} aria-label="Loading" /> : <Icon size={18} stroke={1.6} aria-hidden />}
        <span className={classes['text']}>
          <Shown text={entry?.name ?? ''} />
        </span>
      </span>
      <span role="gridcell" className={`${classes['cell']} ${classes['size']}`}>
        {entry?.type === 'file' && bytesInWords(entry.size)}
      </span>
      <span role="gridcell" className={`${classes['cell']} ${classes['time']}`} title={entry && exactTime(entry.mtime)}>
        {entry && whenInWords(entry.mtime)}
      </span>
    </div>
  )
}

/** Scrolling makes new places that say the same. */
function isAlike(one: FileTreeRowProps, other: FileTreeRowProps): boolean {
  const same = (name: keyof FileTreeRowProps) => one[name] === other[name]
  const place = one.place?.folder === other.place?.folder && one.place?.index === other.place?.index
  return place && (['id', 'top', 'active', 'entry', 'of', 'open', 'chosen', 'onAct'] as const).every(same)
}
