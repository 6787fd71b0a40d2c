import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { layOver } from '../../../../main/engine/agents/recover/lay-over.ts'
import { openTree } from '../../../../main/engine/agents/recover/restored-tree.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { treeOf } from '../../../helpers/tree-of.ts'

function tree(files: Record<string, string>): string {
  const root = path.join(temporaryFolder('layer'), 'jay')
  mkdirSync(root)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return root
}

/** What comes of it: files and links by their content, folders as `/`. */
async function laidOver(base: string, part: string, rule: { patterns: string[]; exclude?: string[]; within?: string }, isComplete = true) {
  const whole = await openTree(base)
  await layOver(whole, await openTree(part), { exclude: [], within: 'jay', ...rule }, isComplete)
  const text = (name: string) => readFileSync(path.join(base, name), 'utf8')
  const all = Object.entries(treeOf(base)).map(([name, one]) => [
    name,
    one.startsWith('file') ? text(name) : one.startsWith('folder') ? '/' : one.split(' ').at(-1),
  ])
  return { all: Object.fromEntries(all), states: whole.states }
}

it('what a newer part speaks for takes the place of what is older, and is gone where the part does not hold it', async () => {
  const base = tree({
    'SOUL.md': 's',
    'memory/old.md': 'deleted',
    'memory/a.md': 'a',
    'memory/deep/b.md': 'b',
    'memory/cache/c': 'c',
    'notes/x.tmp': 'x',
    'notes/y.md': 'y',
  })
  const part = tree({ 'memory/a.md': 'a2', 'memory/new/n.md': 'n' })
  writeFileSync(path.join(part, 'memory/deep'), 'a file now')
  const { all } = await laidOver(base, part, { patterns: ['*/memory/**'], exclude: ['**/cache'] })
  expect(all).toEqual({
    '': '/',
    'SOUL.md': 's',
    memory: '/',
    'memory/a.md': 'a2',
    'memory/deep': 'a file now',
    'memory/new': '/',
    'memory/new/n.md': 'n',
    // It is left out of the newer one, and was not when the older was taken.
    'memory/cache': '/',
    'memory/cache/c': 'c',
    notes: '/',
    'notes/x.tmp': 'x',
    'notes/y.md': 'y',
  })
})

it('a pattern that takes nothing in the part removes nothing; one that does, also single files', async () => {
  const files = { 'memory/a.md': 'a', 'weights/w.bin': 'w', 'notes/x.tmp': 'x', 'notes/y.md': 'y' }
  const part = tree({ 'memory/b.md': 'b', 'notes/z.tmp': 'z' })
  const { all } = await laidOver(tree(files), part, { patterns: ['*/memory/**', '*/weights/**', '*.tmp'] })
  expect(Object.keys(all).filter((name) => all[name] !== '/')).toEqual(['memory/b.md', 'notes/y.md', 'notes/z.tmp', 'weights/w.bin'])
  // The vault is the folder itself.
  const own = await laidOver(tree(files), tree({ 'memory/b.md': 'b' }), { patterns: ['memory/**'], within: '' })
  expect(Object.keys(own.all).filter((name) => own.all[name] !== '/')).toEqual([
    'memory/b.md',
    'notes/x.tmp',
    'notes/y.md',
    'weights/w.bin',
  ])
})

it('keeps the rights and times that folders are to have, follows no link, and goes through folders that are closed', async () => {
  const base = tree({ 'memory/in/a.md': 'a', 'memory/b.md': 'b' })
  const part = tree({ 'memory/in/c.md': 'c' })
  const elsewhere = tree({ 'kept.md': 'kept' })
  symlinkSync(elsewhere, path.join(base, 'memory/link'))
  for (const folder of [path.join(base, 'memory/in'), path.join(part, 'memory/in')]) chmodSync(folder, 0o500)
  utimesSync(path.join(part, 'memory'), 1_000, 1_000)
  const { all, states } = await laidOver(base, part, { patterns: ['*/memory/**'] })
  expect(all).toEqual({ '': '/', memory: '/', 'memory/in': '/', 'memory/in/c.md': 'c' })
  expect([states.get('memory/in')?.mode, states.get('memory')?.mtime]).toEqual([0o500, '1000000000000'])
  expect(readFileSync(path.join(elsewhere, 'kept.md'), 'utf8')).toBe('kept')
})

it('a part that could not all be read removes nothing', async () => {
  const base = tree({ 'memory/a.md': 'a', 'memory/b.md': 'b', 'memory/c/d.md': 'd' })
  const { all } = await laidOver(base, tree({ 'memory/a.md': 'a2' }), { patterns: ['*/memory/**'] }, false)
  expect(all).toMatchObject({ 'memory/a.md': 'a2', 'memory/b.md': 'b', 'memory/c/d.md': 'd' })
})
