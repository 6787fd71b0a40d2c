import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { presets } from '../../../main/contract/configuration/presets.ts'
import { SwitchField, TextField, textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { Segments } from '../../parts/segments.tsx'
import { EditorSection } from './editor-section.tsx'
import { NextRuns } from './next-runs.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { inMode, readSchedule, type ScheduleForm, type ScheduleMode, writeSchedule } from './schedule-form.ts'
import { useScheduleInWords } from './schedule-words.ts'
import { ZoneField } from './zone-field.tsx'

/** When a plan runs: at times, or when something changes. */
export function PlanSchedule({ draft }: { readonly draft: Draft }) {
  const kind = textOf(draft.get('kind') ?? 'custom')
  if (kind === 'on-change') return <OnChange draft={draft} />
  const usual = kind === 'daily' || kind === 'weekly' ? presets[kind].schedule : null
  return <AtTimes key={kind} draft={draft} usual={usual} />
}

function AtTimes({ draft, usual }: { readonly draft: Draft; readonly usual: string | null }) {
  const schedule = textOf(draft.get('schedule')) || (usual ?? '')
  const [mode, setMode] = useState<ScheduleMode>()
  const form = formIn(schedule, mode)
  const words = useScheduleInWords(schedule === '' ? null : schedule)
  const change = (next: ScheduleForm) => {
    setMode(next.mode)
    const text = writeSchedule(next)
    draft.set('schedule', text === usual || text === '' ? undefined : text)
  }
  return (
    <EditorSection title="When" mistake={form.mode === 'cron' ? undefined : draft.mistake('schedule')}>
      <Segments
        aria-label="How often"
        data={[
          { value: 'daily', label: 'Daily' },
          { value: 'weekly', label: 'Weekly' },
          { value: 'every', label: 'Every …' },
          { value: 'cron', label: 'Cron' },
        ]}
        value={form.mode}
        onChange={(next) => change(inMode(form, next as ScheduleMode))}
      />
      <ScheduleFields form={form} onChange={change} mistake={draft.mistake('schedule')} />
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {schedule === '' ? 'No time is chosen yet' : words}
        </Text>
        <NextRuns schedule={schedule} timeZone={textOf(draft.get('timeZone')) || undefined} />
      </Stack>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <ZoneField draft={draft} />
        <TextField
          draft={draft}
          at="jitter"
          label="Spread"
          description="Up to so much later, another time for each run, such as 10m: so that many machines do not come at once."
          usual="none"
        />
      </Group>
    </EditorSection>
  )
}

/** The form of what is written, unless a person has chosen another way to say the same. */
function formIn(schedule: string, mode: ScheduleMode | undefined): ScheduleForm {
  const read = readSchedule(schedule)
  return mode === 'cron' ? { mode: 'cron', text: schedule } : read
}

function OnChange({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection title="When" lead="As soon as one of its files changes.">
      <SwitchField
        draft={draft}
        at="approval"
        label="A person approves or reverts each change"
        description="Until then it waits under Approvals, and both states are kept."
        usual={true}
      />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextField
          draft={draft}
          at="debounce"
          label="Wait until it is quiet for"
          usual="1s"
          description="Programs often write in several steps."
        />
        <TextField draft={draft} at="atMostEvery" label="At most every" usual="10s" description="The least time between two snapshots." />
      </Group>
    </EditorSection>
  )
}
