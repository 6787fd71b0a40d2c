import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Entry } from '../../../main/contract/procedures/entry.ts'
import { orpc } from '../../api.ts'
import { lookAt } from './look-at.ts'
import { seekName } from './seek-name.ts'
import { closeFolder, type OpenFolders, openFolder, placeOfRow, type RowPlace, rowOf, rowsIn } from './tree-rows.ts'
import type { At } from './version-content.tsx'

/** In which order a folder is shown. */
export type Order = { readonly sort: 'name' | 'size' | 'time'; readonly reverse: boolean }

/** A tree of a snapshot, read page by page as it is looked at. */
export type TreeOfSnapshot = {
  /** `undefined` until the root was read. */
  readonly rows: number | undefined
  readonly error: unknown
  /** Reads it anew, behind an error. */
  readonly again: () => void
  readonly placeOf: (row: number) => RowPlace | undefined
  /** The entry at a place; `undefined` while its page is on its way. */
  readonly entryAt: (place: RowPlace) => Entry | undefined
  readonly isOpen: (path: string) => boolean
  readonly totalOf: (folder: string) => number
  /** Asks for the pages of these rows. */
  readonly need: (from: number, to: number) => void
  readonly open: (place: RowPlace, path: string) => Promise<void>
  readonly close: (path: string) => void
  /** All paths that a folder holds, read if need be; `null` where there are too many to be named one by one. */
  readonly entriesOf: (folder: string) => Promise<readonly string[] | null>
  /** The row of the first entry of a folder whose name begins with a text, in an order by name; read by halves, for the folder may be large. */
  readonly seek: (folder: string, text: string) => Promise<number | undefined>
}

const pageSize = 200
/** A folder with more entries than this is chosen as a whole, or some of it: not all but some. */
const mostNamed = 5_000

const closed: OpenFolders = new Map()

/** Reads a tree of a snapshot as it is looked at. @param order another one closes what is open, for everything stands elsewhere then */
export function useTree(at: At, order: Order): TreeOfSnapshot {
  const client = useQueryClient()
  const [folders, setFolders] = useState<OpenFolders>(closed)
  const [error, setError] = useState<unknown>(null)
  const [, arrived] = useState(0)
  const [times, setTimes] = useState(0)
  const asked = useRef(new Set<string>())
  const { vault, repository, snapshot } = at
  const { sort, reverse } = order

  const page = useCallback(
    (path: string, offset: number, limit = pageSize) =>
      orpc.files.list.queryOptions({
        input: { ...lookAt({ vault, repository, snapshot }), path, sort, reverse, offset, limit },
        staleTime: 'static',
        // They stay as long as the tree is shown, however long that is.
        gcTime: Number.POSITIVE_INFINITY,
      }),
    [vault, repository, snapshot, sort, reverse],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try reads the same again
  useEffect(() => {
    let left = false
    asked.current = new Set()
    setFolders(closed)
    setError(null)
    client.fetchQuery(page('', 0)).then(
      ({ total }) => !left && setFolders(new Map([['', { total, open: new Map() }]])),
      (problem: unknown) => !left && setError(problem),
    )
    return () => {
      left = true
      client.removeQueries({ queryKey: orpc.files.list.key() })
    }
  }, [client, page, times])

  const ask = useCallback(
    (folder: string, number: number) => {
      const key = `${folder}\n${number}`
      if (asked.current.has(key)) return
      asked.current.add(key)
      client.fetchQuery(page(folder, number * pageSize)).then(
        () => arrived((before) => before + 1),
        (problem: unknown) => {
          asked.current.delete(key)
          setError(problem)
        },
      )
    },
    [client, page],
  )

  return useMemo(
    () => ({
      rows: folders.has('') ? rowsIn(folders) : undefined,
      error,
      again: () => setTimes((before) => before + 1),
      placeOf: (row) => placeOfRow(folders, row),
      entryAt: ({ folder, index }) => {
        const number = Math.floor(index / pageSize)
        return client.getQueryData(page(folder, number * pageSize).queryKey)?.entries[index % pageSize]
      },
      isOpen: (path) => folders.has(path),
      totalOf: (folder) => folders.get(folder)?.total ?? 0,
      need: (from, to) => {
        for (let row = from; row <= to; row++) {
          const place = placeOfRow(folders, row)
          if (place !== undefined) ask(place.folder, Math.floor(place.index / pageSize))
        }
      },
      open: async (place, path) => {
        try {
          const { total } = await client.fetchQuery(page(path, 0))
          setFolders((now) => (now.has(path) ? now : openFolder(now, place, path, total)))
        } catch (problem) {
          setError(problem)
        }
      },
      close: (path) => setFolders((now) => closeFolder(now, path)),
      entriesOf: async (folder) => {
        const { entries, total } = await client.fetchQuery(page(folder, 0, mostNamed))
        return total > entries.length ? null : entries.map(({ path }) => path)
      },
      seek: async (folder, text) => {
        if (sort !== 'name' || reverse) return undefined
        const read = async (index: number) => {
          const { entries } = await client.fetchQuery(page(folder, Math.floor(index / pageSize) * pageSize))
          return entries[index % pageSize]
        }
        const index = await seekName(text, folders.get(folder)?.total ?? 0, read)
        return index === undefined ? undefined : rowOf(folders, folder, index)
      },
    }),
    [folders, error, client, page, ask, sort, reverse],
  )
}
