import { Group, Stack, Switch, TextInput } from '@mantine/core'
import { usualExceptions } from '../../../main/contract/configuration/news-kinds.ts'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { NewsChoice } from './news-choice.tsx'

const at = 'notifications.desktop.quietHours'

/** When the desktop stays silent, and for what it does not. */
export function QuietHours({ draft }: { readonly draft: Draft }) {
  const value = draft.get(at)
  const hours = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  const set = (key: string, next: unknown) => draft.set(at, { ...hours, [key]: next })
  return (
    <Stack gap="sm">
      <Switch
        label="Quiet hours"
        description="What is not urgent waits until they are over."
        checked={hours !== undefined}
        onChange={(event) => draft.set(at, event.currentTarget.checked ? { from: '22:00', to: '07:00' } : undefined)}
      />
      {hours !== undefined && (
        <Stack gap="sm" pl="xl">
          <Group gap="sm" align="flex-start">
            <TextInput
              type="time"
              label="From"
              value={textOf(hours['from'])}
              error={draft.mistake(at)}
              onChange={(event) => set('from', event.currentTarget.value)}
            />
            <TextInput type="time" label="To" value={textOf(hours['to'])} onChange={(event) => set('to', event.currentTarget.value)} />
          </Group>
          <NewsChoice
            label="Told all the same"
            value={hours['except']}
            usual={usualExceptions}
            onChange={(kinds) => set('except', kinds)}
          />
        </Stack>
      )}
    </Stack>
  )
}
