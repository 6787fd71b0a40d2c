import { Anchor, NumberInput, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import { presets } from '../../../main/contract/configuration/presets.ts'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { Segments } from '../../parts/segments.tsx'
import { EditorSection } from './editor-section.tsx'
import { keepInWords, rulesOf } from './keep-words.ts'
import { RetentionPreview } from './retention-preview.tsx'
import { vaultName } from './written.ts'

const counts = [
  ['last', 'The last', ''],
  ['hourly', 'Hourly', 'hours'],
  ['daily', 'Daily', 'days'],
  ['weekly', 'Weekly', 'weeks'],
  ['monthly', 'Monthly', 'months'],
  ['yearly', 'Yearly', 'years'],
] as const

const spans = [
  ['within', 'All of the last'],
  ['withinHourly', 'One an hour of the last'],
  ['withinDaily', 'One a day of the last'],
  ['withinWeekly', 'One a week of the last'],
  ['withinMonthly', 'One a month of the last'],
  ['withinYearly', 'One a year of the last'],
] as const

/** How long snapshots are kept, and what that would remove now. `plan` null: it is not in force yet. */
export function PlanRetention({
  draft,
  plan,
  written,
}: {
  readonly draft: Draft
  readonly plan: string | null
  readonly written: unknown
}) {
  const kind = textOf(draft.get('kind') ?? 'custom')
  const usual: KeepRules = kind in presets ? presets[kind as keyof typeof presets].keep : {}
  const keep = draft.get('keep')
  const all = keep === 'all' || (keep === undefined && Object.keys(usual).length === 0)
  const rules = keep === undefined ? usual : rulesOf(keep)
  // Whoever empties the only field is about to write another number: that all is kept is chosen, and never come to.
  const unsaid = !all && Object.keys(rules).length === 0
  const [more, { toggle }] = useDisclosure(spans.some(([rule]) => rules[rule] !== undefined))
  const change = (rule: string, value: number | string | undefined) => {
    const { [rule as keyof KeepRules]: _, ...others } = rules
    const next = value === undefined ? others : { ...others, [rule]: value }
    draft.set('keep', Object.keys(next).length > 0 && same(next, usual) ? undefined : next)
  }
  return (
    <EditorSection
      title="How long they are kept"
      lead="A snapshot stays as long as any of these wants it. The newest 3 and those that are pinned always stay."
    >
      <Segments
        aria-label="What is kept"
        data={[
          { value: 'rules', label: 'By rules' },
          { value: 'all', label: 'Keep all' },
        ]}
        value={all ? 'all' : 'rules'}
        onChange={(next) => {
          const back = Object.keys(usual).length > 0 ? undefined : { last: 30 }
          draft.set('keep', next === 'all' ? (Object.keys(usual).length === 0 ? undefined : 'all') : back)
        }}
      />
      {!all && (
        <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="sm" verticalSpacing="sm">
          {counts.map(([rule, name, unit]) => (
            <NumberInput
              key={rule}
              label={name}
              aria-label={rule === 'last' ? 'Keep the last' : `${name}: one for each of so many ${unit}`}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              value={rules[rule] ?? ''}
              error={draft.mistake(`keep.${rule}`)}
              onChange={(value) => change(rule, typeof value === 'number' ? value : undefined)}
            />
          ))}
        </SimpleGrid>
      )}
      {!all && (
        <Anchor component="button" type="button" size="sm" onClick={toggle} aria-expanded={more} style={{ alignSelf: 'flex-start' }}>
          {more ? 'Fewer rules' : 'Rules of time'}
        </Anchor>
      )}
      {!all && more && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" verticalSpacing="sm">
          {spans.map(([rule, name]) => (
            <TextInput
              key={rule}
              label={name}
              placeholder="such as 14d or 1y6m"
              value={rules[rule] ?? ''}
              error={draft.mistake(`keep.${rule}`)}
              spellCheck={false}
              onChange={(event) => change(rule, event.currentTarget.value || undefined)}
            />
          ))}
        </SimpleGrid>
      )}
      <Text size="sm" fw={600} {...(unsaid ? { c: 'var(--vk-bad-text)', role: 'alert' } : {})}>
        {unsaid ? 'Say how many, or choose “Keep all”.' : `Keeps ${keepInWords(all ? {} : rules)}.`}
      </Text>
      {plan !== null && !unsaid && (
        <RetentionPreview plan={plan} keep={all ? 'all' : rules} nameOf={(vault) => vaultName(written, vault)} />
      )}
    </EditorSection>
  )
}

function same(one: KeepRules, other: KeepRules): boolean {
  const sorted = (rules: KeepRules) => JSON.stringify(Object.entries(rules).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}
