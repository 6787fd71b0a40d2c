import { mkdirSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { placesOfPath } from '../../../main/engine/content/place-of-path.ts'
import { newestWhole, vaultSnapshots } from '../../../main/engine/content/vault-snapshots.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

test('a path is one of this disk first, then one in a vault; a vault in a vault has it as well, and links lead to where it really is', () => {
  const root = temporaryFolder('places')
  mkdirSync(path.join(root, 'Notes/inner/deep'), { recursive: true })
  symlinkSync(path.join(root, 'Notes'), path.join(root, 'to-notes'))
  const vaults = [
    { id: 'notes', path: path.join(root, 'Notes') },
    { id: 'inner', path: path.join(root, 'Notes/inner') },
  ]
  const whole = (name: string) => path.join(root, name).slice(1)
  const places = (text: string, from = root) => placesOfPath(text, path.resolve(from, text), vaults)
  expect(places('Notes/inner/a.md')).toEqual([
    [
      { vault: 'notes', path: 'inner/a.md' },
      { vault: 'inner', path: 'a.md' },
      { vault: null, path: whole('Notes/inner/a.md') },
    ],
    [{ vault: null, path: 'Notes/inner/a.md' }],
  ])
  expect(places('to-notes/gone/a.md')[0]?.[0]).toEqual({ vault: 'notes', path: 'gone/a.md' })
  // What begins with a dot can only be of this disk.
  expect(places('./a.md', path.join(root, 'Notes/inner'))).toHaveLength(1)
  expect(places('../a.md', path.join(root, 'Notes/inner'))[0]).toEqual([
    { vault: 'notes', path: 'a.md' },
    { vault: null, path: whole('Notes/a.md') },
  ])
  expect(places('/ideas/a.md', root).at(-1)).toEqual([{ vault: null, path: 'ideas/a.md' }])
  expect(places('.', path.join(root, 'Notes'))[0]).toEqual([{ vault: null, path: whole('Notes') }])
  // Typed in no folder, it is none of the one that this process happens to be in.
  const here = [...vaults, { id: 'here', path: process.cwd() }]
  expect(placesOfPath('README.md', undefined, here)).toEqual([[{ vault: null, path: 'README.md' }]])
  expect(placesOfPath(path.join(root, 'Notes/a.md'), undefined, here)[0]?.[0]).toEqual({ vault: 'notes', path: 'a.md' })
})

test('only a snapshot of a whole vault tells what was deleted from it: not one of a part, not a safety snapshot, not one that vanished', async () => {
  const { core } = await testHome()
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { path: '/notes' } },
    plans: {
      daily: { kind: 'daily', sources: ['notes'] },
      rules: { kind: 'on-change', sources: [{ vault: 'notes', include: ['rules/**'] }] },
    },
  })
  await core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/notes' })
  const seen = async (number: number, more: Record<string, unknown>) => {
    const snapshot = {
      id: String(number).repeat(64),
      time: `2026-11-0${number}T00:00:00Z`,
      tree: 'f'.repeat(64),
      host: hostname(),
      ...more,
    }
    await core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [snapshot] })
  }
  const whole = () => {
    const [group] = vaultSnapshots(core, 'default', 'notes')
    return group && newestWhole(core, group)?.id[0]
  }
  await seen(1, { vault: 'notes', plan: 'rules' })
  expect(whole()).toBeUndefined()
  await seen(2, { vault: 'notes', plan: 'daily' })
  await seen(3, { vault: 'notes', plan: 'rules' })
  expect(whole()).toBe('2')
  await seen(4, { vault: 'notes' })
  await seen(5, { vault: 'notes', safety: 'some run' })
  await seen(6, {})
  expect(whole()).toBe('4')
  await core.record({ event: 'snapshots.vanished', repository: 'default', ids: ['4'.repeat(64)] })
  expect(whole()).toBe('2')
  expect(vaultSnapshots(core, 'default').map(({ vaultName, snapshots, states }) => [vaultName, snapshots.length, states.length])).toEqual([
    ['My Notes', 4, 3],
    [null, 1, 1],
  ])
})

test('a safety snapshot of a restore into a vault is found with that vault; those of other folders are of no vault, and no state of any', async () => {
  const { core } = await testHome()
  await core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/notes' })
  const seen = async (number: number, more: Record<string, unknown>) => {
    const snapshot = {
      id: String(number).repeat(64),
      time: `2026-11-0${number}T00:00:00Z`,
      tree: 'f'.repeat(64),
      host: hostname(),
      ...more,
    }
    await core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [snapshot] })
  }
  const begun = async (run: string, target: string) => {
    await core.record({ event: 'run.intent', run, kind: 'restore', repository: 'default', target, pid: 1, processStart: '' })
    const restore = { repository: 'default', snapshot: '1'.repeat(64), parts: [], target, policy: 'always', undoable: true, made: 0 }
    await core.record({ event: 'restore.begun', run, ...restore, safety: null })
  }
  await begun('into-notes', '/notes')
  await begun('elsewhere', '/elsewhere')
  await seen(1, { vault: 'notes' })
  await seen(2, { safety: 'into-notes' })
  await seen(3, { safety: 'elsewhere' })
  await seen(4, {})
  const groups = vaultSnapshots(core, 'default').map(({ vaultName, snapshots, states }) => [vaultName, snapshots.length, states.length])
  expect(groups).toEqual([
    ['My Notes', 2, 1],
    [null, 1, 0],
    [null, 1, 1],
  ])
  expect(vaultSnapshots(core, 'default', 'notes')).toHaveLength(1)
})
