import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConfigurationProblem } from '../../main/contract/configuration-problem.ts'
import type { FileDiff } from '../../main/contract/procedures/file-diff.ts'
import { orpc } from '../api.ts'
import { announce } from '../parts/announcer.tsx'
import { drafted, editsOf, mistakeAt, unsavedOf, valueAt, withChange } from './draft.ts'
import { keepDraft, keptDraft, useKeptDraft } from './kept-drafts.ts'
import { useWrittenFile } from './use-written-file.ts'

/** A section of the file while somebody changes it. */
export type Draft = {
  /** The value at a key (`keep`, `conditions.onBattery`) as the file will have it; `undefined` where it will say nothing. */
  readonly get: (key: string) => unknown
  readonly set: (key: string, value: unknown) => void
  /** What is wrong with the value at a key. */
  readonly mistake: (key: string) => string | undefined
  readonly changed: boolean
  /** The mistakes that the file would have, and how it would differ; `null` while that is not known yet. */
  readonly outcome: { readonly problems: readonly ConfigurationProblem[]; readonly diff: FileDiff | null } | null
  /** Somebody else has changed the file since these changes were begun. */
  readonly overtaken: boolean
  /** Goes on from what the file says now. */
  readonly rebase: () => void
  readonly discard: () => void
  readonly save: (options?: { readonly onSaved?: () => void }) => void
  readonly saving: boolean
  readonly error: unknown
}

/**
 * Changes of the section at `way`, checked as they are made and saved all at once. The file must be free of mistakes.
 * @param name what was saved, for the announcement: "The plan daily"
 */
export function useDraft(way: readonly string[], name: string): Draft {
  const id = way.join('.')
  const queries = useQueryClient()
  const file = useWrittenFile()
  const kept = useKeptDraft(id)
  const section = valueAt(file.data?.written, way)
  const hash = file.data?.hash ?? ''
  const changes = kept?.changes ?? {}
  const edits = editsOf(way, changes)
  const changed = edits.length > 0
  const [settled] = useDebouncedValue(edits, 250)
  const check = useQuery(
    orpc.editing.check.queryOptions({
      input: { edits: settled },
      enabled: changed && settled.length > 0,
      placeholderData: keepPreviousData,
    }),
  )
  const save = useMutation(
    orpc.editing.apply.mutationOptions({
      onSuccess: async (answer, sent) => {
        // What the file says now takes the place of the draft, without a moment of what it said before.
        await queries.invalidateQueries()
        // But for what was changed while it was being saved.
        keepDraft(id, { changes: unsavedOf(way, keptDraft(id)?.changes ?? {}, sent.edits), basedOn: answer.hash })
        announce(keptDraft(id) === undefined ? `${name} is saved.` : `${name} is saved, but for what you have changed since.`)
      },
    }),
  )
  const current = changed && JSON.stringify(settled) === JSON.stringify(edits) && check.data !== undefined && !check.isPlaceholderData
  return {
    get: (key) => drafted(section, changes, key),
    set: (key, value) => {
      // Not those of this drawing: several may be made by one deed.
      const now = keptDraft(id)
      const before = now?.changes ?? {}
      if (!save.isPending) save.reset()
      // What leads back to what the file says now is a change all the same where the file will soon say something else.
      const isBeingSaved = save.isPending && save.variables.edits.some(({ path }) => path.join('.') === [...way, key].join('.'))
      const changes = isBeingSaved ? { ...before, [key]: value } : withChange(section, before, key, value)
      keepDraft(id, { changes, basedOn: now?.basedOn ?? hash })
    },
    mistake: (key) => (changed ? mistakeAt(check.data?.problems ?? [], way, key) : undefined),
    changed,
    outcome: current ? { problems: check.data.problems, diff: check.data.diff } : null,
    overtaken: !save.isPending && kept !== undefined && file.data !== undefined && kept.basedOn !== hash,
    rebase: () => {
      save.reset()
      keepDraft(id, { changes, basedOn: hash })
    },
    discard: () => {
      save.reset()
      keepDraft(id, undefined)
    },
    save: (options) => {
      // Whoever goes on changing it is not done with it.
      const onSuccess = () => keptDraft(id) === undefined && options?.onSaved?.()
      save.mutate({ edits, basedOn: kept?.basedOn ?? hash }, { onSuccess })
    },
    saving: save.isPending,
    error: save.error,
  }
}
