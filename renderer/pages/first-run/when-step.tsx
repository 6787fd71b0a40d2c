import { Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Draft } from './draft.ts'
import { StepFrame } from './step-frame.tsx'

type WhenStepProps = {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
  readonly onNext: () => void
  readonly onBack: () => void
}

/** When: each day, whenever something changes, or both. */
export function WhenStep({ draft, onChange, onNext, onBack }: WhenStepProps) {
  const { daily, onChange: watched } = draft
  const [time, setTime] = useState(daily ?? '07:00')
  const goodTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)
  return (
    <StepFrame
      step="when"
      lead="If the computer is off or asleep at that time, the backup is made up for as soon as it is back."
      onNext={onNext}
      onBack={onBack}
      canGoOn={(daily === null || goodTime) && (daily !== null || watched)}
    >
      <Stack gap="lg" role="group" aria-label="When">
        <div>
          <Checkbox
            label="Every day"
            description="The last 30 of these states are kept."
            checked={daily !== null}
            onChange={(event) => onChange({ daily: event.currentTarget.checked ? time : null })}
          />
          {daily !== null && (
            <TextInput
              mt="sm"
              ms={32}
              w="10rem"
              type="time"
              label="At"
              value={time}
              error={goodTime ? undefined : 'A time such as 07:00'}
              onChange={({ currentTarget: { value } }) => {
                setTime(value)
                if (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)) onChange({ daily: value })
              }}
            />
          )}
        </div>
        <Checkbox
          label="Whenever something changes"
          description="At most every ten minutes. The last 20 states, and one for each of 24 hours with changes, are kept."
          checked={watched}
          onChange={(event) => onChange({ onChange: event.currentTarget.checked })}
        />
      </Stack>
      <Text size="sm" role="status">
        {daily === null && !watched ? 'Choose at least one of them.' : `In words: ${inWords(daily, watched)}.`}
      </Text>
    </StepFrame>
  )
}

function inWords(daily: string | null, watched: boolean): string {
  if (daily === null) return 'a backup a moment after something has changed'
  return `a backup every day at ${daily}${watched ? ', and another a moment after something has changed' : ''}`
}
