import { describe, expect, it } from 'vitest'
import { HistoryFilter, type KnownRun } from '../../main/contract/procedures/history.ts'
import { activityKinds, activityOutcomes, historyFilter, readFilter, writeFilter } from '../../renderer/pages/activity/activity-filter.ts'
import { decisionInWords, runSummary, runTitle, skipsInWords } from '../../renderer/pages/activity/run-words.ts'

const counts = { files: 120, bytes: 4000, filesNew: 2, filesChanged: 0, bytesStored: 1500 }
const report = {
  how: 'whole' as const,
  comparedFiles: 120,
  comparedBytes: 4000,
  changedSince: 0,
  leftFiles: 0,
  countsAgree: true,
  findings: [],
  findingCount: 0,
  vanishedSnapshots: [],
  unknownSnapshots: [],
  duration: 10,
}
type Told = Parameters<typeof runSummary>[0]
const run = (more: Partial<Told>): Told => ({
  kind: 'backup',
  verdict: 'done',
  counts: null,
  report: null,
  problem: null,
  result: null,
  unchanged: false,
  warnings: [],
  ...more,
})

describe('what happened, in words', () => {
  const names = { repository: 'drive', target: '/home/ada/Notes', path: '/home/ada/Notes', plan: 'daily', source: 'local', agent: null }
  it.each([
    ['backup', 'Notes', 'Backup of Notes into "drive"'],
    ['backup', null, 'Backup of /home/ada/Notes into "drive"'],
    ['restore', 'Notes', 'Restore into /home/ada/Notes from "drive"'],
    ['undo', null, 'Undo of a restore into /home/ada/Notes'],
    ['revert', 'Notes', 'Revert of a change in Notes'],
    ['retention', null, 'Removal of old snapshots of the plan "daily" from "drive"'],
    ['prune', null, 'Freeing of space in "drive"'],
    ['check', null, 'Check of "drive"'],
    ['copy', null, 'Copy from "local" into "drive"'],
    ['drill', 'Notes', 'Restore on trial of Notes from "drive"'],
    ['push', 'Notes', 'Push of Notes'],
    ['branch', 'Notes', 'Branch of Notes brought back from "drive"'],
    ['comeback', null, 'Return of this machine from "drive"'],
    ['recover', null, 'Recovery of /home/ada/Notes from "drive"'],
  ] as const)('a %s of %s', (kind, vault, words) => {
    expect(runTitle({ ...names, kind }, vault)).toBe(words)
  })

  it.each([
    [run({ counts, report }), '2 new of 120 files, 1.5 kB stored, all read back'],
    [run({ counts, report: { ...report, how: 'selected', comparedFiles: 40 } }), '2 new of 120 files, 1.5 kB stored, 40 files read back'],
    [run({ counts, report: { ...report, findingCount: 1 } }), '2 new of 120 files, 1.5 kB stored, 1 file did not come back as saved'],
    [run({ counts, unchanged: true }), 'Nothing had changed'],
    [run({ counts, warnings: ['Not saved: x'] }), '2 new of 120 files, 1.5 kB stored. Not saved: x'],
    [run({ verdict: 'failed', problem: { code: 'no-space', sentence: 'The disk is full.', remedy: 'Free some.' } }), 'The disk is full.'],
    [run({ verdict: null }), 'Still going on'],
    [run({ kind: 'restore', result: { restored: 3, bytes: 2500 } }), '3 items restored, 2.5 kB'],
    [run({ kind: 'restore', result: { restored: 0, bytes: 0 } }), 'Everything was there already, as in the snapshot'],
    [
      run({ kind: 'drill', result: { how: 'whole', files: 3, bytes: 2500, findingCount: 0, backIn: 250_000 } }),
      'All of it, 3 files, 2.5 kB: as it was saved. You would be back in about 4 minutes',
    ],
    [
      run({ kind: 'drill', result: { how: 'sample', files: 3, bytes: 1, findingCount: 2, backIn: 1 } }),
      '2 files did not come back as saved',
    ],
    [run({ kind: 'push', result: { remote: 'origin', branches: [{ state: 'pushed', commits: 2 }] } }), '2 commits pushed to "origin"'],
    [run({ kind: 'push', result: { remote: 'origin', branches: [{ state: 'up-to-date' }] } }), 'Nothing was missing at "origin"'],
    [
      run({ kind: 'branch', result: { branch: 'main', name: 'main-regained', commits: 2, label: 'daily/2026-11-21' } }),
      '"main" is there again as "main-regained", with 2 commits, out of the snapshot daily/2026-11-21',
    ],
    [run({ kind: 'undo', result: { putBack: 1, removed: 2 } }), '1 file put back, 2 removed'],
    [run({ kind: 'undo', result: { putBack: 0, removed: 1 } }), '1 added file removed'],
    [run({ kind: 'undo', result: { putBack: 0, removed: 0 } }), 'There was nothing to put back'],
    [run({ kind: 'prune', result: { freedBytes: 10_000 } }), '10 kB freed'],
    [
      run({
        kind: 'retention',
        result: {
          vaults: [
            { kept: 5, removed: [{}, {}] },
            { kept: 1, removed: [] },
          ],
        },
      }),
      '2 snapshots removed, 6 kept',
    ],
    [run({ kind: 'unlock', result: { removed: 1 } }), ''],
  ] satisfies [Told, string][])('%# in one line', (of, words) => {
    expect(runSummary(of as KnownRun)).toBe(words)
  })

  it('due times that were not run, and decisions', () => {
    const skip = { plan: 'daily', repository: 'drive', count: 14, reason: 'asleep' } as const
    expect(skipsInWords(skip)).toBe('Plan "daily" into "drive" was not run 14 times: the machine slept')
    expect(skipsInWords({ ...skip, repository: null, count: 1, reason: 'paused' })).toBe('Plan "daily" was not run: it was paused')
    const decision = { by: 'ada@desk', subject: null, plan: null, vault: 'notes', repository: 'drive', until: null }
    expect(decisionInWords({ ...decision, decision: 'approved' }, 'Notes')).toBe('ada@desk approved a change in Notes')
    expect(decisionInWords({ ...decision, decision: 'paused' }, null)).toBe('ada@desk paused all backups')
    expect(decisionInWords({ ...decision, decision: 'resumed', plan: 'daily' }, null)).toBe('ada@desk resumed the plan "daily"')
    expect(decisionInWords({ ...decision, decision: 'pinned' }, null)).toBe('ada@desk pinned a snapshot in "drive"')
  })
})

describe('the filter', () => {
  it('stands in the address, and comes out of it as it was', () => {
    for (const kind of Object.keys(activityKinds) as (keyof typeof activityKinds)[])
      for (const outcome of Object.keys(activityOutcomes) as (keyof typeof activityOutcomes)[])
        for (const text of ['', 'a & b=c?#', 'ü']) {
          const filter = { kind, outcome, plan: text, vault: '', text }
          expect(readFilter(writeFilter(filter))).toEqual(filter)
          HistoryFilter.parse(historyFilter(filter))
        }
    expect(writeFilter(readFilter(''))).toBe('')
    expect(readFilter('kind=__proto__&outcome=toString')).toEqual(readFilter(''))
  })

  it('asks the engine for what it names', () => {
    expect(historyFilter(readFilter('kind=restores&outcome=bad&vault=notes&text=+x+'))).toEqual({
      what: ['run'],
      kinds: ['restore', 'undo', 'revert', 'comeback', 'recover'],
      verdicts: ['failed', 'not-verified', 'interrupted'],
      vault: 'notes',
      text: 'x',
    })
    expect(historyFilter(readFilter('kind=skipped&plan=daily'))).toEqual({ what: ['skip'], plan: 'daily' })
    expect(historyFilter(readFilter(''))).toEqual({})
  })
})
