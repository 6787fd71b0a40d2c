import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { approve } from '../../../main/engine/changes/approve.ts'
import { compareSnapshots } from '../../../main/engine/changes/compare-snapshots.ts'
import { findChange } from '../../../main/engine/changes/find-change.ts'
import { hashChange } from '../../../main/engine/changes/hash-change.ts'
import { showChange } from '../../../main/engine/changes/show-change.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { snapshotsOfChanges, waitingChanges } from '../../../main/engine/state/change-queries.ts'
import { changesBench, lane } from '../../helpers/changes-bench.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** Each restic process takes half a second of a core for the key alone. */
const slow = 120_000

test(
  'the first snapshot is what later ones are compared with; what changed waits until it is as before, or something newer takes its place',
  async () => {
    const bench = await changesBench()
    const { core } = bench
    const waiting = () => waitingChanges(core.state.database)
    symlinkSync('one.md', bench.at('em/rules/link'))
    expect(await bench.look()).toMatchObject({ state: 'baseline' })
    expect(bench.trail()).toMatchObject([
      { event: 'change.found', against: null, fileCount: 4, files: [{ path: 'em/priority_weights.json', change: 'added' }, {}, {}, {}] },
      { event: 'change.decided', decision: 'approved', by: 'vaultkeeper' },
    ])
    // Touched, but with the same content.
    utimesSync(bench.at('em/priority_weights.json'), 1, 1)
    expect(await bench.look()).toEqual({ state: 'unchanged', change: null })
    expect(bench.trail()).toHaveLength(2)

    bench.write('em/priority_weights.json', '{"risk":9,"speed":2}\n')
    bench.write('z/rules/new.md', 'new\n')
    bench.write('em/agent.log', 'more of what is not watched\n')
    rmSync(bench.at('em/rules/link'))
    symlinkSync('two.md', bench.at('em/rules/link'))
    rmSync(bench.at('em/rules/two.md'))
    const first = await bench.look()
    expect(first.state).toBe('waiting')
    const files = [
      { path: 'em/priority_weights.json', change: 'modified' },
      { path: 'em/rules/link', change: 'modified' },
      { path: 'em/rules/two.md', change: 'removed' },
      { path: 'z/rules/new.md', change: 'added' },
    ]
    expect(waiting()).toMatchObject([{ id: first.change, ...lane, files, fileCount: 4, decision: null }])
    const [found] = waiting()
    // Retention has to leave these alone, or nothing could be shown or reverted.
    expect(snapshotsOfChanges(core.state.database, 'default')).toEqual(new Set([found?.snapshot, found?.against]))
    expect(snapshotsOfChanges(core.state.database, 'second')).toEqual(new Set())

    // The same again: nothing new to decide.
    utimesSync(bench.at('em/priority_weights.json'), 2, 2)
    expect(await bench.look()).toEqual(first)
    expect(await findChange(core, lane, found?.snapshot ?? '', testHost())).toEqual(first)

    bench.write('em/priority_weights.json', '{"risk":8,"speed":2}\n')
    const second = await bench.look()
    expect(second.change).not.toBe(first.change)
    expect(waiting()).toMatchObject([{ id: second.change, files, decision: null }])
    expect(bench.trail().slice(-2)).toMatchObject([
      { event: 'change.found', change: second.change, against: found?.against },
      { event: 'change.decided', change: first.change, decision: 'superseded', by: 'vaultkeeper' },
    ])
    await expect(approve(core, first.change ?? '', 'ada', testHost())).rejects.toMatchObject({
      problem: { code: 'change-superseded', remedy: expect.stringContaining(second.change ?? '?') },
    })

    bench.write('em/priority_weights.json', '{"risk":1,"speed":2}\n')
    bench.write('em/rules/two.md', 'Be kind.\n')
    rmSync(bench.at('em/rules/link'))
    symlinkSync('one.md', bench.at('em/rules/link'))
    rmSync(bench.at('z'), { recursive: true })
    expect(await bench.look()).toEqual({ state: 'unchanged', change: null })
    expect(waiting()).toEqual([])
  },
  slow,
)

test(
  'the same change in two repositories of a plan is decided once',
  async () => {
    const bench = await changesBench()
    const { core } = bench
    await bench.look()
    await bench.look('second')
    bench.write('em/rules/one.md', 'Delete all.\n')
    const here = await bench.look()
    const there = await bench.look('second')
    const [one, other] = waitingChanges(core.state.database)
    expect(one?.hash).toBe(other?.hash)
    expect(await approve(core, here.change ?? '', 'ada@work', testHost())).toMatchObject({ also: [there.change], by: 'ada@work' })
    expect(waitingChanges(core.state.database)).toEqual([])
    // Found in the other repository only after it was approved in the first: the same person has approved it.
    bench.write('em/rules/one.md', 'Delete nothing.\n')
    const next = await bench.look()
    await approve(core, next.change ?? '', 'grace', testHost())
    const late = await bench.look('second')
    expect(late.state).toBe('approved')
    expect(bench.trail().at(-1)).toMatchObject({ event: 'change.decided', change: late.change, decision: 'approved', by: 'grace' })
  },
  slow,
)

test(
  'of a large vault only what restic says differs is read, with the same result',
  async () => {
    const bench = await changesBench()
    const { core } = bench
    symlinkSync('one.md', bench.at('em/rules/link'))
    mkdirSync(bench.at('em/rules/becomes-file'))
    writeFileSync(bench.at('em/rules/becomes-file/a.md'), 'a')
    writeFileSync(bench.at('em/rules/becomes-folder'), 'b')
    await bench.look()
    rmSync(bench.at('em/rules/link'))
    symlinkSync('two.md', bench.at('em/rules/link'))
    rmSync(bench.at('em/rules/becomes-file'), { recursive: true })
    writeFileSync(bench.at('em/rules/becomes-file'), 'a')
    rmSync(bench.at('em/rules/becomes-folder'))
    mkdirSync(bench.at('em/rules/becomes-folder'))
    writeFileSync(bench.at('em/rules/becomes-folder/b.md'), 'b')
    utimesSync(bench.at('em/rules/one.md'), 5, 5)
    bench.write('em/rules/two.md', Buffer.from([0, 1, 2]))
    writeFileSync(Buffer.concat([Buffer.from(bench.at('em/rules/')), Buffer.from([0x62, 0xff, 0xfe])]), 'its name is no text')
    const { change } = await bench.look()
    const [waiting] = waitingChanges(core.state.database)
    const expected = [
      ['em/rules/becomes-file', 'added'],
      ['em/rules/becomes-file/a.md', 'removed'],
      ['em/rules/becomes-folder', 'removed'],
      ['em/rules/becomes-folder/b.md', 'added'],
      ['em/rules/b\uFFFD\uFFFD', 'added'],
      ['em/rules/link', 'modified'],
      ['em/rules/two.md', 'modified'],
    ]
    expect(waiting?.files.map(({ path, change }) => [path, change]).sort()).toEqual(expected.sort())
    // As if it were large.
    core.state.database.prepare('UPDATE snapshots SET bytes = 1e9').run()
    const opened = await openRepository(core, 'default', 'read', testHost())
    const { against: from, snapshot: to } = waiting ?? { against: null, snapshot: '' }
    expect(hashChange(await compareSnapshots(core, opened, { from, to }, testHost()))).toBe(waiting?.hash)
    const { files, holds } = await showChange(core, change ?? '', testHost())
    expect(holds).toBe(true)
    expect(files.map(({ path, how }) => [path, how])).toContainEqual(['em/rules/two.md', 'binary'])
    expect(files.find(({ path }) => path === 'em/rules/link')?.hunks[0]?.lines).toEqual([
      '-one.md',
      '\\ No newline at end of file',
      '+two.md',
      '\\ No newline at end of file',
    ])
  },
  slow,
)
