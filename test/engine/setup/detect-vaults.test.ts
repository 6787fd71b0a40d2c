import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectVaults } from '../../../main/engine/setup/detect-vaults.ts'
import { lookAtFolder } from '../../../main/engine/setup/look-at-folder.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

/** A person's own folder with these files; what ends in a slash is a folder. */
function personWith(...files: string[]): string {
  const person = temporaryFolder('person')
  for (const file of files) {
    const full = path.join(person, file)
    mkdirSync(file.endsWith('/') ? full : path.dirname(full), { recursive: true })
    if (!file.endsWith('/')) writeFileSync(full, '0123456789')
  }
  return person
}

const homeOf = (person: string, root = path.join(temporaryFolder('home'), 'home')) => testHome({ root, environment: { HOME: person } })

describe('looking for vaults', () => {
  it('finds notes, code, agents and workspaces, and what may be left out of them', async () => {
    const person = personWith(
      'Notes/.obsidian/app.json',
      'Notes/idea.md',
      'Notes/.trash/old.md',
      'code/shop/.git/HEAD',
      'code/shop/package.json',
      'code/shop/node_modules/a/index.js',
      'code/shop/dist/bundle.js',
      'code/shop/build/note.md',
      'agents/em/SOUL.md',
      'agents/z/SOUL.md',
      'lonely/jay/SOUL.md',
      'work/.claude/settings.json',
      'Documents/letter.txt',
    )
    writeFileSync(path.join(person, 'code/shop/.gitignore'), '/dist\n*.log\n')
    const { core } = await homeOf(person)
    const { vaults, complete } = await detectVaults(core)
    expect(complete).toBe(true)
    expect(Object.fromEntries(vaults.map(({ path: at, kind, excludes }) => [path.relative(person, at), [kind, ...excludes]]))).toEqual({
      Notes: ['notes', '.trash'],
      'code/shop': ['code', 'node_modules', '__pycache__', '.venv', '/dist'],
      agents: ['agents'],
      'lonely/jay': ['agent'],
      work: ['workspace'],
    })
    // What is left out is not counted; `build` is not left out, for git does not leave it out either.
    expect(vaults.find(({ name }) => name === 'Notes')).toMatchObject({ files: 2, bytes: 20, counted: true, configured: false })
    expect(vaults.find(({ name }) => name === 'shop')).toMatchObject({ files: 4 })
  })

  it('follows no link, looks into nothing hidden, not too deep, and never into its own home or what is a vault', async () => {
    const person = personWith(
      'real/.obsidian/',
      '.hidden/secret/.git/',
      'a/b/c/d/e/.git/',
      'Notes/.obsidian/',
      'Notes/inner/.git/',
      '.git/',
      'node_modules/x/.git/',
      'copies/config',
      'copies/keys/',
      'copies/snapshots/',
      'copies/data/.git/',
      'copies/data/00/.git/',
    )
    symlinkSync(path.join(person, 'Notes'), path.join(person, 'link-to-notes'))
    symlinkSync('/', path.join(person, 'link-to-all'))
    mkdirSync(path.join(person, 'vaultkeeper/repositories/x/.git'), { recursive: true })
    const { core } = await homeOf(person, path.join(person, 'vaultkeeper'))
    const { vaults } = await detectVaults(core)
    expect(vaults.map(({ path: at }) => path.relative(person, at)).sort()).toEqual(['Notes', 'real'])
  })

  it('ends when nobody waits any more, and says that it is not all', async () => {
    const { core } = await homeOf(personWith('Notes/.obsidian/'))
    expect(await detectVaults(core, AbortSignal.abort())).toEqual({ vaults: [], complete: false })
  })

  it('a folder that a person names may be any but a file, nothing, or our own home', async () => {
    const person = personWith('papers/a.txt', 'file')
    const { core, root } = await homeOf(person)
    expect(await lookAtFolder(core, '~/papers')).toMatchObject({
      path: path.join(person, 'papers'),
      kind: 'folder',
      excludes: [],
      files: 1,
    })
    for (const [folder, code] of [
      ['~/file', 'not-a-folder'],
      ['~/none', 'folder-missing'],
      ['papers', 'folder-relative'],
      [path.join(root, 'locks'), 'vault-inside-home'],
    ] as const)
      await expect(lookAtFolder(core, folder), folder).rejects.toMatchObject({ problem: { code } })
  })
})
