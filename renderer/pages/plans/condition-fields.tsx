import { Group, NumberInput, Stack, Text } from '@mantine/core'
import { ChoiceField, textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { Segments } from '../../parts/segments.tsx'

/** What holds while the file does not say: `silent`, in words. */
type ConditionProps = { readonly draft: Draft; readonly silent: string }

/** Whether to run while the network counts bytes. */
export function MeteredField({ draft, silent }: ConditionProps) {
  return (
    <ChoiceField
      draft={draft}
      at="conditions.onMetered"
      label="While the network counts bytes"
      choices={[
        { value: '', label: silent },
        { value: 'always', label: 'Run' },
        { value: 'local only', label: 'Only to places on this machine' },
        { value: 'never', label: 'Wait' },
      ]}
    />
  )
}

/** Whether to run without mains power. */
export function BatteryField({ draft, silent }: ConditionProps) {
  const value = textOf(draft.get('conditions.onBattery'))
  const [, percent] = /^above (\d{1,2})%$/.exec(value) ?? []
  const mode = value === '' || value === 'always' || value === 'never' ? value : 'above'
  const set = (next: string) => draft.set('conditions.onBattery', next === '' ? undefined : next === 'above' ? 'above 30%' : next)
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id="on-battery">
        On battery
      </Text>
      <Group gap="sm">
        <Segments
          aria-labelledby="on-battery"
          data={[
            { value: '', label: silent },
            { value: 'always', label: 'Run' },
            { value: 'above', label: 'Run above' },
            { value: 'never', label: 'Wait' },
          ]}
          value={mode}
          onChange={set}
        />
        {mode === 'above' && (
          <NumberInput
            aria-label="Charge in percent"
            w={90}
            min={1}
            max={99}
            suffix=" %"
            allowDecimal={false}
            value={percent === undefined ? '' : Number(percent)}
            onChange={(next) => typeof next === 'number' && draft.set('conditions.onBattery', `above ${next}%`)}
          />
        )}
      </Group>
      {draft.mistake('conditions.onBattery') !== undefined && (
        <Text size="sm" c="var(--vk-bad-text)">
          {draft.mistake('conditions.onBattery')}
        </Text>
      )}
    </Stack>
  )
}
