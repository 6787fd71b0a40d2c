import { Button, Stack, Text, VisuallyHidden } from '@mantine/core'
import { Fragment, useState } from 'react'
import type { FileDiff } from '../../main/contract/procedures/file-diff.ts'
import { printable } from '../../main/contract/words/printable.ts'
import { bytesInWords } from '../words/bytes-in-words.ts'
import { counted } from '../words/counted.ts'
import { type DiffBlock, type DiffLine, diffBlocks, longestLine, piecesOf } from './diff-lines.ts'
import classes from './diff-view.module.css'
import { Shown } from './shown.tsx'

/** So many lines are shown at first. */
const mostLines = 400

/** How a file differs: lines with their numbers before and now, a sign for each that was removed or added, and the words in them that differ. */
export function DiffView({ diff }: { readonly diff: FileDiff }) {
  const [all, setAll] = useState(false)
  const { path, how, hunks, notes, coarse } = diff
  const { blocks, hidden } = diffBlocks(hunks, all ? Number.POSITIVE_INFINITY : mostLines)
  return (
    <Stack gap="xs">
      {blocks.length === 0 ? (
        <Text size="sm" c="dimmed">
          {withoutLines(diff)}
        </Text>
      ) : (
        <table className={classes['diff']}>
          <VisuallyHidden component="caption">
            {printable(path)}: {linesInWords(diff)}
          </VisuallyHidden>
          <colgroup>
            <col className={`${classes['numbers']} ${classes['old']}`} />
            <col className={classes['numbers']} />
            <col className={classes['signs']} />
            <col />
          </colgroup>
          <thead>
            <tr>
              {['Line before', 'Line now', 'Change', 'Text'].map((name) => (
                <th key={name} scope="col">
                  <VisuallyHidden>{name}</VisuallyHidden>
                </th>
              ))}
            </tr>
          </thead>
          {blocks.map((block, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name, and never change places
            <Block key={at} block={block} />
          ))}
        </table>
      )}
      {hidden > 0 && (
        <Button variant="default" size="compact-sm" onClick={() => setAll(true)} style={{ alignSelf: 'flex-start' }}>
          Show {counted(hidden, 'more line')}
        </Button>
      )}
      {[
        ...(coarse ? ['Too different to be compared line by line: all between the first and the last difference is shown.'] : []),
        ...notes,
      ].map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
      {how === 'json' && blocks.length > 0 && (
        <Text size="xs" c="dimmed">
          Shown with one value on each line.
        </Text>
      )}
    </Stack>
  )
}

function Block({ block: { left, context, lines } }: { readonly block: DiffBlock }) {
  const heading = [left > 0 ? `${counted(left, 'line')} as before` : null, context].filter((part) => part !== null).join(' · ')
  return (
    <tbody>
      {heading !== '' && (
        <tr>
          <td colSpan={4} className={classes['between']}>
            <Shown text={heading} content />
          </td>
        </tr>
      )}
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines may be alike, and never change places
        <Line key={at} line={line} />
      ))}
    </tbody>
  )
}

const signs = {
  same: { sign: '', word: '' },
  added: { sign: '+', word: 'added' },
  removed: { sign: '−', word: 'removed' },
  note: { sign: '', word: '' },
} as const

function Line({ line }: { readonly line: DiffLine }) {
  const { kind, old, now, text } = line
  const { sign, word } = signs[kind]
  const Mark = kind === 'removed' ? 'del' : 'ins'
  return (
    <tr className={classes[kind]}>
      <td className={`${classes['number']} ${classes['old']}`}>{old}</td>
      <td className={classes['number']}>{now}</td>
      <td className={classes['sign']}>
        <span aria-hidden>{sign}</span>
        <VisuallyHidden>{word}</VisuallyHidden>
      </td>
      <td className={`${classes['text']} ${kind === 'note' ? classes['note'] : ''}`}>
        {piecesOf(line).map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never change places
          <Fragment key={at}>
            {piece.differs ? (
              <Mark>
                <Shown text={piece.text} content />
              </Mark>
            ) : (
              <Shown text={piece.text} content />
            )}
          </Fragment>
        ))}
        {text.length > longestLine && <span className={classes['note']}> … {counted(text.length - longestLine, 'more character')}</span>}
      </td>
    </tr>
  )
}

/** How many lines differ: `2 lines added, 1 removed`. */
export function linesInWords({ linesAdded, linesRemoved }: Pick<FileDiff, 'linesAdded' | 'linesRemoved'>): string {
  const added = linesAdded === 0 ? [] : [`${counted(linesAdded, 'line')} added`]
  const removed = linesRemoved === 0 ? [] : [linesAdded === 0 ? `${counted(linesRemoved, 'line')} removed` : `${linesRemoved} removed`]
  return [...added, ...removed].join(', ') || 'no lines differ'
}

/** Why there are no lines to show. */
function withoutLines({ how, change, before, after, notes }: FileDiff): string {
  const side = (one: FileDiff['before']) => (one === null ? 'nothing' : `${one.is ?? one.kind}, ${bytesInWords(one.bytes)}`)
  const both = `Before: ${side(before)}. Now: ${side(after)}.`
  if (how === 'not-read') return `Too large to be compared here. ${both}`
  if (how === 'binary') return `No text, so no lines can be shown. ${both}`
  if (before?.bytes === 0 || after?.bytes === 0) return change === 'added' ? 'An empty file.' : both
  return notes.length > 0 ? 'No line differs.' : `No line differs in what is shown. ${both}`
}
