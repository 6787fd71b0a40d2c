import { expect, test } from 'vitest'
import { chooseStates } from '../../../main/engine/comeback/states-of-vault.ts'
import type { Takes } from '../../../main/engine/moments/vaults-then.ts'
import { at } from '../health/records.ts'

const moment = (day: number, plan: string | null, unusual = false, files = 100) => ({ time: at(day).toISOString(), plan, files, unusual })
const known: Record<string, Takes> = { daily: 'all', memory: 'part', weights: 'part' }
const takes = (plan: string | null) => (plan === null ? 'all' : (known[plan] ?? 'unknown'))

test.each<[string, ReturnType<typeof moment>[], number[]]>([
  [
    'what holds all of it, and later parts',
    [moment(20, 'memory'), moment(19, 'memory'), moment(18, 'daily'), moment(17, 'weights')],
    [2, 0],
  ],
  ['what was saved by hand, and later parts', [moment(20, 'memory'), moment(18, null), moment(17, 'weights')], [1, 0]],
  ['no later part with an unusual change', [moment(20, 'memory', true), moment(19, 'memory'), moment(18, 'daily')], [2, 1]],
  ['parts alone, the newest of each plan', [moment(20, 'memory'), moment(19, 'memory'), moment(9, 'weights')], [2, 0]],
  ['of these what is as it should be', [moment(20, 'memory', true), moment(19, 'weights'), moment(18, 'memory')], [2, 1]],
  ['a part of which nothing else holds anything, unusual or not', [moment(20, 'memory'), moment(19, 'weights', true)], [1, 0]],
  ['parts also of a plan that is no more', [moment(20, 'memory'), moment(19, 'gone', false, 10)], [1, 0]],
  ['parts from before such a plan', [moment(20, 'gone'), moment(19, 'weights')], [1, 0]],
  ['nothing from before it that may be all of the vault', [moment(20, 'gone'), moment(2, 'long-gone')], [0]],
  ['nothing', [], []],
])('a vault is put together from %s', (_, moments, which) => {
  expect(chooseStates(moments, takes)).toEqual(which.map((at) => moments[at]))
})
