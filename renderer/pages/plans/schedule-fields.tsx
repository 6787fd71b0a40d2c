import { Chip, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import type { ScheduleForm } from './schedule-form.ts'
import { weekdays } from './schedule-words.ts'

type ScheduleFieldsProps = {
  readonly form: ScheduleForm
  readonly onChange: (form: ScheduleForm) => void
  readonly mistake: string | undefined
}

/** The fields of a schedule, by the way it is said. */
export function ScheduleFields({ form, onChange, mistake }: ScheduleFieldsProps) {
  switch (form.mode) {
    case 'daily':
      return <TimeOfDay form={form} onChange={onChange} />
    case 'weekly':
      return (
        <Stack gap="sm">
          <Chip.Group
            multiple
            value={form.days.map(String)}
            onChange={(days) => days.length > 0 && onChange({ ...form, days: days.map(Number) })}
          >
            <Group gap="xs" role="group" aria-label="On these days">
              {[1, 2, 3, 4, 5, 6, 0].map((day) => (
                <Chip key={day} value={String(day)} size="sm" variant="outline">
                  {weekdays[day]}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TimeOfDay form={form} onChange={onChange} />
        </Stack>
      )
    case 'every':
      return (
        <Group align="flex-end" gap="xs">
          <NumberInput
            label="Every"
            w={110}
            min={1}
            max={999_999}
            // What is no such number is no interval of the file.
            clampBehavior="strict"
            allowNegative={false}
            allowDecimal={false}
            value={form.number}
            onChange={(number) => typeof number === 'number' && onChange({ ...form, number })}
          />
          <Select
            aria-label="Unit"
            w={130}
            allowDeselect={false}
            data={[
              { value: 'm', label: 'minutes' },
              { value: 'h', label: 'hours' },
              { value: 'd', label: 'days' },
            ]}
            value={form.unit}
            onChange={(unit) => unit !== null && onChange({ ...form, unit: unit as 'm' | 'h' | 'd' })}
          />
        </Group>
      )
    case 'cron':
      return (
        <TextInput
          label="Cron expression"
          description="Five fields: minute, hour, day of the month, month, day of the week."
          value={form.text}
          error={mistake}
          spellCheck={false}
          autoComplete="off"
          maw={360}
          onChange={(event) => onChange({ mode: 'cron', text: event.currentTarget.value })}
        />
      )
  }
}

function TimeOfDay({
  form,
  onChange,
}: {
  readonly form: Extract<ScheduleForm, { time: string }>
  readonly onChange: (form: ScheduleForm) => void
}) {
  return (
    <TextInput
      type="time"
      label="At"
      w={140}
      value={form.time}
      onChange={(event) => /^\d\d:\d\d$/.test(event.currentTarget.value) && onChange({ ...form, time: event.currentTarget.value })}
    />
  )
}
