const sizes = ['readBack', 'drillUpTo', 'minimumFree', 'packSize']
const rates = ['limitUpload', 'limitDownload', 'rate']
const parts = ['deleted', 'changed', 'above']
const durations = [
  'jitter',
  'debounce',
  'atMostEvery',
  'staleAfter',
  'timeout',
  'unpushedAfter',
  'uncommittedAfter',
  'lateAfter',
  'deadAfter',
  'aliveWithin',
  'stopWithin',
  'checkEvery',
  'readDataEvery',
]

/** A value of the configuration as a person writes it: durations, sizes and percentages are numbers once parsed. */
export function settingValue(path: string, value: unknown): string {
  const name = path.split('.').at(-1) ?? ''
  if (value === null || (Array.isArray(value) && value.length === 0)) return '-'
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (typeof value !== 'number') return String(value)
  if (durations.includes(name))
    return withUnit(
      value,
      [
        ['d', 86_400_000],
        ['h', 3_600_000],
        ['m', 60_000],
        ['s', 1000],
        ['ms', 1],
      ],
      '',
    )
  if (sizes.includes(name)) return size(value)
  if (rates.includes(name)) return `${size(value)}/s`
  if (parts.includes(name)) return `${Number((value * 100).toFixed(3))}%`
  return String(value)
}

function size(bytes: number): string {
  return withUnit(
    bytes,
    [
      ['GiB', 2 ** 30],
      ['MiB', 2 ** 20],
      ['KiB', 2 ** 10],
      ['B', 1],
    ],
    ' ',
  )
}

/** In the largest unit that goes into it without a rest: 26h rather than 1d2h, as it stands in the file. */
function withUnit(value: number, units: readonly (readonly [string, number])[], space: string): string {
  for (const [unit, worth] of units) if (value >= worth && value % worth === 0) return `${value / worth}${space}${unit}`
  return String(value)
}
