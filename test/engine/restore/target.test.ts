import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { homeAt } from '../../../main/engine/home/home.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { moveKeepingBoth } from '../../../main/engine/restore/keep-both.ts'
import { freeBytes, lookAtTarget } from '../../../main/engine/restore/look-at-target.ts'
import { isInside, vaultAt, vaultId } from '../../../main/engine/vaults.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return error.problem.code
  }
}

describe('the target of a restore', () => {
  const home = path.join(temporaryFolder('home'), 'home')
  mkdirSync(home)
  const look = (target: string) => lookAtTarget(target, home)

  it('may be new, empty, or full', async () => {
    const folder = temporaryFolder('target')
    expect(await look(folder)).toEqual({ path: folder, leadsFrom: undefined, empty: true })
    const deep = path.join(folder, 'a', 'b')
    expect(await look(deep)).toEqual({ path: deep, leadsFrom: undefined, empty: true })
    writeFileSync(path.join(folder, 'x'), 'x')
    expect(await look(folder)).toMatchObject({ empty: false })
    expect(await look(`${folder}/./y/../`)).toMatchObject({ path: folder, leadsFrom: undefined })
  })

  it('that is a link, or lies behind one, is named with where it leads', async () => {
    const folder = temporaryFolder('target')
    mkdirSync(path.join(folder, 'real'))
    symlinkSync('real', path.join(folder, 'link'))
    symlinkSync('link', path.join(folder, 'link to link'))
    for (const name of ['link', 'link to link']) {
      expect(await look(path.join(folder, name))).toMatchObject({ path: path.join(folder, 'real'), leadsFrom: path.join(folder, name) })
      const below = path.join(folder, name, 'new')
      expect(await look(below)).toMatchObject({ path: path.join(folder, 'real', 'new'), leadsFrom: below, empty: true })
    }
  })

  it.each([
    ['a dangling link', 'target-is-a-dangling-link', (at: string) => symlinkSync('nowhere', at)],
    ['a link in a circle', 'target-is-a-loop', (at: string) => symlinkSync(path.basename(at), at)],
    ['a file', 'target-is-a-file', (at: string) => writeFileSync(at, 'x')],
    ['a FIFO', 'target-is-a-file', (at: string) => makeFifo(at)],
    ['a link to a file', 'target-is-a-file', (at: string) => symlinkSync('/etc/passwd', at)],
  ])('that is %s is refused', async (_, code, make) => {
    const at = path.join(temporaryFolder('target'), 'it')
    make(at)
    expect(await problemOf(() => look(at))).toBe(code)
    // A folder below a FIFO or a file cannot be made either.
    const below = await problemOf(() => look(path.join(at, 'below')))
    expect(['target-is-a-dangling-link', 'target-is-a-loop', 'target-is-a-file']).toContain(below)
  })

  it('is never in our own folder, however it is named', async () => {
    const link = path.join(temporaryFolder(), 'link')
    symlinkSync(home, link)
    for (const one of [home, path.join(home, 'repositories', 'default'), link, path.join(link, 'new')])
      expect(await problemOf(() => look(one))).toBe('target-inside-home')
    expect(await problemOf(() => look(`${home}-beside`))).toBe('none')
  })

  it('has room, also where it is not there yet', () => {
    expect(freeBytes(path.join(temporaryFolder(), 'not', 'yet'))).toBeGreaterThan(0)
  })
})

describe('keeping both', () => {
  const fill = (folder: string, files: Record<string, string>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), content)
    }
    return folder
  }
  const all = (folder: string) =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [
          path.join(path.relative(folder, entry.parentPath), entry.name),
          readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
        ]),
    )

  it('adds what is new, leaves what is the same, and puts the rest beside it', async () => {
    const target = fill(temporaryFolder('target'), { 'same.md': 's', 'ideas.md': 'mine', 'd/x': 'mine', only: 'mine', noext: 'mine' })
    const staging = fill(temporaryFolder('staging'), {
      'same.md': 's',
      'ideas.md': 'old',
      'd/x': 'old',
      'd/new': 'n',
      'new/y': 'y',
      noext: 'old',
    })
    expect(await moveKeepingBoth(staging, target, '2026-11-21')).toEqual({ added: 2, same: 1, beside: 3 })
    expect(all(target)).toEqual({
      'same.md': 's',
      'ideas.md': 'mine',
      'ideas (restored 2026-11-21).md': 'old',
      'd/x': 'mine',
      'd/x (restored 2026-11-21)': 'old',
      'd/new': 'n',
      'new/y': 'y',
      only: 'mine',
      noext: 'mine',
      'noext (restored 2026-11-21)': 'old',
    })
  })

  it('finds a free name each time, and never loses a file', async () => {
    const names = fc.constantFrom('a', 'b.md', '.env', 'c.tar.gz', 'd (restored T)', 'dir/e', `${'x'.repeat(251)}.md`, 'ü'.repeat(120))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(names, fc.constantFrom('1', '2', '3'), { maxKeys: 5 }), { minLength: 1, maxLength: 4 }),
        async (rounds) => {
          const target = temporaryFolder('target')
          const contents = new Map<string, Set<string>>()
          for (const files of rounds) {
            for (const [name, content] of Object.entries(files)) contents.set(name, (contents.get(name) ?? new Set()).add(content))
            await moveKeepingBoth(fill(temporaryFolder('staging'), files), target, 'T')
          }
          const kept = Object.entries(all(target))
          // The first of each name stays where it was; every other content is there under a name of its own.
          for (const [name, variants] of contents) {
            const start = [...path.basename(name)].slice(0, 1).join('')
            const found = kept.filter(([one]) => path.dirname(one) === path.dirname(name) && path.basename(one).startsWith(start))
            for (const variant of variants) expect(found.map(([, content]) => content)).toContain(variant)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it.each([`a.${'y'.repeat(252)}`, `${'x'.repeat(255)}`, `.${'x'.repeat(254)}`])('copes with a name of 255 bytes: %.5s', async (name) => {
    const target = fill(temporaryFolder('target'), { [name]: 'mine' })
    const staging = fill(temporaryFolder('staging'), { [name]: 'old' })
    expect(await moveKeepingBoth(staging, target, '2026-11-21')).toEqual({ added: 0, same: 0, beside: 1 })
    expect(Object.values(all(target)).sort()).toEqual(['mine', 'old'])
  })

  it('throws nothing away that it could not compare: of two files that may not be read nobody knows whether they are the same', async () => {
    const target = fill(temporaryFolder('target'), { 'a.md': 'mine', 'half.md': 'mine' })
    const staging = fill(temporaryFolder('staging'), { 'a.md': 'old!', 'half.md': 'mine' })
    for (const place of [path.join(target, 'a.md'), path.join(staging, 'a.md'), path.join(staging, 'half.md')]) chmodSync(place, 0o000)
    const script = `
      const { moveKeepingBoth } = await engine('restore/keep-both.ts')
      console.log(JSON.stringify(await moveKeepingBoth(...parameters)))`
    // Root reads what it has no right to.
    const wrapper = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'] : []
    const { stdout, stderr } = await startNode(script, [staging, target, 'T'], { wrapper }).ended
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ added: 0, same: 0, beside: 2 })
    for (const name of readdirSync(target)) chmodSync(path.join(target, name), 0o600)
    expect(all(target)).toEqual({ 'a.md': 'mine', 'a (restored T).md': 'old!', 'half.md': 'mine', 'half (restored T).md': 'mine' })
  })

  it('never follows a link: what it leads to stays untouched, and the link stays', async () => {
    const outside = fill(temporaryFolder('outside'), { 'x.md': 'outside' })
    const target = temporaryFolder('target')
    symlinkSync(outside, path.join(target, 'd'))
    symlinkSync(path.join(outside, 'x.md'), path.join(target, 'x.md'))
    symlinkSync('nowhere', path.join(target, 'y.md'))
    symlinkSync('nowhere', path.join(target, 'y (restored T).md'))
    const staging = fill(temporaryFolder('staging'), { 'd/x.md': 'old', 'x.md': 'old', 'y.md': 'old' })
    await moveKeepingBoth(staging, target, 'T')
    expect(all(outside)).toEqual({ 'x.md': 'outside' })
    for (const name of ['d', 'x.md', 'y.md', 'y (restored T).md'])
      expect(lstatSync(path.join(target, name)).isSymbolicLink(), name).toBe(true)
    expect(readFileSync(path.join(target, 'd (restored T)', 'x.md'), 'utf8')).toBe('old')
  })
})

describe('a vault', () => {
  it('lies in a folder or not', () => {
    for (const [one, folder, inside] of [
      ['/v', '/v', true],
      ['/v/a', '/v', true],
      ['/v/..a', '/v', true],
      ['/v/c:/a', '/v', true],
      ['/va', '/v', false],
      ['/', '/v', false],
      ['/w/v', '/v', false],
    ] as const)
      expect(isInside(one, folder), `${one} in ${folder}`).toBe(inside)
  })

  it('has an id that can be read, and is another for every folder', () => {
    expect(vaultId('/a/My Notes!')).toMatch(/^my-notes-[0-9a-f]{8}$/)
    expect(vaultId('/a/日本')).toMatch(/^vault-[0-9a-f]{8}$/)
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(vaultId(`/${a}`)).toMatch(/^[a-z0-9-]+-[0-9a-f]{8}$/)
        if (a !== b) expect(vaultId(`/${a}`)).not.toBe(vaultId(`/${b}`))
      }),
    )
  })

  it('is where its folder really lies, and nothing but a folder of one’s own', async () => {
    const folder = temporaryFolder('vault')
    const home = homeAt(path.join(folder, 'home'))
    mkdirSync(home.root)
    symlinkSync(folder, path.join(home.root, 'link'))
    writeFileSync(path.join(folder, 'file'), 'x')
    symlinkSync('loop', path.join(folder, 'loop'))
    expect(vaultAt(path.join(home.root, 'link'), home)).toEqual(vaultAt(folder, home))
    const of = (name: string) => problemOf(() => vaultAt(path.join(folder, name), home))
    expect(await of('file')).toBe('not-a-folder')
    expect(await of('file/below')).toBe('folder-missing')
    expect(await of('gone')).toBe('folder-missing')
    expect(await of('loop')).toBe('folder-is-a-loop')
    expect(await of('home')).toBe('vault-inside-home')
  })
})
