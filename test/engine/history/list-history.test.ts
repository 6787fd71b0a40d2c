import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import type { HistoryEntry } from '../../../main/contract/procedures/history.ts'
import { type HistoryRequest, listHistory } from '../../../main/engine/history/list-history.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'

/** One line of the list, short enough to be compared. */
function brief(entry: HistoryEntry): string {
  if (entry.what === 'run') return `${entry.run.kind} ${entry.run.id} ${entry.run.verdict ?? 'running'}`
  if (entry.what === 'decision') return `${entry.decision.decision} ${entry.decision.by}`
  const { plan, first, last, count, reason } = entry.skip
  return `${plan} ${reason} ${count}: ${first.slice(8, 10)} to ${last.slice(8, 10)}`
}

const run = async ({ core }: TestHome, id: string, more: Partial<Extract<HistoryEvent, { event: 'run.intent' }>>, told?: string) => {
  await core.record({ event: 'run.intent', run: id, kind: 'backup', pid: 1, processStart: '', ...more })
  if (told === undefined) return
  const problem = { code: 'disk-full', sentence: told, remedy: 'Free some.' }
  const ended = told === '' ? { verdict: 'done' as const } : { verdict: 'failed' as const, problem }
  await core.record({ event: 'run.outcome', run: id, ...ended, warnings: [], warningCount: 0 })
}
const skip = ({ core }: TestHome, plan: string, day: string, reason: 'asleep' | 'paused' = 'asleep') =>
  core.record({ event: 'plan.skipped', plan, from: `2026-11-${day}T07:00:00Z`, to: `2026-11-${day}T07:00:00Z`, count: 1, reason })

test('runs, skips and decisions are one list, in pages, and skips with nothing between them are one line', async () => {
  const home = await testHome()
  const { core } = home
  await core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/notes' })
  await run(home, 'one', { plan: 'daily', vault: 'notes', repository: 'default' }, '')
  await skip(home, 'daily', '11')
  await skip(home, 'hourly', '11')
  await skip(home, 'daily', '12')
  await skip(home, 'hourly', '12')
  await skip(home, 'daily', '13', 'paused')
  await core.record({ event: 'schedule.paused', plan: 'daily', until: null, by: 'ada' })
  await skip(home, 'daily', '14', 'paused')
  await run(home, 'two', { plan: 'daily', vault: 'notes', repository: 'drive' }, 'The disk of "drive" is full.')
  await core.record({ event: 'schedule.resumed', by: 'ben' })
  await core.record({ event: 'snapshot.pinned', repository: 'default', snapshot: 'abc', by: 'ada' })
  await run(home, 'three', { kind: 'restore', target: '/tmp/Elsewhere' })

  const page = (request: Partial<HistoryRequest> = {}) => {
    const { entries, next } = listHistory(core, { most: 50, coalesce: true, ...request })
    return { lines: entries.map(brief), next }
  }
  const lines = [
    'restore three running',
    'pinned ada',
    'resumed ben',
    'backup two failed',
    'daily paused 1: 14 to 14',
    'paused ada',
    'daily paused 1: 13 to 13',
    'hourly asleep 2: 11 to 12',
    'daily asleep 2: 11 to 12',
    'backup one done',
  ]
  expect(page()).toEqual({ lines, next: null })
  expect(page({ coalesce: false }).lines).toHaveLength(12)

  for (const most of [1, 2, 3, 4, 7, 9, 10, 11]) {
    const read: string[] = []
    for (let before: number | null | undefined; before !== null; ) {
      const { lines: some, next } = page({ most, before })
      expect(some.length).toBeLessThanOrEqual(most)
      read.push(...some)
      before = next
    }
    // Where a page ends among skips they are not one line any more, but none is lost.
    const counted = (all: readonly string[]) => all.reduce((sum, line) => sum + Number(/ (\d+): /.exec(line)?.[1] ?? 1), 0)
    expect(counted(read)).toBe(counted(lines))
    expect(read.filter((line) => !line.includes(': '))).toEqual(lines.filter((line) => !line.includes(': ')))
  }

  expect(page({ kinds: ['restore'] }).lines).toEqual(['restore three running'])
  expect(page({ verdicts: ['failed', 'running'] }).lines).toEqual(['restore three running', 'backup two failed'])
  expect(page({ what: ['decision'] }).lines).toEqual(['pinned ada', 'resumed ben', 'paused ada'])
  expect(page({ vault: 'notes' }).lines).toEqual(['backup two failed', 'backup one done'])
  expect(page({ repository: 'drive', what: ['run'] }).lines).toEqual(['backup two failed'])
  expect(page({ plan: 'hourly' }).lines).toEqual(['resumed ben', 'hourly asleep 2: 11 to 12'])
  expect(page({ text: 'FULL' }).lines).toEqual(['backup two failed'])
  expect(page({ text: 'my notes' }).lines).toEqual(['backup two failed', 'backup one done'])
  expect(page({ text: 'elsewhere' }).lines).toEqual(['restore three running'])
  expect(page({ text: 'nobody says this' })).toEqual({ lines: [], next: null })
  expect(page({ kinds: [] }).lines).toEqual([])
})

test('a long history is read page by page, whole and in order', async () => {
  const home = await testHome()
  for (let number = 0; number < 450; number++) await run(home, `run ${number}`, { plan: 'daily' }, '')
  const seen: string[] = []
  for (let before: number | null | undefined; before !== null; ) {
    const { entries, next } = listHistory(home.core, { most: 60, coalesce: true, before })
    seen.push(...entries.map(brief))
    before = next
  }
  expect(seen).toEqual(Array.from({ length: 450 }, (_, number) => `backup run ${449 - number} done`))
})
