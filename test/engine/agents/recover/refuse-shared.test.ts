import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { recoverBench, textOf } from '../../../helpers/recover-bench.ts'

it('nothing is replaced under another agent that has the same folder and runs', async () => {
  const start = ['sleep', '60']
  const bench = await recoverBench()
  bench.fill({ 'memory/rick.md': 'then' })
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  bench.fill({ 'memory/rick.md': 'now' })
  bench.configure({ agents: { jay: { path: bench.jay(), start: ['sleep', '61'], aliveWithin: '1s' }, rick: { path: bench.jay(), start } } })
  const rick = spawn('sleep', ['60'], { cwd: bench.jay() })
  await once(rick, 'spawn')
  const { verdict, problem, result } = await bench.recover()
  expect([verdict, problem?.code, result?.folder, textOf(bench.jay('memory/rick.md'))]).toEqual([
    'failed',
    'agent-folder-shared',
    'as-before',
    'now',
  ])
  rick.kill('SIGKILL')
  await once(rick, 'exit')
  expect((await bench.recover()).verdict).toBe('warnings')
  expect(textOf(bench.jay('memory/rick.md'))).toBe('then')
})
