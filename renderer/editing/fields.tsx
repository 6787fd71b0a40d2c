import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Draft } from './use-draft.ts'

type FieldProps = {
  readonly draft: Draft
  /** The way to the value in its section: `keep`, `conditions.onBattery`. */
  readonly at: string
  readonly label: string
  readonly description?: ReactNode
}

/** A text, a duration, a size: as it stands in the file. Empty: nothing stands there. `usual`: what holds then. */
export function TextField({ draft, at, label, description, usual, maw }: FieldProps & { readonly usual?: string; readonly maw?: number }) {
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={usual}
      value={textOf(draft.get(at))}
      error={draft.mistake(at)}
      onChange={(event) => draft.set(at, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      spellCheck={false}
      autoComplete="off"
      {...(maw === undefined ? {} : { maw })}
    />
  )
}

/** A whole number. Empty: nothing stands there. */
export function CountField({ draft, at, label, description, usual }: FieldProps & { readonly usual?: string }) {
  const value = draft.get(at)
  return (
    <NumberInput
      label={label}
      description={description}
      placeholder={usual ?? ''}
      value={typeof value === 'number' ? value : ''}
      error={draft.mistake(at)}
      min={1}
      allowDecimal={false}
      onChange={(next) => draft.set(at, typeof next === 'number' ? next : undefined)}
    />
  )
}

/** Something that is so or not. `usual`: what holds where the file says nothing, which it then goes on doing. */
export function SwitchField({ draft, at, label, description, usual }: FieldProps & { readonly usual: boolean }) {
  const value = draft.get(at) ?? usual
  return (
    <Switch
      label={label}
      description={description}
      checked={value === true}
      error={draft.mistake(at)}
      onChange={(event) => draft.set(at, event.currentTarget.checked === usual ? undefined : event.currentTarget.checked)}
    />
  )
}

/** A list of texts, one a line. */
export function LinesField({ draft, at, label, description, usual }: FieldProps & { readonly usual?: string }) {
  return (
    <LinesInput
      label={label}
      description={description}
      placeholder={usual}
      value={draft.get(at)}
      error={draft.mistake(at)}
      onChange={(lines) => draft.set(at, lines)}
    />
  )
}

type LinesInputProps = {
  readonly label: string
  readonly description?: ReactNode
  readonly placeholder?: string | undefined
  readonly value: unknown
  readonly error?: string | undefined
  readonly onChange: (lines: readonly string[] | undefined) => void
}

/** The same for a value that is no key of a draft. An empty last line is one that is being written. */
export function LinesInput({ value, onChange, ...input }: LinesInputProps) {
  const lines = Array.isArray(value) ? value.map(String) : []
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={12}
      spellCheck={false}
      value={lines.join('\n')}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value.split('\n'))}
      onBlur={() => {
        const kept = lines.filter((line) => line.trim() !== '')
        if (kept.length < lines.length) onChange(kept.length === 0 ? undefined : kept)
      }}
      {...input}
    />
  )
}

/** One of several words. The first one is what holds where the file says nothing, if it is named `''`. */
export function ChoiceField({
  draft,
  at,
  label,
  description,
  choices,
}: FieldProps & { readonly choices: readonly { readonly value: string; readonly label: string }[] }) {
  return (
    <Select
      label={label}
      description={description}
      data={choices}
      allowDeselect={false}
      value={textOf(draft.get(at))}
      error={draft.mistake(at)}
      onChange={(next) => draft.set(at, next === '' || next === null ? undefined : next)}
      comboboxProps={{ withinPortal: true }}
    />
  )
}

/** What stands in a text field for a value of the file, which may be of another kind than it should be. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
