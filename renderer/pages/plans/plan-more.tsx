import { Group } from '@mantine/core'
import { CountField, SwitchField, TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { BatteryField, MeteredField } from './condition-fields.tsx'
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
