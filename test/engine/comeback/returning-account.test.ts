import { expect, test } from 'vitest'
import { returningAccount } from '../../../main/engine/comeback/returning-account.ts'

const made = (id: string, day: number, username: string, hostname = 'laptop', tag = 'vault:notes') => ({
  id,
  time: `2026-11-${day}T07:00:00Z`,
  hostname,
  username,
  tags: [tag],
})
const snapshots = [
  made('a', 19, 'ann'),
  made('own', 20, String.raw`LAPTOP\ada`),
  made('c', 21, 'bob'),
  made('d', 22, 'eve', 'server'),
  made('e', 23, 'root', 'laptop', 'plain'),
]

test.each<[string, boolean, string | undefined, string]>([
  ['who kept the own things', true, 'bob', 'ada'],
  ['this account, where nobody did and it made some', false, 'Ann', 'Ann'],
  ['who made the newest, where it made none', false, 'eve', 'bob'],
  ['that also where this account has no name', false, undefined, 'bob'],
])('a machine that comes back was the home of %s', (_, kept, here, whose) => {
  expect(returningAccount(snapshots, { machine: 'laptop', own: kept ? { id: 'own', time: '' } : undefined }, here)).toBe(whose)
})
