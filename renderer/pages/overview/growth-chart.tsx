import '@mantine/charts/styles.css'
import { LineChart } from '@mantine/charts'
import type { GrowthDay } from '../../../main/contract/procedures/overview.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'

type Vaults = readonly { readonly vault: string; readonly name: string; readonly days: readonly GrowthDay[] }[]

/** Colours that mean nothing by themselves; beside them each line has a pattern of its own. */
const lines = [
  { color: 'brand.4', strokeDasharray: '0' },
  { color: 'grape.6', strokeDasharray: '6 3' },
  { color: 'teal.7', strokeDasharray: '2 3' },
  { color: 'orange.7', strokeDasharray: '10 4' },
  { color: 'indigo.5', strokeDasharray: '8 3 2 3' },
  { color: 'pink.6', strokeDasharray: '4 4' },
] as const

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The size of each vault from day to day; of more vaults than there are lines the largest are shown. */
export default function GrowthChart({ vaults }: { readonly vaults: Vaults }) {
  const shown = vaults.toSorted((one, other) => (other.days.at(-1)?.bytes ?? 0) - (one.days.at(-1)?.bytes ?? 0)).slice(0, lines.length)
  const days = [...new Set(shown.flatMap((vault) => vault.days.map((one) => one.day)))].toSorted()
  const sizes = new Map(shown.map(({ vault, days: of }) => [vault, new Map(of.map((one) => [one.day, one.bytes]))]))
  const data = days.map((date) => ({
    date,
    ...Object.fromEntries(shown.map(({ vault }) => [vault, sizes.get(vault)?.get(date) ?? null])),
  }))
  return (
    <LineChart
      h={260}
      data={data}
      dataKey="date"
      series={shown.map(({ vault, name }, at) => ({
        name: vault,
        label: name,
        ...lines[at % lines.length],
        color: lines[at % lines.length]?.color ?? 'brand.6',
      }))}
      curveType="linear"
      connectNulls
      withLegend={shown.length > 1}
      withDots={days.length < 60}
      valueFormatter={bytesInWords}
      xAxisProps={{ tickFormatter: (date: string) => day.format(Date.parse(date)), minTickGap: 24 }}
      yAxisProps={{ width: 64 }}
      aria-label="Size of the vaults from day to day; the table below says the same"
      role="img"
    />
  )
}
