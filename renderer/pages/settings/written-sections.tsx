import { Group, Text } from '@mantine/core'
import { CountField, SwitchField, TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { CalendarField } from '../plans/calendar-field.tsx'
import { BatteryField, MeteredField } from '../plans/condition-fields.tsx'
import { EditorSection } from '../plans/editor-section.tsx'

/** When repositories are looked after. */
export function VerificationSection({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection title="Verification" lead="A backup that was never read back is a hope.">
      <CalendarField draft={draft} at="verification.check" label="Check the structure of the repositories" usual="0 12 * * 6" />
      <CalendarField draft={draft} at="verification.drill" label="Restore each vault on trial" usual="0 13 1 * *" />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextField draft={draft} at="verification.readDataEvery" label="Read all data within" description="Such as 30d." usual="30d" />
        <TextField
          draft={draft}
          at="verification.readBack"
          label="Read back of each run"
          description="At most so much of what it stored."
          usual="256 MiB"
        />
        <TextField
          draft={draft}
          at="verification.drillUpTo"
          label="Restore whole on trial up to"
          description="Of a larger vault so much each time, by turns."
          usual="4 GiB"
        />
      </Group>
    </EditorSection>
  )
}

/** What holds for every plan that does not say otherwise. */
export function AllPlansSection({ draft }: { readonly draft: Draft }) {
  return (
    <EditorSection title="For all plans" lead="Unless a plan says otherwise. Limits of bandwidth belong to a repository: see Plans.">
      <BatteryField draft={draft} silent="Above 20 %, as usual" />
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <MeteredField draft={draft} silent="As usual: only to places on this machine" />
        <TextField
          draft={draft}
          at="conditions.minimumFree"
          label="Free space that must be left"
          description="Such as 2 GB."
          usual="256 MiB"
        />
      </Group>
      <Text size="sm" fw={600}>
        Ask me when a snapshot differs from the one before by
      </Text>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextField draft={draft} at="anomaly.deleted" label="Deleted files, more than" usual="20%" />
        <TextField draft={draft} at="anomaly.changed" label="Changed files, more than" usual="50%" />
        <CountField draft={draft} at="anomaly.atLeastFiles" label="But not below so many files" usual="20" />
      </Group>
      <SwitchField
        draft={draft}
        at="app.keepAwakeDuringRuns"
        label="Keep the machine awake during a run"
        description="The tray app does. The screen may go dark, and closing the lid still counts."
        usual={true}
      />
    </EditorSection>
  )
}
