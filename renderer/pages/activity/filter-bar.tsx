import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orpc } from '../../api.ts'
import { type ActivityFilter, activityKinds, activityOutcomes } from './activity-filter.ts'

type FilterBarProps = { readonly filter: ActivityFilter; readonly onChange: (filter: ActivityFilter) => void }

/** Narrows the list by kind, outcome, plan, vault and words. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const { data } = useQuery(orpc.overview.get.queryOptions())
  const plans = named([filter.plan, ...(data?.plans.map(({ plan }) => plan) ?? [])].map((plan) => [plan, plan]))
  const vaults = named([...(data?.vaults.map(({ vault, name }): [string, string] => [vault, name]) ?? []), [filter.vault, filter.vault]])
  return (
    <Group gap="xs" component="search" align="flex-end">
      <SearchText text={filter.text} onChange={(text) => onChange({ ...filter, text })} />
      <Choice label="Kind" value={filter.kind} data={options(activityKinds)} onChange={(kind) => onChange({ ...filter, kind })} />
      <Choice
        label="Outcome"
        value={filter.outcome}
        data={options(activityOutcomes)}
        onChange={(outcome) => onChange({ ...filter, outcome })}
      />
      {plans.length > 0 && (
        <Choice
          label="Plan"
          value={filter.plan}
          data={[{ value: '', label: 'All plans' }, ...plans]}
          onChange={(plan) => onChange({ ...filter, plan })}
        />
      )}
      {vaults.length > 1 && (
        <Choice
          label="Vault"
          value={filter.vault}
          data={[{ value: '', label: 'All vaults' }, ...vaults]}
          onChange={(vault) => onChange({ ...filter, vault })}
        />
      )}
    </Group>
  )
}

/** What is typed is looked for a moment later. */
function SearchText({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  const told = useDebouncedCallback(onChange, 250)
  useEffect(() => setTyped(text), [text])
  return (
    <TextInput
      label="Search"
      placeholder="Words, a label, a file"
      leftSection={<IconSearch size={16} aria-hidden />}
      flex="2 1 14rem"
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        told(event.currentTarget.value)
      }}
    />
  )
}

type Option<Value extends string> = { readonly value: Value; readonly label: string }
type ChoiceProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly data: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, data, onChange }: ChoiceProps<Value>) {
  return (
    <Select
      label={label}
      value={value}
      data={data}
      allowDeselect={false}
      onChange={(chosen) => chosen !== null && onChange(chosen as Value)}
      flex="1 1 8rem"
    />
  )
}

function options<Value extends string>(words: Readonly<Record<Value, string>>): Option<Value>[] {
  return (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }))
}

function named(entries: readonly (readonly [string, string])[]): Option<string>[] {
  return [...new Map(entries.filter(([value]) => value !== '').toReversed())].map(([value, label]) => ({ value, label })).toReversed()
}
