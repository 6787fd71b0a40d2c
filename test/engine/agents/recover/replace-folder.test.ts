import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Journal } from '../../../../main/engine/agents/recover/journal.ts'
import { type PlannedReplacement, planReplacement, type Staying } from '../../../../main/engine/agents/recover/plan-replacement.ts'
import { moveBack, moveIn } from '../../../../main/engine/agents/recover/replace-folder.ts'
import { openTree } from '../../../../main/engine/agents/recover/restored-tree.ts'
import { surveyFolder } from '../../../../main/engine/agents/recover/survey-folder.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { treeOf } from '../../../helpers/tree-of.ts'

/** A folder, what was composed beside it, and the plan that brings the one into the other. */
type Bench = { root: string; folder: string; staging: string; composed: string; plan: (staying?: Partial<Staying>) => Promise<Planned> }
type Planned = PlannedReplacement & { journal: Journal }

function makeBench(): Bench {
  const root = temporaryFolder('replaced')
  const [folder, staging] = [path.join(root, 'jay'), path.join(root, '.vaultkeeper-recovery-jay-1')]
  const composed = path.join(staging, '0')
  for (const one of [folder, composed]) mkdirSync(one, { recursive: true })
  const plan = async (staying: Partial<Staying> = {}) => {
    const planned = await planReplacement(await openTree(composed), folder, { preserve: [], foreign: [], ...staying })
    return { ...planned, journal: journalOf(folder, staging, planned) }
  }
  return { root, folder, staging, composed, plan }
}

function journalOf(folder: string, staging: string, { replacement }: PlannedReplacement): Journal {
  const of = { run: '1', recovery: 'r', agent: 'jay', pid: process.pid, processStart: '', made: [], repositories: [] }
  return { ...of, phase: 'replacing', folder, staging, replacement }
}

function fill(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
}

/** Everything that can differ: contents, kinds, rights, links, what only one of both has. */
function differ({ folder, composed }: Bench): void {
  fill(composed, {
    'a.md': 'new',
    'same.md': 'same',
    'deep/er/b.md': 'new b',
    'deep/closed/c.md': 'c',
    'kind/x.md': 'x',
    kind2: 'file',
    'only/new.md': 'n',
  })
  fill(folder, {
    'a.md': 'old',
    'same.md': 'same',
    'deep/er/b.md': 'old b',
    'deep/closed/c.md': 'old c',
    kind: 'a file',
    'kind2/in/y.md': 'y',
    'mine.md': 'm',
    'deep/mine.md': 'm',
  })
  symlinkSync('a.md', path.join(composed, 'link'))
  symlinkSync('/etc', path.join(folder, 'link'))
  symlinkSync('/etc', path.join(folder, 'only'))
  for (const one of [folder, composed]) utimesSync(path.join(one, 'same.md'), 5_000, 5_000)
  execFileSync('mkfifo', [path.join(folder, 'pipe')])
  fill(composed, { pipe: 'a file now' })
  chmodSync(path.join(composed, 'deep/closed'), 0o555)
  utimesSync(path.join(composed, 'deep'), 7_000, 7_000)
  utimesSync(path.join(folder, 'deep'), 6_000, 6_000)
}

/** The renames of a journal, one by one, up to so many: what a kill leaves. */
function moveSome({ folder, staging, replacement }: Journal, most: number): number {
  let done = 0
  mkdirSync(path.join(staging, 'before'), { recursive: true })
  for (const [index, { path: of, was }] of (replacement?.moves ?? []).entries()) {
    if (was !== null && done < most) {
      renameSync(path.join(folder, of), path.join(staging, 'before', String(index)))
      done += 1
    }
    if (done < most) {
      renameSync(path.join(replacement?.from ?? '', of), path.join(folder, of))
      done += 1
    }
  }
  return done
}

/** The same on the way back. */
function moveSomeBack({ folder, staging, replacement }: Journal, most: number): number {
  let done = 0
  const moves = replacement?.moves ?? []
  for (const [index, { path: of, was }] of [...moves.entries()].toReversed()) {
    if (done < most) {
      renameSync(path.join(folder, of), path.join(replacement?.from ?? '', of))
      done += 1
    }
    if (was !== null && done < most) {
      renameSync(path.join(staging, 'before', String(index)), path.join(folder, of))
      done += 1
    }
  }
  return done
}

describe('what takes the place of an agent’s folder', () => {
  it('is what the backup has, with what only the disk has', async () => {
    const bench = makeBench()
    differ(bench)
    const { journal, added, replaced, same, left } = await bench.plan()
    expect({ added, replaced, same, left }).toEqual({ added: 0, replaced: 8, same: 1, left: [] })
    const untouched = lstatSync(path.join(bench.folder, 'same.md')).ino
    await moveIn(journal)
    const read = (name: string) => readFileSync(path.join(bench.folder, name), 'utf8')
    expect(
      ['a.md', 'deep/er/b.md', 'deep/closed/c.md', 'kind/x.md', 'kind2', 'only/new.md', 'pipe', 'mine.md', 'deep/mine.md'].map(read),
    ).toEqual(['new', 'new b', 'c', 'x', 'file', 'n', 'a file now', 'm', 'm'])
    expect(readlinkSync(path.join(bench.folder, 'link'))).toBe('a.md')
    expect(lstatSync(path.join(bench.folder, 'same.md')).ino).toBe(untouched)
    expect(lstatSync(path.join(bench.folder, 'deep/closed')).mode & 0o777).toBe(0o555)
    expect(lstatSync(path.join(bench.folder, 'deep')).mtimeMs).toBe(7_000_000)
    // The link was put aside, and nothing was written to where it leads.
    expect(existsSync('/etc/new.md')).toBe(false)
  })

  it('is complete, or taken back whole, wherever it was cut off', async () => {
    const bench = makeBench()
    differ(bench)
    const kept = path.join(bench.root, 'kept')
    mkdirSync(kept)
    execFileSync('cp', ['-a', bench.folder, bench.staging, kept])
    const before = treeOf(bench.folder)
    const reset = () => {
      for (const one of [bench.folder, bench.staging]) rmSync(one, { recursive: true, force: true })
      for (const name of readdirSync(kept)) execFileSync('cp', ['-a', path.join(kept, name), bench.root])
    }
    const { journal: whole } = await bench.plan()
    const renames = moveSome(whole, Number.POSITIVE_INFINITY)
    await moveIn(whole)
    const after = treeOf(bench.folder)
    expect(renames).toBe((whole.replacement?.moves ?? []).reduce((sum, { was }) => sum + (was === null ? 1 : 2), 0))
    expect(renames).toBeGreaterThan(14)
    for (let cut = 0; cut <= renames; cut++) {
      reset()
      const { journal } = await bench.plan()
      moveSome(journal, cut)
      await moveIn(journal)
      expect([cut, treeOf(bench.folder)]).toEqual([cut, after])
      reset()
      const { journal: again } = await bench.plan()
      moveSome(again, cut)
      await moveBack(again)
      expect([cut, treeOf(bench.folder)]).toEqual([cut, before])
      if (cut % 4 !== 0) continue
      reset()
      const { journal: third } = await bench.plan()
      moveSome(third, renames)
      moveSomeBack(third, cut)
      await moveBack(third)
      expect([cut, treeOf(bench.folder)]).toEqual([cut, before])
    }
  })

  it('brings back a folder that is gone by one rename, and takes that back', async () => {
    const bench = makeBench()
    fill(bench.composed, { 'a.md': 'a', 'closed/b.md': 'b' })
    chmodSync(path.join(bench.composed, 'closed'), 0o500)
    const as = treeOf(bench.composed)
    rmSync(bench.folder, { recursive: true })
    const { journal, added, replaced } = await bench.plan()
    expect({ moves: journal.replacement?.moves, added, replaced }).toEqual({ moves: [{ path: '', was: null }], added: 2, replaced: 0 })
    await moveIn(journal)
    expect(treeOf(bench.folder)).toEqual(as)
    await moveIn(journal)
    expect(treeOf(bench.folder)).toEqual(as)
    await moveBack(journal)
    expect(existsSync(bench.folder)).toBe(false)
  })

  it('leaves what is preserved, also when only a part of it is in the backup; what only the backup holds comes back', async () => {
    const bench = makeBench()
    fill(bench.composed, {
      'queue.log': 'q',
      'logs/1.log': 'old',
      'logs/2.log': 'gone on purpose',
      'deep/a.log': 'a',
      'deep/b.log': 'b',
      'deep/c.md': 'c',
    })
    fill(bench.folder, { 'queue.log': 'q q', 'logs/1.log': 'new', 'deep/a.log': 'a a', 'deep/c.md': 'old' })
    const inode = lstatSync(path.join(bench.folder, 'queue.log')).ino
    const preserve = ['queue.log', 'logs', 'deep/*.log']
    const { journal, added, replaced } = await bench.plan({ preserve })
    expect({ added, replaced }).toEqual({ added: 1, replaced: 1 })
    const { preserved, entries } = await surveyFolder(bench.folder, { preserve, foreign: [] })
    expect([preserved.toSorted(), entries.toSorted()]).toEqual([
      ['deep/a.log', 'logs/1.log', 'queue.log'],
      ['deep/', 'deep/c.md'],
    ])
    await moveIn(journal)
    const { '': _root, ...rest } = treeOf(bench.folder)
    expect(Object.keys(rest).toSorted()).toEqual(['deep', 'deep/a.log', 'deep/b.log', 'deep/c.md', 'logs', 'logs/1.log', 'queue.log'])
    expect(readFileSync(path.join(bench.folder, 'deep/a.log'), 'utf8')).toBe('a a')
    expect(lstatSync(path.join(bench.folder, 'queue.log')).ino).toBe(inode)
  })

  it('leaves the folders of others, and does not remove what is to stay with a folder that is a file in the backup', async () => {
    const bench = makeBench()
    fill(bench.composed, { 'other/a.md': 'older', logs: 'a file then', 'a.md': 'a' })
    fill(bench.folder, { 'other/a.md': 'theirs', 'logs/q.log': 'q' })
    const { journal, left, added, replaced } = await bench.plan({ preserve: ['logs/*.log'], foreign: ['other'] })
    expect({ left, added, replaced }).toEqual({
      left: ['logs (it is a folder now, and something in it is to stay)'],
      added: 1,
      replaced: 0,
    })
    await moveIn(journal)
    expect(readFileSync(path.join(bench.folder, 'other/a.md'), 'utf8')).toBe('theirs')
    expect(readFileSync(path.join(bench.folder, 'logs/q.log'), 'utf8')).toBe('q')
  })

  it('takes names that are no text, and files of several names', async () => {
    const bench = makeBench()
    const odd = Buffer.from('caf\xe9.md', 'latin1')
    const place = (folder: string) => Buffer.concat([Buffer.from(`${folder}/`), odd])
    writeFileSync(place(bench.composed), 'new')
    writeFileSync(place(bench.folder), 'old')
    fill(bench.composed, { 'one.md': 'new' })
    linkSync(path.join(bench.composed, 'one.md'), path.join(bench.composed, 'two.md'))
    fill(bench.folder, { 'one.md': 'old' })
    linkSync(path.join(bench.folder, 'one.md'), path.join(bench.folder, 'mine.md'))
    const { journal, replaced, added } = await bench.plan()
    expect({ replaced, added }).toEqual({ replaced: 2, added: 1 })
    await moveIn(journal)
    expect(readFileSync(place(bench.folder), 'utf8')).toBe('new')
    const stats = (name: string) => lstatSync(path.join(bench.folder, name))
    expect([stats('one.md').ino === stats('two.md').ino, readFileSync(path.join(bench.folder, 'mine.md'), 'utf8')]).toEqual([true, 'old'])
  })

  it('is not written through a link that takes the place of a folder meanwhile, and what was moved is taken back', async () => {
    const bench = makeBench()
    fill(bench.composed, { 'a.md': 'new', 'sub/b.md': 'new' })
    fill(bench.folder, { 'a.md': 'old', 'sub/b.md': 'old' })
    const elsewhere = path.join(bench.root, 'elsewhere')
    mkdirSync(elsewhere)
    const { journal } = await bench.plan()
    renameSync(path.join(bench.folder, 'sub'), path.join(bench.root, 'taken'))
    symlinkSync(elsewhere, path.join(bench.folder, 'sub'))
    await expect(moveIn(journal)).rejects.toThrow()
    await moveBack(journal)
    expect([readdirSync(elsewhere), readFileSync(path.join(bench.folder, 'a.md'), 'utf8')]).toEqual([[], 'old'])
  })

  it('is refused before anything is touched where a part of the folder is another disk', async ({ skip }) => {
    const bench = makeBench()
    fill(bench.composed, { 'disk/a.md': 'new' })
    fill(bench.folder, { 'disk/a.md': 'old' })
    const script = `mount -t tmpfs -o size=1m none '${bench.folder}/disk' && echo old > '${bench.folder}/disk/a.md' && exec node --conditions=source --input-type=module -e "
      const at = '${path.join(import.meta.dirname, '../../../../main/engine/agents/recover')}'
      const { planReplacement } = await import(at + '/plan-replacement.ts')
      const { openTree } = await import(at + '/restored-tree.ts')
      const tree = await openTree('${bench.composed}')
      for (const preserve of [[], ['disk']]) console.log(await planReplacement(tree, '${bench.folder}', { preserve, foreign: [] }).then((plan) => plan.replacement.moves.length, (error) => error.problem?.code))
    "`
    const { stdout, stderr, status } = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8', timeout: 30_000 })
    if (status !== 0 && /Operation not permitted|must be superuser/.test(stderr)) return skip('only root may mount')
    expect([stdout.trim().split('\n'), status]).toEqual([['agent-other-disk', '0'], 0])
  })
})
