import { Radio, SimpleGrid, Text } from '@mantine/core'
import { SwitchField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { EditorSection } from './editor-section.tsx'

/** The kinds of plans by their names, and what they bring with them. */
const planKinds = [
  { value: 'daily', name: 'Daily', brings: 'Every day at 07:00, the last 30 are kept.' },
  { value: 'weekly', name: 'Weekly', brings: 'Every Sunday at 23:00, the last 12 are kept.' },
  { value: 'on-change', name: 'On change', brings: 'As soon as something changes; a person approves or reverts it.' },
  { value: 'custom', name: 'Custom', brings: 'Nothing comes by itself: you say when, and what is kept.' },
] as const

/** What kind of plan it is, and whether it runs at all. */
export function PlanKind({ draft }: { readonly draft: Draft }) {
  const kind = draft.get('kind') ?? 'custom'
  const choose = (next: string) => {
    draft.set('kind', next)
    if (next === 'on-change') draft.set('schedule', undefined)
    else for (const only of ['debounce', 'atMostEvery', 'approval']) draft.set(only, undefined)
  }
  return (
    <EditorSection
      title="Kind"
      lead="A kind brings a schedule and rules of what is kept; anything below may say otherwise."
      mistake={draft.mistake('kind')}
    >
      <Radio.Group value={String(kind)} onChange={choose} aria-label="Kind of plan">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {planKinds.map(({ value, name, brings }) => (
            <Radio.Card key={value} value={value} p="sm" radius="md" aria-label={name} style={{ borderColor: 'var(--vk-line)' }}>
              <Radio.Indicator style={{ float: 'inline-start', marginInlineEnd: 10 }} />
              <Text fw={600} component="span">
                {name}
              </Text>
              <Text size="sm" c="dimmed">
                {brings}
              </Text>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      <SwitchField
        draft={draft}
        at="enabled"
        label="Runs by itself"
        description="Switched off, it makes no snapshots and none are expected of it."
        usual={true}
      />
    </EditorSection>
  )
}
