import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../api.ts'
import { mistakeAt } from '../editing/draft.ts'
import { missingIn, type PlaceDraft, settingsOf } from './place-draft.ts'

/**
 * What is wrong with the fields of a place, by the configuration's own rules: as it would stand there under `name`. An empty field is only told to be missing
 * once somebody `tried` to go on.
 */
export function useFieldMistakes(name: string, draft: PlaceDraft, tried: boolean): (key: string) => string | undefined {
  const way = ['repositories', name === '' ? 'new' : name]
  const [settled] = useDebouncedValue(draft, 250)
  const check = useQuery(
    orpc.editing.check.queryOptions({
      input: { edits: [{ path: way, value: settingsOf(settled) }] },
      enabled: settled.type !== '',
      gcTime: 0,
    }),
  )
  const missing = missingIn(draft)
  return (key) => {
    if (missing.includes(key)) return tried ? 'This is needed.' : undefined
    if (!(draft.values[key] ?? '').trim() || settled !== draft) return undefined
    return mistakeAt(check.data?.problems ?? [], way, key)
  }
}
