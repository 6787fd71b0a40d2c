import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { millisecondsOf } from '../../../main/contract/configuration/durations.ts'
import { settingValue } from '../../../main/headless/terminal/setting-value.ts'
import { projectFolder } from '../../helpers/cli-run.ts'

const schema: unknown = JSON.parse(readFileSync(join(projectFolder, 'assets', 'backup_schedule.schema.json'), 'utf8'))

/** The texts that stand as defaults in the schema that is shipped, with the name of their setting. */
function defaultsIn(node: unknown, name = ''): [string, string][] {
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node)) return node.flatMap((one) => defaultsIn(one, name))
  const own = 'default' in node && typeof node.default === 'string' ? [[name, node.default] as [string, string]] : []
  const below = Object.entries(node).flatMap(([key, value]) => {
    if (key === 'default') return []
    if (key !== 'properties' || typeof value !== 'object' || value === null) return defaultsIn(value, name)
    return Object.entries(value).flatMap(([property, one]) => defaultsIn(one, property))
  })
  return [...own, ...below]
}

test('every duration and every size that has a default is shown as one, and not as a bare number', () => {
  const defaults = defaultsIn(schema)
  const durations = defaults.filter(([, text]) => /^[1-9]\d*(ms|s|m|h|d)$/.test(text))
  const sizes = defaults.filter(([, text]) => /^\d+ [KMG]iB$/.test(text))
  expect(durations.map(([name]) => name)).toEqual(expect.arrayContaining(['checkEvery', 'stopWithin', 'staleAfter']))
  expect(sizes.map(([name]) => name)).toEqual(expect.arrayContaining(['readBack', 'drillUpTo']))
  for (const [name, text] of durations) {
    // In another unit perhaps, but with one.
    const shown = settingValue(name, millisecondsOf(text))
    expect([name, shown, /^\d+(ms|s|m|h|d)$/.test(shown) && millisecondsOf(shown)]).toEqual([name, shown, millisecondsOf(text)])
  }
  const units = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
  for (const [name, text] of sizes) {
    const [amount, unit] = text.split(' ')
    expect([name, settingValue(name, Number(amount) * units[unit as keyof typeof units])]).toEqual([name, text])
  }
})
