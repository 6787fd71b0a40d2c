import type { Plan } from './plan.ts'
import { textReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** Ids of all files of a kind that are there, whatever the index says of them. */
export function planList(kind: 'locks' | 'packs'): Plan<Announcement, string[]> {
  return {
    name: `list ${kind}`,
    args: ['list', kind],
    announces: true,
    neverLocks: kind === 'locks',
    reader: textReader((lines) => lines.filter((line) => /^[0-9a-f]{64}$/.test(line))),
  }
}
