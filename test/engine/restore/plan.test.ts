import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { foldedName, foldingOf } from '../../../main/engine/restore/folding.ts'
import { lookAtTarget } from '../../../main/engine/restore/look-at-target.ts'
import { patternNeighbours } from '../../../main/engine/restore/pattern-neighbours.ts'
import { planRestore } from '../../../main/engine/restore/plan-restore.ts'
import { previewSentence } from '../../../main/engine/restore/preview-sentence.ts'
import { refusalOf } from '../../../main/engine/restore/refuse-plan.ts'
import { restoreCalls } from '../../../main/engine/restore/restore-calls.ts'
import { scopeOf } from '../../../main/engine/restore/restore-scope.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { lookAhead, type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

let home: TestHome
let location: string
let password: string

beforeAll(async () => {
  home = await testHome()
  await saved({ 'one.md': 'one' })
  location = path.join(home.core.home.repositories, 'default')
  password = home.keychain.entries.get('repository:default') ?? ''
  cheapenKey(location, password)
}, 60_000)

function put(folder: string, files: Record<string, string>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
  return folder
}

async function saved(
  files: Record<string, string>,
  prepare: (folder: string) => void = () => undefined,
): Promise<{ vault: string; id: string }> {
  const vault = put(temporaryFolder('vault'), files)
  prepare(vault)
  const { result } = await backup(home.core, { folder: vault, verify: false }, testHost())
  return { vault, id: result?.snapshot ?? '' }
}

const asking = (reference: string, target: string | undefined, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
  reference,
  vault: undefined,
  target,
  overwrite: undefined,
  verify: true,
  undo: false,
  ...more,
})

const read = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8')
const names = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort()

describe('several paths of a snapshot', { timeout: 60_000 }, () => {
  const files = { 'a/b/c.md': 'c', 'a/b/d.md': 'd', 'a/x.md': 'x', '[o]dd?.md': 'odd', 'other/c.md': 'another c', 'left.md': 'left' }

  it('land in the target by their own names, whatever folders they are from', async () => {
    const { id } = await saved(files)
    const target = path.join(temporaryFolder(), 'new')
    const ended = await restore(
      home.core,
      asking(`${id}:a/b`, target, { more: [`${id}:[o]dd?.md`, `${id}:a/x.md`, `${id}:a/b/c.md`] }),
      testHost(),
    )
    expect(ended).toMatchObject({ verdict: 'done', result: { restored: 5 } })
    expect(names(target)).toEqual(['[o]dd?.md', 'b', 'b/c.md', 'b/d.md', 'x.md'])
  })

  it('go back to where they were, and nothing else is touched', async () => {
    const { id, vault } = await saved(files)
    put(vault, { 'a/x.md': 'mine', 'left.md': 'mine', 'a/b/c.md': 'mine' })
    rmSync(path.join(vault, 'other'), { recursive: true })
    chmodSync(path.join(vault, 'a'), 0o700)
    utimesSync(path.join(vault, 'a/b'), 1_000_000_000, 1_000_000_000)
    const request = asking(`${id}:a/b/c.md`, undefined, { more: [`${id}:other/c.md`], overwrite: 'always' })
    const { preview } = await lookAhead(home.core, request, testHost())
    expect(preview).toMatchObject({
      target: vault,
      fates: { added: { examples: ['other/c.md'] }, overwritten: { examples: ['a/b/c.md'] } },
    })
    expect(await restore(home.core, request, testHost())).toMatchObject({ verdict: 'done', result: { target: vault } })
    expect([read(vault, 'a/b/c.md'), read(vault, 'other/c.md'), read(vault, 'a/x.md'), read(vault, 'left.md')]).toEqual([
      'c',
      'another c',
      'mine',
      'mine',
    ])
    expect(lstatSync(path.join(vault, 'a')).mode & 0o777).toBe(0o700)
  })

  it.each([
    ['of one name, which would land on one another', 'same-name', ['a/b/c.md', 'other/c.md']],
    ['one of which is not there', 'nothing-restored', ['a/b/c.md', 'other/gone.md']],
  ])('%s are refused', async (_, code, paths) => {
    const { id } = await saved(files)
    const target = path.join(temporaryFolder(), 'new')
    const [first, ...more] = paths.map((one) => `${id}:${one}`)
    expect(await restore(home.core, asking(first ?? '', target, { more }), testHost())).toMatchObject({
      verdict: 'failed',
      problem: { code },
    })
    expect(existsSync(target)).toBe(false)
  })

  it('of two snapshots are refused', async () => {
    const { id } = await saved(files)
    expect(await restore(home.core, asking(id, temporaryFolder(), { more: ['latest:a'] }), testHost())).toMatchObject({
      problem: { code: 'several-snapshots' },
    })
  })

  it('are taken in one call for each folder, beginning at a folder that is there', () => {
    const scope = scopeOf(['a/b/c.md', 'a/b/!d', 'a/n/e/w.md'], true)
    const folderAbove = ({ at }: { at: string }) => (at.startsWith('a/n') ? 'a' : 'a/b')
    expect(restoreCalls({ snapshot: 's', scope, excluded: ['a/b/!d/fifo'], neighbours: () => [], folderAbove })).toEqual([
      { snapshot: 's:/a/b', at: 'a/b', includes: ['/!d', '!/!d/fifo', '/c.md'] },
      { snapshot: 's:/a', at: 'a', includes: ['/n/e/w.md'] },
    ])
  })

  it('bring back or leave alone what the pattern of a name that is no text means besides; what is named exactly counts last', () => {
    const paths = ['x\ufffd', 'x\ufffd/b\ufffd', 'x\ufffd/be', 'c\ufffd']
    const gathered = patternNeighbours(paths)
    for (const path of ['xy', 'x\ufffd', 'x\ufffd/be', 'x\ufffd/bo', 'xy/bo', 'xyz', 'x/', 'ca', 'c\ufffd/a']) gathered.take(path)
    expect(paths.map(gathered.of)).toEqual([['xy'], ['x\ufffd/be', 'x\ufffd/bo', 'xy/bo'], [], ['ca']])
    const common = { snapshot: 's', neighbours: gathered.of, folderAbove: () => '' }
    const excluded = ['xz', 'x\ufffd/be', 'x\ufffd/b\ufffd', 'c\ufffd']
    const [part] = restoreCalls({ ...common, scope: scopeOf(['x\ufffd'], true), excluded })
    expect(part?.includes).toEqual(['/x?', '!/xy', '!/x?/be', '!/x?/b?', '/x?/bo'])
    const [whole] = restoreCalls({ ...common, scope: null, excluded })
    expect(whole?.excludes).toEqual(['/c?', '!/ca', '/x?/be', '/x?/b?', '!/x?/bo', '!/xy/bo', '/xz'])
    const [both] = restoreCalls({ ...common, scope: scopeOf(['x\ufffd', 'xy'], true), excluded: [] })
    expect(both?.includes).toEqual(['/xy', '/x?'])
  })
})

describe('in place', { timeout: 60_000 }, () => {
  it('all of a vault comes back, and what is newer is told before', async () => {
    const { id, vault } = await saved({ 'a.md': 'old', 'd/b.md': 'b' })
    put(vault, { 'a.md': 'newer', 'mine.md': 'mine' })
    rmSync(path.join(vault, 'd'), { recursive: true })
    const host = testHost()
    expect(await restore(home.core, asking(id, undefined, { overwrite: 'if-changed' }), host)).toMatchObject({ verdict: 'done' })
    expect(host.notes()).toContain('Adds 2, overwrites 1 (1 of them newer on the disk).')
    expect([read(vault, 'a.md'), read(vault, 'd/b.md'), read(vault, 'mine.md')]).toEqual(['old', 'b', 'mine'])
    const intent = recorded(home.root).findLast((line) => line.event === 'run.intent')
    expect(intent).toMatchObject({ kind: 'restore', target: vault })
  })

  it('what is missing comes back without a word about what is there; what is there is asked about, by its name', async () => {
    const { id, vault } = await saved({ 'a.md': 'a', 'd/b.md': 'b', 'd/c.md': 'c' })
    rmSync(path.join(vault, 'd', 'b.md'))
    const refused = await restore(home.core, { ...asking(id, undefined), reference: `${id}:d` }, testHost())
    expect(refused).toMatchObject({
      verdict: 'failed',
      problem: { code: 'target-not-empty', sentence: expect.stringContaining('d/c.md is there') },
    })
    expect(existsSync(path.join(vault, 'd', 'b.md'))).toBe(false)
    const one = { ...asking(id, undefined), reference: `${id}:d/b.md` }
    expect((await lookAhead(home.core, one, testHost())).refusal).toBeNull()
    expect(await restore(home.core, one, testHost())).toMatchObject({ verdict: 'done' })
    expect(read(vault, 'd/b.md')).toBe('b')
  })

  it('is refused where the vault is gone, for its disk may only be away', async () => {
    const { id, vault } = await saved({ 'a.md': 'a' })
    rmSync(vault, { recursive: true })
    expect(await restore(home.core, asking(id, undefined), testHost())).toMatchObject({
      verdict: 'failed',
      problem: { code: 'in-place-gone', remedy: expect.stringContaining('--to') },
    })
    expect(existsSync(vault)).toBe(false)
  })

  it('a snapshot of plain restic goes back to its absolute paths, or to the folder that it was made in', async () => {
    const folder = put(temporaryFolder('foreign'), { 'in/a.md': 'a', 'in/deep/b.md': 'b', 'beside.md': 'beside' })
    const restic = rawRestic(location, password, folder)
    const made = async (...paths: string[]) =>
      JSON.parse((await restic('backup', '--json', ...paths)).trim().split('\n').at(-1) ?? '').snapshot_id as string
    for (const id of [await made(path.join(folder, 'in')), await made('.')]) {
      put(folder, { 'in/a.md': 'mine' })
      rmSync(path.join(folder, 'in/deep'), { recursive: true })
      const request = asking(id, undefined, { overwrite: 'always' })
      expect((await lookAhead(home.core, request, testHost())).preview.fates.added.entries).toBe(2)
      expect(await restore(home.core, request, testHost())).toMatchObject({ verdict: 'done' })
      expect([read(folder, 'in/a.md'), read(folder, 'in/deep/b.md'), read(folder, 'beside.md')]).toEqual(['a', 'b', 'beside'])
    }
  })
})

describe('what does not come back by itself', { timeout: 60_000 }, () => {
  const special = (folder: string) => {
    makeFifo(path.join(folder, 'd/fifo'))
    chmodSync(path.join(folder, 'd/tool'), 0o4755)
    chmodSync(path.join(folder, 'tool'), 0o6711)
  }

  it.each(['new', 'keep-both', 'pick'] as const)(
    'setuid and setgid bits are taken away, FIFOs are not made, and both are told: %s',
    async (how) => {
      const { id } = await saved({ 'd/tool': 'tool', tool: 'tool', 'a.md': 'a' }, special)
      const target = temporaryFolder('target')
      if (how === 'keep-both') put(target, { tool: 'mine' })
      const more = how === 'pick' ? { more: [`${id}:tool`] } : how === 'keep-both' ? { overwrite: 'keep-both' as const } : {}
      const ended = await restore(home.core, asking(how === 'pick' ? `${id}:d` : id, target, more), testHost())
      expect(ended).toMatchObject({ verdict: 'warnings', warningCount: 3 })
      expect(ended.warnings.join('\n')).toMatch(/Not restored: d\/fifo .*--special.*\n.*without its setuid and setgid bits.*d\/tool/)
      expect(existsSync(path.join(target, 'd/fifo'))).toBe(false)
      expect(lstatSync(path.join(target, 'd/tool')).mode & 0o7777).toBe(0o755)
      const tool = readdirSync(target).find((name) => name.startsWith('tool') && read(target, name) === 'tool') ?? ''
      expect(lstatSync(path.join(target, tool)).mode & 0o7777).toBe(0o711)
    },
  )

  it('comes back on purpose', async () => {
    const { id } = await saved({ 'd/tool': 'tool', tool: 'tool' }, special)
    const target = temporaryFolder('target')
    expect(await restore(home.core, asking(id, target, { special: true }), testHost())).toMatchObject({ verdict: 'done', warnings: [] })
    expect(lstatSync(path.join(target, 'd/fifo')).isFIFO()).toBe(true)
    expect(lstatSync(path.join(target, 'tool')).mode & 0o7777).toBe(0o6711)
  })

  it('and alone it is refused', async () => {
    const { id } = await saved({ 'd/tool': 'tool', tool: 'tool' }, special)
    const target = path.join(temporaryFolder(), 'new')
    expect(await restore(home.core, asking(`${id}:d/fifo`, target), testHost())).toMatchObject({
      problem: { code: 'left-out', remedy: expect.stringMatching(/--special/) },
    })
    expect(existsSync(target)).toBe(false)
  })

  it.each(['always', 'keep-both'] as const)(
    'what lies behind a link in the place of a folder is not read, a FIFO not waited for: %s',
    async (overwrite) => {
      // As long as a FIFO says it is.
      const { id } = await saved({ 'd/a': '', 'b.md': 'b' })
      const target = put(temporaryFolder('target'), { 'b.md': 'c' })
      const elsewhere = temporaryFolder('elsewhere')
      makeFifo(path.join(elsewhere, 'a'))
      symlinkSync(elsewhere, path.join(target, 'd'))
      const { preview, refusal } = await lookAhead(home.core, asking(id, target, { overwrite }), testHost())
      expect(refusal).toBeNull()
      expect(preview.fates).toMatchObject(overwrite === 'always' ? { added: { entries: 1 } } : { beside: { entries: 3 } })
      expect((await restore(home.core, asking(id, target, { overwrite }), testHost())).verdict).toBe('done')
      expect(names(elsewhere)).toEqual(['a'])
    },
  )

  it("nothing is restored into Vaultkeeper's own folder", async () => {
    const around = path.dirname(home.root)
    const name = path.basename(home.root)
    const { id } = await saved({ [`${name}/system-history.jsonl`]: 'forged', 'a.md': 'a' })
    const before = read(home.root, 'system-history.jsonl')
    const ended = await restore(home.core, asking(id, around, { overwrite: 'always' }), testHost())
    expect(ended).toMatchObject({ verdict: 'warnings', warnings: [expect.stringContaining("it is Vaultkeeper's own folder")] })
    expect(read(home.root, 'system-history.jsonl').startsWith(before)).toBe(true)
    expect(read(around, 'a.md')).toBe('a')
  })
})

describe('a restore is refused before its first byte', { timeout: 60_000 }, () => {
  it('where overwriting needs more room than there is; what shrinks needs none', async () => {
    const { id } = await saved({ 'big.bin': '' }, (folder) => truncateSync(path.join(folder, 'big.bin'), 4096))
    const target = put(temporaryFolder('target'), { 'big.bin': 'x'.repeat(1000) })
    const request = asking(id, target, { overwrite: 'always' })
    expect((await lookAhead(home.core, request, testHost())).preview.needed).toBe(3096)
    const opened = await openRepository(home.core, 'default', 'read', testHost())
    const what = {
      name: id,
      snapshot: { id, label: null },
      scope: null,
      target: lookAtTarget(target, home.root),
      policy: 'always',
      special: false,
      stamp: 'T',
      mayProbe: false,
    } as const
    const plan = await planRestore(home.core, opened, what, testHost())
    expect(refusalOf({ ...plan, preview: { ...plan.preview, free: 3000 } })).toMatchObject({ code: 'target-no-space' })
    writeFileSync(path.join(target, 'big.bin'), 'x'.repeat(9000))
    expect((await lookAhead(home.core, request, testHost())).preview.needed).toBe(0)
  })

  it.each([
    ['Readme.md', 'README.md', { case: true, normal: false }],
    ['\u00e9.md', 'e\u0301.md', { case: false, normal: true }],
  ])('where the disk takes %j and %j for one', async (one, other, folding) => {
    const { id } = await saved({ [one]: '1', [other]: '2', [`d/${one}`]: '3' })
    const target = path.join(temporaryFolder(), 'new')
    const opened = await openRepository(home.core, 'default', 'read', testHost())
    const what = {
      name: id,
      snapshot: { id, label: null },
      scope: null,
      target: lookAtTarget(target, home.root),
      policy: undefined,
      special: false,
      stamp: 'T',
      mayProbe: false,
    } as const
    const plan = await planRestore(home.core, opened, { ...what, folding }, testHost())
    expect(plan.preview.collisions.count).toBe(1)
    expect(refusalOf(plan)).toMatchObject({ code: 'names-collide', remedy: expect.stringMatching(/Nothing was written/) })
    expect(refusalOf(await planRestore(home.core, opened, what, testHost()))).toBeUndefined()
  })

  it('finds out how a disk takes names, and leaves nothing behind', () => {
    const empty = temporaryFolder('case')
    expect(foldingOf(empty, true)).toEqual({ case: false, normal: false })
    expect(foldingOf(path.join(empty, 'not', 'yet'), false)).toEqual({ case: false, normal: false })
    expect(readdirSync(empty)).toEqual([])
    expect(foldingOf(put(empty, { 'Both.md': '', 'BOTH.MD': '' }), true)).toEqual({ case: false, normal: false })
    expect(foldedName('ÉA', { case: true, normal: false })).toBe(foldedName('e\u0301a', { case: true, normal: false }))
    expect(foldedName('Ä', { case: false, normal: false })).not.toBe(foldedName('ä', { case: false, normal: false }))
  })
})

describe('the sentence of a preview', () => {
  it('counts what is to happen, and no more', async () => {
    const { id } = await saved({ 'a.md': 'a', 'b.md': 'b', 'c.md': 'c', 'l.md': 'l' })
    const target = put(temporaryFolder('target'), { 'a.md': 'newer', 'b.md': 'b' })
    symlinkSync('a.md', path.join(target, 'l.md'))
    utimesSync(path.join(target, 'b.md'), 1_000_000_000, 1_000_000_000)
    const said = async (overwrite: RestoreRequest['overwrite']) =>
      previewSentence((await lookAhead(home.core, asking(id, target, { overwrite }), testHost())).preview)
    expect(await said('always')).toBe('Adds 1, overwrites 2 (2 of them newer on the disk), sets rights and times of 1.')
    expect(await said('if-newer')).toBe(
      'Adds 1, sets rights and times of 1, leaves 1 that is newer, cannot restore 1 for what is in the way.',
    )
    expect(await said('never')).toBe('Adds 1, leaves 2 as they are, cannot restore 1 for what is in the way.')
    expect(await said('keep-both')).toBe('Adds 1, puts 2 beside what is there, finds 1 identical.')
  })
})

describe('keeping both, twice', { timeout: 60_000 }, () => {
  it('puts nothing beside that lies there from before, and says so', async () => {
    const { id } = await saved({ 'a.md': 'of the snapshot', 'same size.md': 'abc', 'new.md': 'new' })
    const target = put(temporaryFolder('target'), { 'a.md': 'mine', 'same size.md': 'xyz' })
    const request = asking(id, target, { overwrite: 'keep-both' })
    const said = async () => previewSentence((await lookAhead(home.core, request, testHost())).preview)
    expect(await said()).toBe('Adds 1, puts 2 beside what is there.')
    expect(await restore(home.core, request, testHost())).toMatchObject({ result: { keptBoth: { added: 1, beside: 2, same: 0 } } })
    expect(await said()).toBe('Finds 3 identical.')
    expect(await restore(home.core, request, testHost())).toMatchObject({ result: { keptBoth: { added: 0, beside: 0, same: 3 } } })
    put(target, { 'a.md': 'mine again' })
    expect(await said()).toBe('Finds 3 identical.')
  })
})

describe('of the hard links of one file', () => {
  it('one that is older comes back as it was, beside one that is newer and stays as it is, with its rights and times', async () => {
    const { vault, id } = await saved({ 'a.md': 'as saved' }, (folder) => linkSync(path.join(folder, 'a.md'), path.join(folder, 'b.md')))
    rmSync(path.join(vault, 'b.md'))
    writeFileSync(path.join(vault, 'b.md'), 'of old')
    utimesSync(path.join(vault, 'b.md'), 1_500_000_000, 1_500_000_000)
    writeFileSync(path.join(vault, 'a.md'), 'is newer')
    chmodSync(path.join(vault, 'a.md'), 0o600)
    utimesSync(path.join(vault, 'a.md'), 1_999_000_000, 1_999_000_000)
    const ended = await restore(
      home.core,
      { reference: id, vault: undefined, target: vault, overwrite: 'if-newer', verify: true },
      testHost(),
    )
    expect(ended).toMatchObject({ verdict: 'done' })
    expect(['a.md', 'b.md'].map((name) => readFileSync(path.join(vault, name), 'utf8'))).toEqual(['is newer', 'as saved'])
    const { mode, mtimeMs } = lstatSync(path.join(vault, 'a.md'))
    expect([mode & 0o777, mtimeMs]).toEqual([0o600, 1_999_000_000_000])
  })

  it.each(['never', 'if-newer'] as const)(
    'those that were lost come back as they were, beside one that %s leaves alone',
    async (overwrite) => {
      const { vault, id } = await saved({ 'a.md': 'as saved' }, (folder) => {
        linkSync(path.join(folder, 'a.md'), path.join(folder, 'b.md'))
        linkSync(path.join(folder, 'a.md'), path.join(folder, 'c.md'))
      })
      rmSync(path.join(vault, 'b.md'))
      rmSync(path.join(vault, 'c.md'))
      writeFileSync(path.join(vault, 'a.md'), 'mine, and newer')
      utimesSync(path.join(vault, 'a.md'), new Date(), new Date(Date.now() + 60_000))
      const { mtimeMs } = lstatSync(path.join(vault, 'a.md'))
      const ended = await restore(home.core, { reference: id, vault: undefined, target: vault, overwrite, verify: true }, testHost())
      expect(ended.verdict).toBe('done')
      expect(['a.md', 'b.md', 'c.md'].map((name) => readFileSync(path.join(vault, name), 'utf8'))).toEqual([
        'mine, and newer',
        'as saved',
        'as saved',
      ])
      expect(lstatSync(path.join(vault, 'a.md')).mtimeMs).toBe(mtimeMs)
      expect(lstatSync(path.join(vault, 'b.md')).ino).toBe(lstatSync(path.join(vault, 'c.md')).ino)
    },
  )
})
