import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../helpers/cli-run.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { asMarkdown } from './as-markdown.ts'
import type { CaseResult } from './case-result.ts'
import { Report, reportOf } from './report.ts'
import { failuresAgain, summarize, writeDefences, writeReport } from './write-report.ts'

const report: Report = {
  ...{ seed: 7, long: true, begun: '2026-05-01T10:00:00.000Z', took: 120_000 },
  ...{ commit: 'abc1234', machine: '2 cores', node: 'v24.0.0', restic: '0.19.1' },
  sums: { passed: 2, failed: 1, skipped: 1 },
  kinds: [
    { id: 'A1', says: 'killed', cases: 3, noticed: [100, 300, 200] },
    { id: 'B1', says: 'full', tellsOf: 'full', cases: 1, noticed: [] },
  ],
  failures: [
    {
      ...{ kind: 'A1', operation: 'backup', case: 2, drawn: { moment: 0.5, seed: 9, person: false }, said: '0 done', wrong: ['I1: lost'] },
      again: [],
    },
  ],
  skipped: [{ id: 'C1', why: 'no strace' }],
  short: [],
}

test('runs of several days are one table: cases and hits are added, and what failed stays so whatever else of its kind holds later', () => {
  const folder = temporaryFolder('report')
  const read = () => readFileSync(path.join(folder, 'faults.md'), 'utf8')
  writeReport(report, folder)
  expect(read()).toContain('3 hits of 1 kinds in 4 cases; 1 failed; run again at a later commit: 1 not run again.')
  expect(read()).toContain('| A1 | killed | 3 | 3 | 200 ms | 1 | 1 not run again |')
  expect(read()).toContain('- C1: no strace')
  expect(read()).toContain('- A1 in backup, `--seed 7 --case 2` at abc1234 (0 done): I1: lost (not run again)')

  const later = { ...report, seed: 8, begun: '2026-05-02T10:00:00.000Z', failures: [], skipped: [] }
  writeReport(
    { ...later, kinds: [...report.kinds, { id: 'C1', says: 'cut', tellsOf: 'gone', cases: 3, noticed: [900, 700, 1100] }] },
    folder,
  )
  expect(read()).toContain('9 hits of 2 kinds in 11 cases; 1 failed; run again at a later commit: 1 not run again.')
  expect(read()).toContain('| A1 | killed | 6 | 6 | 200 ms | 1 | 1 not run again |')
  expect(read()).not.toContain('no strace')
  expect(read()).toContain('| gone | C1 | 3 | 900 ms | 1100 ms |')
  expect(read()).not.toContain('| full | B1 |')
  expect(read()).toMatch(/^\| 7 \| 2026-05-01 \| abc1234 \| 3 \| 1 \| 2 min \| 2 cores, Node v24\.0\.0, restic 0\.19\.1 \|$/m)
})

test('what failed is run again as that very case: only that at another commit tells what became of it, and the newest counts', () => {
  const folder = temporaryFolder('report')
  const file = path.join(folder, 'faults-7.json')
  const read = () => readFileSync(path.join(folder, 'faults.md'), 'utf8')
  const [failure] = report.failures
  if (failure === undefined) throw new Error('no failure')
  const { drawn: _, ...unknown } = failure
  writeReport({ ...report, failures: [unknown, failure] }, folder)
  const { cases, note } = failuresAgain(folder)
  const [one] = cases
  if (one === undefined) throw new Error('no case')
  expect(cases).toEqual([{ number: 1, kind: 'A1', operation: 'backup', moment: 0.5, seed: 9, person: false }])

  // What did not strike says nothing.
  note({ ...one, hit: false, wrong: [], noticed: 0, took: 0, said: '' })
  expect(Report.parse(JSON.parse(readFileSync(file, 'utf8'))).failures[1]?.again).toEqual([])
  note({ ...one, hit: true, wrong: [], noticed: 10, took: 20, said: '0 done' })
  expect(read()).toContain('2 failed; run again at a later commit: 1 held, 1 not run again.')
  const noted = Report.parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(noted.failures[1]?.again).toMatchObject([{ said: '0 done', wrong: [] }])

  const became = (...commits: [string, ...string[]][]) => {
    const again = commits.map(([commit, ...wrong]) => ({ begun: '2026-05-03T10:00:00.000Z', commit, said: '', wrong }))
    return asMarkdown({ ...report, failures: [{ ...failure, again }] })
  }
  expect(became(['abc1234'])).toContain('1 failed; run again at a later commit: 1 not run again.')
  expect(became(['abc1234, changed'])).toContain(': 1 not run again.')
  expect(became(['def5678'], ['abc1234'])).toContain(': 1 held.')
  expect(became(['def5678'], ['fed8765', 'I1: lost again'])).toContain(': 1 failed again.')
  expect(became(['def5678', 'I1: lost again'], ['fed8765'])).toContain('I1: lost (run again at fed8765: held)')
})

test('figures of other tests and defences stand below', () => {
  const folder = temporaryFolder('report')
  mkdirSync(path.join(folder, 'figures'))
  const figure = { says: 'bits flipped, and found', seed: 1, cases: 500, wrong: 0, also: 'restic: 470' }
  writeFileSync(path.join(folder, 'figures', 'bit-flips.json'), JSON.stringify(figure))
  writeDefences(
    [
      { name: 'ledger', says: 'not looked for', kind: 'E3', cases: 2, failed: 2, red: true },
      { name: 'fsync', says: 'not flushed', kind: 'A4b', cases: 2, failed: 0, red: false },
    ],
    folder,
  )
  const text = readFileSync(path.join(folder, 'faults.md'), 'utf8')
  expect(text).toMatch(/^\| bits flipped, and found \| 500 \| 0 \| 1 \| restic: 470 \| .+ \|$/m)
  expect(text).toContain('| ledger | not looked for | E3 | 2 of 2 |')
  expect(text).toContain('| fsync | not flushed | A4b | **nobody noticed** |')
})

test('what went wrong is told without the folders of the run, and without where in the harness it arose', () => {
  const wrong = [
    `the case itself broke: Error: lstat '${tmpdir()}/vaultkeeper-faults-77-aB3/w0/case/back'\n    at lstatSync (node:fs:1)\n    at ${projectFolder}/test/x.ts:3`,
    `I4: ${projectFolder}/main holds it`,
  ]
  const result: CaseResult = {
    ...{ number: 5, seed: 1, person: false, kind: 'A1', operation: 'restore', moment: 0.5, hit: true, said: '1', noticed: 10, took: 20 },
    wrong,
  }
  const rest = { seed: 1, long: true, took: 1, restic: '0.19.1', skipped: [], short: [] }
  const [failure] = reportOf({ ...rest, kinds: [], results: [result] }).failures
  expect(failure?.drawn).toEqual({ moment: 0.5, seed: 1, person: false })
  expect(failure?.wrong).toEqual(["the case itself broke: Error: lstat '…/w0/case/back'", 'I4: main holds it'])
})

test('a file that is no report is not taken for one', () => {
  const folder = temporaryFolder('report')
  writeFileSync(path.join(folder, 'faults-3.json'), JSON.stringify({ ...report, kinds: 'many' }))
  expect(() => {
    summarize(folder)
  }).toThrow(/kinds/)
})
