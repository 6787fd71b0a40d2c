// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls are no table for the browser
import { Box, Text } from '@mantine/core'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import classes from './file-tree.module.css'
import { FileTreeHead } from './file-tree-head.tsx'
import { FileTreeRow } from './file-tree-row.tsx'
import { ProblemOfRepository } from './problem-of-repository.tsx'
import type { Chosen } from './selection.ts'
import { type Act, treeAct } from './tree-keys.ts'
import { useRows } from './use-rows.ts'
import type { Order, TreeOfSnapshot } from './use-tree.ts'
import { useTypeAhead } from './use-type-ahead.ts'

type FileTreeProps = {
  readonly tree: TreeOfSnapshot
  readonly repository: string | null
  readonly order: Order
  readonly onOrder: (order: Order) => void
  readonly chosen: (path: string) => Chosen
  readonly onToggle: (path: string) => void
}

const rowHeight = 36

/** A tree of files to choose from. However many there are, only those that are seen are on the page; it is one stop of the keyboard, with arrows inside. */
export function FileTree({ tree, repository, order, onOrder, chosen, onToggle }: FileTreeProps) {
  const id = useId()
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const [active, setActive] = useState(0)
  const count = tree.rows ?? 0
  const rows = useRows(scroller, count, rowHeight)
  const { first, last } = rows
  useEffect(() => tree.need(first, last), [tree, first, last])
  // Another order is another list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the order that it is about
  useEffect(() => {
    setActive(0)
    scroller?.scrollTo({ top: 0 })
  }, [order])

  const goTo = (row: number) => {
    const to = Math.min(count - 1, Math.max(0, row))
    setActive(to)
    const scrolled = rows.scrollTo(to)
    if (scrolled !== undefined) scroller?.scrollTo({ top: scrolled })
  }
  const act = (what: Act) => {
    const place = tree.placeOf(active)
    const entry = place && tree.entryAt(place)
    switch (what.act) {
      case 'go':
        return goTo(what.row)
      case 'open':
        return place && entry && void tree.open(place, entry.path)
      case 'close':
        return entry && tree.close(entry.path)
      case 'toggle':
        return entry && onToggle(entry.path)
      case 'type':
        return names.type(what.letter)
    }
  }
  const names = useTypeAhead({ tree, count, active, goTo })

  const actOn = useRef<(row: number, what: 'choose' | 'open') => void>(() => {})
  actOn.current = (row, what) => {
    setActive(row)
    const place = tree.placeOf(row)
    const entry = place && tree.entryAt(place)
    if (place === undefined || entry === undefined) return
    if (what === 'choose' || entry.type !== 'dir') onToggle(entry.path)
    else if (tree.isOpen(entry.path)) tree.close(entry.path)
    else void tree.open(place, entry.path)
  }
  const onAct = useCallback((row: number, what: 'choose' | 'open') => actOn.current(row, what), [])

  if (tree.error !== null) return <ProblemOfRepository problem={problemOf(tree.error)} repository={repository} onAgain={tree.again} />
  const height = Math.min(Math.max(count, 4), 16) * rowHeight
  return (
    <div className={classes['frame']}>
      <FileTreeHead order={order} onOrder={onOrder} everything={chosen('')} onEverything={() => onToggle('')} />
      {tree.rows === undefined ? (
        <Box p="md">
          <Waiting lines={6} height={rowHeight} />
        </Box>
      ) : (
        <div
          ref={setScroller}
          className={classes['scroller']}
          style={{ height: `min(${height}px, 60dvh)` }}
          role="treegrid"
          tabIndex={0}
          aria-label="Files and folders. Space chooses, the right arrow opens a folder."
          aria-multiselectable
          aria-rowcount={count}
          aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return
            const place = tree.placeOf(active)
            const entry = place && tree.entryAt(place)
            const row = {
              row: active,
              rows: count,
              page: Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 1,
              parent: place?.parent ?? -1,
              folder: entry?.type === 'dir',
              open: entry !== undefined && tree.isOpen(entry.path),
              full: entry !== undefined && tree.totalOf(entry.path) > 0,
            }
            // In the middle of a name a space is a letter, where there is such a name.
            const what = names.spells(event.key) ? ({ act: 'type', letter: ' ' } as const) : treeAct(event.key, row)
            if (what === undefined) return
            event.preventDefault()
            act(what)
          }}
        >
          <div style={{ height: rows.height, position: 'relative' }} role="rowgroup">
            {Array.from({ length: last - first + 1 }, (_, at) => first + at).map((index) => {
              const place = tree.placeOf(index)
              const entry = place && tree.entryAt(place)
              return (
                <FileTreeRow
                  key={index}
                  id={`${id}-${index}`}
                  top={rows.topOf(index)}
                  height={rowHeight}
                  row={index}
                  active={index === active}
                  place={place}
                  entry={entry}
                  of={place === undefined ? 0 : tree.totalOf(place.folder)}
                  open={entry !== undefined && tree.isOpen(entry.path)}
                  chosen={entry === undefined ? 'none' : chosen(entry.path)}
                  onAct={onAct}
                />
              )
            })}
          </div>
        </div>
      )}
      {tree.rows === 0 && <Text p="md">There is nothing in it.</Text>}
    </div>
  )
}
