import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RecoverResult } from '../../../../main/contract/procedures/run-results.ts'
import { recoveriesOf } from '../../../../main/engine/state/agent-queries.ts'
import { openMountNamespace } from '../../../helpers/cli-namespace.ts'
import { type RecoverBench, recoverBench } from '../../../helpers/recover-bench.ts'
import { recoverInChild } from '../../../helpers/recover-child.ts'

/** A bench whose agent was backed up, and then changed. */
async function changedBench(files: Record<string, string>): Promise<RecoverBench> {
  const bench = await recoverBench()
  bench.fill({ 'SOUL.md': 'jay', ...files })
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  bench.fill({ 'SOUL.md': 'noise' })
  return bench
}

/** Brings it back in a process of its own. @returns how that ended, and what is recorded of it */
async function recoverBehind(bench: RecoverBench, wrapper: readonly string[]) {
  const { stdout, stderr } = await recoverInChild(bench, { wrapper }).ended
  expect(stderr).toBe('')
  await bench.core.state.catchUp()
  const [run] = recoveriesOf(bench.core.state.database, 'jay', 1)
  const result = run?.result as RecoverResult | null
  return { verdict: run?.verdict, code: run?.problem?.code, folder: result?.folder, warnings: run?.warnings, said: stdout }
}

/** A disk of its own in the place of a folder, with what the folder held. */
const onDisk = (folder: string, options: string) =>
  `cp -a '${folder}' '${folder}-was'; mount -t tmpfs -o ${options} tmpfs '${folder}'; cp -a '${folder}-was/.' '${folder}'; rm -r '${folder}-was'`

describe('bringing an agent back', { timeout: 180_000 }, () => {
  it('leaves all as it was where its disk has no room for the backup beside it, in bytes or in the middle of it', async () => {
    const bench = await changedBench({ 'big.bin': 'x'.repeat(600_000), ...many(60) })
    for (const options of ['size=1500k', 'size=20m,nr_inodes=100']) {
      const { prefix, seen } = await openMountNamespace(onDisk(bench.folder, options))
      const ended = await recoverBehind(bench, prefix)
      expect([options, ended]).toEqual([
        options,
        expect.objectContaining({ verdict: 'failed', code: 'agent-no-room', folder: 'as-before' }),
      ])
      expect(readFileSync(seen(bench.jay('SOUL.md')), 'utf8')).toBe('noise')
      expect(execFileSync('ls', ['-A', seen(bench.folder)], { encoding: 'utf8' })).toBe('jay\n')
    }
    expect(bench.left()).toEqual([])
  })

  it('puts it together in the folder itself, where that is a disk of its own', async () => {
    const bench = await changedBench({ 'sub/a.md': 'a' })
    const { prefix, seen } = await openMountNamespace(onDisk(bench.jay(), 'size=4m'))
    expect(await recoverBehind(bench, prefix)).toMatchObject({ verdict: 'done', folder: 'recovered' })
    expect(execFileSync('ls', ['-A', seen(bench.jay())], { encoding: 'utf8' }).split('\n')).toEqual(['SOUL.md', 'heartbeat', 'sub', ''])
    expect(readFileSync(seen(bench.jay('SOUL.md')), 'utf8')).toBe('jay')
    expect(bench.left()).toEqual([])
  })

  it('puts back what it has replaced already, where something does not let itself be moved', async () => {
    const bench = await changedBench({ 'a.md': 'a', zz: 'a file' })
    rmSync(bench.jay('zz'))
    bench.fill({ 'a.md': 'noise', 'zz/x': 'x' })
    // What is mounted cannot be put aside.
    const { prefix, seen } = await openMountNamespace(onDisk(bench.jay('zz'), 'size=1m'))
    expect(await recoverBehind(bench, prefix)).toMatchObject({ verdict: 'failed', code: 'agent-not-replaced', folder: 'as-before' })
    expect(['SOUL.md', 'a.md', 'zz/x'].map((name) => readFileSync(seen(bench.jay(name)), 'utf8'))).toEqual(['noise', 'noise', 'x'])
    expect(bench.events('recovery.step').at(-1)?.step).toBe('replacing')
    expect(bench.left()).toEqual([])
  })

  it('replaces what is in folders that are closed to their owner, and closes them again', async () => {
    const bench = await changedBench({ 'closed/a.md': 'a', 'closed/in/b.md': 'b' })
    writeFileSync(bench.jay('closed/in/b.md'), 'noise')
    for (const name of ['closed/in', 'closed']) chmodSync(bench.jay(name), 0o555)
    const plain = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
    expect(await recoverBehind(bench, plain)).toMatchObject({ verdict: 'done', folder: 'recovered' })
    expect(readFileSync(bench.jay('closed/in/b.md'), 'utf8')).toBe('b')
    expect(bench.left()).toEqual([])
  })
})

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`many/${index}.md`, `${index}`]))
}
