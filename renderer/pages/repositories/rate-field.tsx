import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'

type RateFieldProps = { readonly draft: Draft; readonly at: string; readonly label: string }

/** A rate for a time of the day as it stands in the file; without times: for the rest of the day. */
type Written = { readonly from?: string; readonly to?: string; readonly rate?: string }

/** The most that is sent or fetched: one rate, or rates by the time of day. Empty: no limit. */
export function RateField({ draft, at, label }: RateFieldProps) {
  const value = draft.get(at)
  if (Array.isArray(value)) return <RatesOfDay draft={draft} at={at} label={label} rates={value as Written[]} />
  return (
    <Group align="flex-end" gap="xs">
      <TextInput
        label={label}
        description="Such as 2 MiB/s."
        placeholder="no limit"
        value={textOf(value)}
        error={draft.mistake(at)}
        onChange={(event) => draft.set(at, event.currentTarget.value || undefined)}
        spellCheck={false}
        autoComplete="off"
        maw="16rem"
      />
      <Button
        variant="subtle"
        aria-label={`${label}: by the time of day`}
        onClick={() => draft.set(at, [{ from: '08:00', to: '18:00', rate: textOf(value) || '1 MiB/s' }])}
      >
        By the time of day
      </Button>
    </Group>
  )
}

function RatesOfDay({ draft, at, label, rates }: RateFieldProps & { readonly rates: readonly Written[] }) {
  const put = (next: readonly Written[]) => draft.set(at, next.length === 0 ? undefined : next)
  const change = (index: number, part: keyof Written, text: string) =>
    put(
      rates.map((one, which) => {
        if (which !== index) return one
        const { [part]: _, ...others } = one
        return text === '' ? others : { ...others, [part]: text }
      }),
    )
  return (
    <Input.Wrapper
      label={label}
      description="The first line whose time fits counts; one without times is for the rest of the day."
      error={draft.mistake(at)}
    >
      <Stack gap="xs" mt="xs" role="group" aria-label={label}>
        {rates.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else that tells them apart, and keep their places.
          <Group key={index} gap="xs" wrap="wrap">
            {(['from', 'to'] as const).map((part) => (
              <TextInput
                key={part}
                type="time"
                aria-label={`${label}, line ${index + 1}: ${part}`}
                value={one[part] ?? ''}
                onChange={(event) => change(index, part, event.currentTarget.value)}
                w="8rem"
              />
            ))}
            <TextInput
              aria-label={`${label}, line ${index + 1}: rate`}
              placeholder="1 MiB/s"
              value={one.rate ?? ''}
              onChange={(event) => change(index, 'rate', event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
              w="9rem"
            />
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={`${label}: remove line ${index + 1}`}
              onClick={() => put(rates.filter((_, which) => which !== index))}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => put([...rates, { rate: '' }])}
          >
            Another time
          </Button>
          <Text size="xs" c="dimmed">
            Without any line there is no limit.
          </Text>
        </Group>
      </Stack>
    </Input.Wrapper>
  )
}
