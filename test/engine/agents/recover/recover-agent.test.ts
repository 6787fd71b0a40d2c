import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recoverBench, runsOf } from '../../../helpers/recover-bench.ts'

const sunday = '2026-11-15T03:00:00Z'
const today = '2026-11-20T03:00:00Z'

describe('bringing an agent back', { timeout: 120_000 }, () => {
  it('takes the weekly skills and the weights and memory of today, byte for byte, and leaves what it is to preserve', async () => {
    const bench = await recoverBench({ jay: { preserve: ['queue.log', 'logs'] } })
    bench.fill({
      'SOUL.md': 'jay',
      'skills/sing.md': 'sing, of sunday',
      'memory/old.md': 'forgotten since',
      'memory/kept.md': 'of sunday',
      'weights/w.bin': 'w1',
      'queue.log': 'q1',
    })
    await bench.plan('weekly', sunday)
    bench.fill({ 'memory/kept.md': 'of today', 'memory/new.md': 'new', 'weights/w.bin': '\0\x01w2', 'skills/sing.md': 'half' })
    rmSync(bench.jay('memory/old.md'))
    await bench.plan('daily', today)
    bench.fill({ 'queue.log': 'q1\nq2\n', 'logs/a.log': 'a', 'memory/kept.md': 'noise', 'diary.md': 'only on the disk' })
    rmSync(bench.jay('SOUL.md'))
    writeFileSync(bench.jay('weights/w.bin'), 'corrupt')
    const [queue, log] = [lstatSync(bench.jay('queue.log'), { bigint: true }), lstatSync(bench.jay('logs/a.log'), { bigint: true })]
    const ended = await bench.recover()
    expect(ended.problem).toBeUndefined()
    expect(ended.warnings).toEqual([])
    expect(ended).toMatchObject({ verdict: 'done', result: { folder: 'recovered', process: 'beats', preserved: 2 } })
    const files = ['SOUL.md', 'skills/sing.md', 'memory/kept.md', 'memory/new.md', 'weights/w.bin', 'queue.log', 'diary.md']
    expect(Object.fromEntries(files.map((name) => [name, readFileSync(bench.jay(name), 'utf8')]))).toEqual({
      'SOUL.md': 'jay',
      'skills/sing.md': 'sing, of sunday',
      'memory/kept.md': 'of today',
      'memory/new.md': 'new',
      'weights/w.bin': '\0\x01w2',
      'queue.log': 'q1\nq2\n',
      'diary.md': 'only on the disk',
    })
    expect(existsSync(bench.jay('memory/old.md'))).toBe(false)
    for (const [name, before] of [
      ['queue.log', queue],
      ['logs/a.log', log],
    ] as const) {
      const { ino, mtimeNs } = lstatSync(bench.jay(name), { bigint: true })
      expect([name, ino, mtimeNs]).toEqual([name, before.ino, before.mtimeNs])
    }
    expect(bench.events('recovery.step').map(({ step }) => step)).toEqual([
      'composed',
      'stopped',
      'saved',
      'restored',
      'replacing',
      'replaced',
      'started',
      'verified',
    ])
    expect(bench.left()).toEqual([])
    expect(await runsOf(bench)).not.toEqual([])
  })
})
