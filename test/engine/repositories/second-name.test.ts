import { cpSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import { addRepository } from '../../../main/engine/repositories/manage/add-repository.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { seeSnapshots } from '../../../main/engine/runs/see-snapshots.ts'
import { knownRepository, knownSnapshots } from '../../../main/engine/state/queries.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

describe('a repository that has a name already', { timeout: 60_000 }, () => {
  it('gets no second one: not by the server that serves its folder, not as a copy of it, by no form and no file; but another name instead', async () => {
    const home = await testHome()
    const { core, keychain } = home
    const folder = temporaryFolder('twice')
    const disk = { type: 'local', path: path.join(folder, 'disk') }
    const configure = (repositories: object) => {
      writeFileSync(path.join(home.root, 'backup_schedule.json'), JSON.stringify({ version: 1, repositories }))
      return loadAndTake(core)
    }
    await configure({ disk })
    expect(await init(core, 'disk', testHost())).toMatchObject({ verdict: 'done' })
    const password = keychain.entries.get('repository:disk') ?? ''
    await rawRestic(disk.path, password)('backup', '--no-cache', '--tag', 'vault:notes', folder, '--exclude', disk.path)
    const look = async (name: string) => seeSnapshots(core, await openRepository(core, name, 'read', testHost()), testHost())
    await look('disk')
    cpSync(disk.path, path.join(folder, 'copied'), { recursive: true })
    const server = await startRestServer(folder)
    const others = { served: { type: 'rest', url: `${server.url}disk` }, copied: { type: 'local', path: path.join(folder, 'copied') } }
    for (const [name, settings] of Object.entries(others)) {
      const wanted = { name, settings, secrets: {}, password: { how: 'typed', value: password }, keepIn: 'keychain', plans: [] } as const
      await expect(addRepository(core, { ...wanted, mode: 'adopt' }, testHost())).rejects.toMatchObject({
        problem: { code: 'place-not-usable', sentence: 'This is the repository "disk" already.' },
      })
      keychain.entries.set(`repository:${name}`, password)
    }
    // Switched off, it is the same one still.
    await configure({ disk: { ...disk, enabled: false }, ...others })
    for (const name of Object.keys(others)) {
      expect(await init(core, name, testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'repository-twice' } })
      expect(knownRepository(core.state.database, name)?.id ?? null).toBeNull()
    }
    // Taken out of the file, it may be called otherwise.
    await configure({ served: others.served })
    expect(await init(core, 'served', testHost())).toMatchObject({ verdict: 'done' })
    // What lies there is known under that name from then on, and is told once.
    await look('served')
    const seen = recorded(home.root).length
    await look('served')
    expect(recorded(home.root)).toHaveLength(seen)
    expect(knownSnapshots(core.state.database, 'served')).toHaveLength(1)
    expect(knownRepository(core.state.database, 'served')?.id).toBe(knownRepository(core.state.database, 'disk')?.id)
  })
})
