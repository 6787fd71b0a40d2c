import { expect, it } from 'vitest'
import type { EndedRunOf } from '../../main/contract/procedures/ended-run.ts'
import { decisionWords } from '../../renderer/pages/approvals/decision-words.ts'

const decided = { key: 'a', how: 'reverting', what: '1 file in Agents', job: 'b' } as const
const none = { ended: null, lost: false }
const revert: EndedRunOf<'revert'> = {
  ...{ kind: 'revert', run: 'r', plan: 'watched', vault: 'agents', vaultName: 'Agents', repository: 'drive', verdict: 'done' },
  ...{ problem: null, warnings: [], warningCount: 0, failed: [] },
  result: {
    ...{ change: 'c', hash: 'h', vault: { id: 'agents', name: 'Agents', path: '/agents' }, safety: null, safetyLabel: null },
    ...{ restored: 1, removed: 0, untouched: 0 },
  },
}
const ended = (more: Partial<EndedRunOf<'revert'>>) => {
  const run = { ...revert, ...more }
  return decisionWords(decided, { ended: { verdict: run.verdict, runs: [run] }, lost: false })
}

it('a revert that put files back with remarks did succeed, and its warnings are told', () => {
  expect(ended({})).toEqual({ tone: 'good', title: 'Reverted: 1 file put back', lines: [] })
  const warnings = ['one.md was changed since: it is kept in the safety snapshot.']
  expect(ended({ verdict: 'warnings', warnings, warningCount: 3 })).toEqual({
    ...{ tone: 'attention', title: 'Reverted: 1 file put back' },
    lines: [...warnings, 'And 2 more.'],
  })
})

it.each([
  ['failed', 'bad'],
  ['interrupted', 'bad'],
  ['cancelled', 'calm'],
] as const)('a revert that is %s did not succeed, and looks it', (verdict, tone) => {
  expect(ended({ verdict, result: null })).toEqual({ tone, title: 'The revert of 1 file in Agents did not succeed', lines: [] })
})

it('a revert that nobody knows any more is over, and no good end', () => {
  expect(decisionWords(decided, none)).toEqual({ tone: 'info', title: 'Reverting 1 file in Agents', lines: [] })
  expect(decisionWords(decided, { ended: null, lost: true })).toMatchObject({
    ...{ tone: 'attention', title: 'The revert of 1 file in Agents is over' },
    lines: ['Vaultkeeper was started again since. The activity tells how it ended.'],
  })
})

it('what is approved is said to be', () => {
  const approved = { key: 'a', how: 'approved', what: '1 file in Agents', remarks: [] } as const
  expect(decisionWords(approved, none)).toMatchObject({
    ...{ tone: 'good', title: 'Approved: 1 file in Agents' },
  })
  const remarks = ['The repository "drive" is not there.']
  expect(decisionWords({ ...approved, remarks }, none)).toMatchObject({
    ...{ tone: 'attention', title: 'Approved: 1 file in Agents', lines: [expect.any(String), ...remarks] },
  })
})
