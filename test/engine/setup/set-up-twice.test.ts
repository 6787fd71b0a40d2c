import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SetupChoices } from '../../../main/contract/procedures/setup.ts'
import { editConfiguration } from '../../../main/engine/config/edit-configuration.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { checkSetup, createSetup } from '../../../main/engine/setup/create-setup.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

function folder(name: string): string {
  const made = path.join(temporaryFolder('vault'), name)
  mkdirSync(made)
  writeFileSync(path.join(made, 'a.md'), 'a')
  return made
}

const choicesOf = (vault: string): SetupChoices => ({
  vaults: [{ path: vault, name: path.basename(vault), exclude: [] }],
  place: { type: 'embedded' },
  daily: '07:00',
  onChange: false,
})

const begin = (home: TestHome, choices: SetupChoices) =>
  createSetup(home.core, checkSetup(home.core, choices), { password: { how: 'generated' }, keepIn: 'keychain' }, testHost())

describe('two set-ups at the same time', () => {
  it('come to one password, which opens the repository, and to both vaults, though they have one name', async () => {
    const home = await testHome()
    const [one, other] = [folder('Notes'), folder('Notes')]
    const ended = await Promise.all([begin(home, choicesOf(one)), begin(home, choicesOf(other))])
    expect(ended.map(({ verdict, problem }) => [verdict, problem?.sentence])).toEqual([
      ['done', undefined],
      ['done', undefined],
    ])
    const password = home.keychain.entries.get('repository:default') ?? ''
    expect(await rawRestic(path.join(home.root, 'repositories', 'default'), password)('cat', 'config')).toContain('chunker')
    const { configuration } = await loadConfiguration(home.core)
    expect(configuration?.vaults).toMatchObject({ notes: { path: one }, 'notes-2': { path: other } })
    expect(Object.values(configuration?.plans ?? {}).map(({ sources }) => sources[0]?.vault)).toEqual(['notes', 'notes-2'])
  })
})

describe('a set-up', () => {
  it('does not write over what a person put into the file meanwhile', async () => {
    const home = await testHome()
    const [mine, theirs] = [folder('Notes'), folder('Notes')]
    const checked = checkSetup(home.core, choicesOf(mine))
    await editConfiguration(home.core, [{ path: ['vaults', 'notes'], value: { name: 'Theirs', path: theirs } }])
    await createSetup(home.core, checked, { password: { how: 'generated' }, keepIn: 'keychain' }, testHost())
    const { configuration } = await loadConfiguration(home.core)
    expect(configuration?.vaults).toMatchObject({ notes: { path: theirs }, 'notes-2': { path: mine } })
    expect(configuration?.plans['daily']?.sources).toMatchObject([{ vault: 'notes-2' }])
  })
})
