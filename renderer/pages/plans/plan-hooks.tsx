import { Group } from '@mantine/core'
import { LinesField, TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { EditorSection } from './editor-section.tsx'

/** Programs before and after a run. */
export function PlanHooks({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection title="Programs" lead="Run before and after it. A program and its arguments, one a line; no shell reads them.">
      <Hook draft={draft} at="hooks.before" name="Before" />
      <Hook draft={draft} at="hooks.after" name="After" />
    </EditorSection>
  )
}

function Hook({ draft, at, name }: { readonly draft: Draft; readonly at: string; readonly name: string }) {
  // Without a command the hook is none at all.
  const hook: Draft = {
    ...draft,
    set: (key, value) => {
      if (key === `${at}.command` && value === undefined) draft.set(at, undefined)
      else draft.set(at, { ...asObject(draft.get(at)), [key.slice(at.length + 1)]: value })
    },
    get: (key) => asObject(draft.get(at))[key.slice(at.length + 1)],
  }
  return (
    <Group align="flex-start" grow preventGrowOverflow={false}>
      <LinesField draft={hook} at={`${at}.command`} label={`${name} each run`} usual="none" />
      {draft.get(at) !== undefined && (
        <TextField draft={hook} at={`${at}.timeout`} label={`End it after (${name.toLowerCase()})`} usual="5m" />
      )}
    </Group>
  )
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
