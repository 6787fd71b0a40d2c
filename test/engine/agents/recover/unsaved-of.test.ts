import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { recoverBench, textOf } from '../../../helpers/recover-bench.ts'

it('what a daily backup could not read comes from the weekly one, is not taken for deleted, and is told', async () => {
  const bench = await recoverBench({ jay: { start: ['sleep', '60'], heartbeat: undefined, aliveWithin: '1s' } })
  const { core } = bench
  bench.fill({ 'SOUL.md': 's', 'memory/a.md': 'a', 'memory/b.md': 'b' })
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  bench.fill({ 'memory/a.md': 'a2' })
  rmSync(bench.jay('memory/b.md'))
  const { result } = await bench.plan('daily', '2026-11-16T03:00:00Z')
  if (result === undefined) throw new Error('no backup')
  // As where it is there, but its owner has closed it.
  const run = 'r-daily'
  await core.record({ event: 'run.intent', run, kind: 'backup', vault: 'agents', path: bench.folder, pid: process.pid, processStart: '' })
  const { snapshot: id, label, counts } = result
  const snapshot = { id, label, time: '2026-11-16T03:00:00Z', vault: 'agents', plan: 'daily', files: 1, bytes: 2 }
  await core.record({ event: 'run.snapshot', run, snapshot, unchanged: false, counts, duration: 1 })
  const warnings = ['Not saved: jay/memory/b.md (permission denied)', 'Not saved: rick/c.md (permission denied)']
  await core.record({ event: 'run.outcome', run, verdict: 'warnings', warnings, warningCount: 2 })
  rmSync(bench.jay(), { recursive: true })
  const ended = await bench.recover()
  expect(['SOUL.md', 'memory/a.md', 'memory/b.md'].map((name) => textOf(bench.jay(name)))).toEqual(['s', 'a2', 'b'])
  expect(ended.verdict).toBe('warnings')
  expect(ended.warnings?.find((one) => one.includes('could not be read'))).toMatch(/not in it: jay\/memory\/b\.md\. What an older/)
})
