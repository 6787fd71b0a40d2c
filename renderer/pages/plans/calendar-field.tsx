import { Group, Switch, TextInput } from '@mantine/core'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { useScheduleInWords } from './schedule-words.ts'

type CalendarFieldProps = { readonly draft: Draft; readonly at: string; readonly label: string; readonly usual: string }

/** Something that is done at times, or not at all: `false` in the file. */
export function CalendarField({ draft, at, label, usual }: CalendarFieldProps) {
  const value = draft.get(at)
  const on = value !== false
  const schedule = on ? textOf(value) || usual : null
  const words = useScheduleInWords(schedule ?? usual)
  return (
    <Group align="flex-start" gap="md">
      <Switch
        label={label}
        description={on ? words : 'Never'}
        checked={on}
        maw={380}
        flex="1 1 260px"
        onChange={(event) => draft.set(at, event.currentTarget.checked ? undefined : false)}
      />
      {on && (
        <TextInput
          aria-label={`${label}: cron expression`}
          placeholder={usual}
          value={textOf(value)}
          error={draft.mistake(at)}
          spellCheck={false}
          autoComplete="off"
          w={180}
          onChange={(event) => draft.set(at, event.currentTarget.value || undefined)}
        />
      )}
    </Group>
  )
}
