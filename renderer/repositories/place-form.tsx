import { NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { FolderField } from '../parts/folder-field.tsx'
import { kindOf, type PlaceField } from './kinds.ts'
import classes from './repositories.module.css'

type PlaceFormProps = {
  readonly type: string
  /** What stands in a field, as text. */
  readonly value: (key: string) => string
  readonly onChange: (key: string, value: string) => void
  /** What is wrong with what stands there. */
  readonly mistake: (key: string) => string | undefined
}

/** The fields of one kind of place; what few need is folded below. Secrets are asked by {@link SecretFields}. */
export function PlaceForm({ type, value, onChange, mistake }: PlaceFormProps) {
  const fields = kindOf(type)?.fields ?? []
  const more = fields.filter((field) => field.more)
  const show = (field: PlaceField) => (
    <OneField
      key={field.key}
      field={field}
      value={value(field.key)}
      mistake={mistake(field.key)}
      onChange={(text) => onChange(field.key, text)}
    />
  )
  // What is said already, or wrong, is not folded away.
  const opened = more.some(({ key }) => value(key) !== '' || mistake(key) !== undefined)
  return (
    <Stack gap="md">
      {fields.filter((field) => !field.more).map(show)}
      {more.length > 0 && (
        <details className={classes['more']} open={opened || undefined}>
          <summary>More about this place</summary>
          <Stack gap="md" mt="sm">
            {more.map(show)}
          </Stack>
        </details>
      )}
    </Stack>
  )
}

type OneFieldProps = {
  readonly field: PlaceField
  readonly value: string
  readonly mistake: string | undefined
  readonly onChange: (value: string) => void
}

function OneField({ field: { label, help, example, as, required = false }, value, mistake, onChange }: OneFieldProps) {
  const common = {
    label,
    description: help,
    value,
    error: mistake,
    required,
    // Whoever hears the page hears that it is required; that everything but what is folded is, needs no stars.
    withAsterisk: false,
  }
  if (as === 'folder') return <FolderField {...common} onChange={onChange} allowNew />
  const written = { ...common, placeholder: example, spellCheck: false, autoComplete: 'off', autoCapitalize: 'none' }
  if (as === 'lines')
    return <Textarea {...written} autosize minRows={1} maxRows={6} onChange={(event) => onChange(event.currentTarget.value)} />
  if (typeof as === 'object')
    return (
      <NativeSelect
        {...common}
        data={as.choices.map(([choice, words]) => ({ value: choice, label: words }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      {...written}
      {...(as === 'number' ? { inputMode: 'numeric' as const, maw: '10rem' } : {})}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
