import { Group, NumberInput, Stack, Text } from '@mantine/core'
import { ChoiceField, CountField, LinesField, SwitchField, TextField, textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { Segments } from '../../parts/segments.tsx'
import { EditorSection } from './editor-section.tsx'

/** What must hold for a plan to run by itself. */
export function PlanConditions({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection title="Conditions" lead="What must hold for it to run by itself. A backup that you start yourself runs anyway.">
      <BatteryField draft={draft} silent="As for all plans" />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <MeteredField draft={draft} silent="As for all plans" />
        <TextField
          draft={draft}
          at="conditions.minimumFree"
          label="Free space that must be left"
          description="On the disk of a local repository, such as 2 GB."
          usual="as for all plans"
        />
      </Group>
    </EditorSection>
  )
}

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

/** When a person is to hear of it: no good snapshot for too long, or one that differs too much from the one before. */
export function PlanAlarms({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection
      title="When you want to hear of it"
      lead="Snapshots that differ so much are unusual: you are asked before anything old is removed."
    >
      <TextField
        draft={draft}
        at="staleAfter"
        label="No good snapshot for longer than"
        description="Such as 26h or 8d."
        usual="a little longer than its schedule"
        maw={360}
      />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextField
          draft={draft}
          at="anomaly.deleted"
          label="Deleted files, more than"
          description="Part of all, such as 20%."
          usual="as for all plans"
        />
        <TextField
          draft={draft}
          at="anomaly.changed"
          label="Changed files, more than"
          description="Part of all, such as 50%."
          usual="as for all plans"
        />
        <CountField
          draft={draft}
          at="anomaly.atLeastFiles"
          label="But not below so many files"
          description="Fewer never count."
          usual="as for all plans"
        />
      </Group>
      <SwitchField
        draft={draft}
        at="verify"
        label="Read each snapshot back and compare it"
        description="A backup that was never read back is a hope."
        usual={true}
      />
    </EditorSection>
  )
}

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
