import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const local = { type: 'local', path: '~/local', prune: false }
const vault = (place: string, more: object = {}) => ({ path: place, recoveryDocument: false, ...more })
const plan = (...sources: string[]) => ({ kind: 'daily', sources, repositories: ['local'] })

it.each(['~/notes', '~/link'])('a vault in the folder of another one is backed up as it is configured, by %s', async (second) => {
  const folder = temporaryFolder('one-folder')
  mkdirSync(path.join(folder, 'notes', 'big'), { recursive: true })
  symlinkSync(path.join(folder, 'notes'), path.join(folder, 'link'))
  for (const name of ['note.md', 'big/raw.bin']) writeFileSync(path.join(folder, 'notes', name), name)
  const vaults = { light: vault('~/notes', { exclude: ['/big'] }), full: vault(second) }
  const configuration = { vaults, repositories: { local }, plans: { daily: plan('full'), spare: plan('light') } }
  const bench = await scheduleBench({ folder, configuration, started: '2026-11-16T12:00:00Z', execute: 'real' })
  await bench.at('2026-11-16T12:00:00Z')
  await bench.at('2026-11-17T07:00:00.000Z')
  // Each is due once: a lane that is recorded as that of the other one would stay due for ever.
  expect(bench.runs().sort()).toEqual(['daily/local/full 11-17T07:00 schedule: done', 'spare/local/light 11-17T07:00 schedule: done'])
  const restic = rawRestic(path.join(folder, 'local'), bench.keychain.entries.get('repository:local'))
  const paths = (name: string) => restic('ls', 'latest', '--tag', `vault:${name}`)
  expect(await paths('full')).toContain('raw.bin')
  expect(await paths('light')).not.toContain('raw.bin')
})

it('a vault that gets the folder which another one had takes over none of its backups', async () => {
  const folder = temporaryFolder('moved-folder')
  const bench = await scheduleBench({
    ...{ folder, started: '2026-11-16T12:00:00Z', execute: 'real' },
    configuration: { vaults: { jay: vault('~/jay') }, repositories: { local }, plans: { daily: plan('jay') } },
  })
  writeFileSync(path.join(folder, 'jay', 'memory.md'), 'what jay knows')
  await bench.at('2026-11-16T12:00:00Z')
  await bench.at('2026-11-17T07:00:00.000Z')
  renameSync(path.join(folder, 'jay'), path.join(folder, 'moved'))
  mkdirSync(path.join(folder, 'jay'))
  writeFileSync(path.join(folder, 'jay', 'soul.md'), 'who amy is')
  // In one edit, and she is backed up before him.
  const vaults = { amy: vault('~/jay'), jay: vault('~/moved') }
  bench.configure({ vaults, repositories: { local }, plans: { daily: plan('amy', 'jay') } })
  await bench.at('2026-11-18T07:00:00.000Z')
  const of = knownSnapshots(bench.core.state.database, 'local').map((one) => one.vault)
  expect(of).toEqual(['jay', 'amy', 'jay'])
  expect(bench.events('vault.known').map(({ formerly }) => formerly)).toEqual([undefined, undefined, undefined])
})
