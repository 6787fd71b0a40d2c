import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import type { Core } from '../../../main/engine/core.ts'
import { addKey, removeKey } from '../../../main/engine/repositories/manage/change-keys.ts'
import { changePassword } from '../../../main/engine/repositories/manage/change-password.ts'
import { listKeys } from '../../../main/engine/repositories/manage/list-keys.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { putRight } from '../../../main/engine/runs/recover.ts'
import { knownKit } from '../../../main/engine/state/kits.ts'
import { pendingPasswordChange } from '../../../main/engine/state/password-changes.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const kept = (home: TestHome) => home.keychain.entries.get('repository:default') ?? ''
const placeOf = (home: TestHome) => path.join(home.root, 'repositories/default')

async function made(): Promise<TestHome> {
  const home = await testHome()
  expect(await init(home.core, 'default', testHost())).toMatchObject({ verdict: 'done' })
  return home
}

describe('the keys of a repository', { timeout: 60_000 }, () => {
  it('one for recovery is added and opens it with plain restic; it is removed again, the one in use never', async () => {
    const home = await made()
    const added = await addKey(home.core, 'default', { password: 'for the drawer', label: 'drawer' }, testHost())
    expect(added).toMatchObject({ verdict: 'done', result: { did: 'added', left: [] } })
    const keys = await listKeys(home.core, 'default', testHost())
    // Both were made within one second, and restic knows no less.
    const [inUse, drawer] = keys.toSorted((one, other) => Number(other.current) - Number(one.current))
    expect([inUse, drawer].map((key) => [key?.current, key?.user === 'drawer'])).toEqual([
      [true, false],
      [false, true],
    ])
    await rawRestic(placeOf(home), 'for the drawer')('cat', 'config', '--no-cache')
    const refused = await removeKey(home.core, 'default', inUse?.id ?? '', testHost())
    expect(refused).toMatchObject({ verdict: 'failed', problem: { code: 'key-in-use' } })
    expect(await removeKey(home.core, 'default', 'ffffffff', testHost())).toMatchObject({ problem: { code: 'key-unknown' } })
    expect(await removeKey(home.core, 'default', drawer?.id ?? '', testHost())).toMatchObject({ verdict: 'done' })
    expect(await listKeys(home.core, 'default', testHost())).toHaveLength(1)
    expect(JSON.stringify(recorded(home.root))).not.toContain('for the drawer')
  })

  it('the password is changed: the new one is kept and opens it, the old one does not, and the kit is out of date', async () => {
    const home = await made()
    await home.core.record({ event: 'kit.checked', repository: 'default' })
    const old = kept(home)
    const ended = await changePassword(home.core, 'default', { how: 'generated' }, testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { did: 'password', left: [] } })
    expect(kept(home)).toMatch(/^(?:[a-z2-9]{4}-){7}[a-z2-9]{4}$/)
    expect(kept(home)).not.toBe(old)
    expect(await listKeys(home.core, 'default', testHost())).toMatchObject([{ id: ended.result?.key, current: true }])
    await expect(rawRestic(placeOf(home), old)('cat', 'config', '--no-cache')).rejects.toThrow()
    expect(knownKit(home.core.state.database, 'default')).toMatchObject({ shown: null, checked: null, outdated: expect.any(String) })
    for (const secret of [old, kept(home)]) expect(JSON.stringify(recorded(home.root))).not.toContain(secret)
    expect(await changePassword(home.core, 'default', { how: 'typed', value: kept(home) }, testHost())).toMatchObject({
      problem: { code: 'password-same' },
    })
    home.environment['VAULTKEEPER_PASSWORD'] = kept(home)
    expect(await changePassword(home.core, 'default', { how: 'generated' }, testHost())).toMatchObject({
      problem: { code: 'password-elsewhere' },
    })
  })

  // What a kill leaves behind: everything up to a step is done, nothing after it.
  it.each<[string, (home: TestHome, core: Core) => Core, boolean]>([
    [
      'before the new password was kept',
      (_, core) => ({
        ...core,
        ports: { ...core.ports, keychain: { ...core.ports.keychain, set: () => Promise.reject(new Error('killed')) } },
      }),
      false,
    ],
    [
      'as soon as it was kept',
      (_, core) => {
        const set = async (account: string, value: string) => {
          await core.ports.keychain.set(account, value)
          throw new Error('killed')
        }
        return { ...core, ports: { ...core.ports, keychain: { ...core.ports.keychain, set } } }
      },
      true,
    ],
  ])('a change that was cut off %s is brought to its end', async (_, cut, changes) => {
    const home = await made()
    const old = kept(home)
    const ended = await changePassword(cut(home, home.core), 'default', { how: 'generated' }, testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { sentence: expect.stringContaining('killed') } })
    expect(kept(home) !== old).toBe(changes)
    expect(pendingPasswordChange(home.core.state.database, 'default')).toBeDefined()
    expect(await listKeys(home.core, 'default', testHost())).toHaveLength(2)
    // By the next run there, whatever it does.
    await putRight(home.core, await openRepository(home.core, 'default', 'write', testHost()), false, testHost())
    expect(await listKeys(home.core, 'default', testHost())).toMatchObject([{ current: true }])
    expect(pendingPasswordChange(home.core.state.database, 'default')).toBeUndefined()
    expect(recorded(home.root).at(-1)).toMatchObject({ event: 'password.changed', outcome: changes ? 'changed' : 'given-up' })
    await rawRestic(placeOf(home), kept(home))('cat', 'config', '--no-cache')
  })

  it.each(['VAULTKEEPER_PASSWORD', 'VAULTKEEPER_PASSWORD_COMMAND', 'VAULTKEEPER_PASSWORD_FILE'])(
    'a change that was cut off as soon as the new one was kept waits while %s gives the old one',
    async (variable) => {
      const home = await made()
      const old = kept(home)
      const set = async (account: string, value: string) => {
        await home.core.ports.keychain.set(account, value)
        throw new Error('killed')
      }
      const cut = { ...home.core, ports: { ...home.core.ports, keychain: { ...home.core.ports.keychain, set } } }
      expect(await changePassword(cut, 'default', { how: 'generated' }, testHost())).toMatchObject({ verdict: 'failed' })
      const file = path.join(temporaryFolder('old'), 'password')
      writeFileSync(file, old, { mode: 0o600 })
      home.environment[variable] = { VAULTKEEPER_PASSWORD: old, VAULTKEEPER_PASSWORD_COMMAND: `cat ${file}` }[variable] ?? file
      const settle = async () => putRight(home.core, await openRepository(home.core, 'default', 'write', testHost()), false, testHost())
      await settle()
      await rawRestic(placeOf(home), kept(home))('cat', 'config', '--no-cache')
      expect(await listKeys(home.core, 'default', testHost())).toHaveLength(2)
      expect(pendingPasswordChange(home.core.state.database, 'default')).toBeDefined()
      // The next one that uses what is kept brings it to its end.
      delete home.environment[variable]
      await settle()
      expect(recorded(home.root).at(-1)).toMatchObject({ event: 'password.changed', outcome: 'changed' })
      expect(await listKeys(home.core, 'default', testHost())).toMatchObject([{ current: true }])
      await expect(rawRestic(placeOf(home), old)('cat', 'config', '--no-cache')).rejects.toThrow()
      await rawRestic(placeOf(home), kept(home))('cat', 'config', '--no-cache')
    },
  )

  it('at a place that lets nobody remove anything the old password stays, and that is told', async () => {
    const home = await testHome()
    const server = await startRestServer(temporaryFolder('rest'), { appendOnly: true })
    writeFileSync(
      path.join(home.root, 'backup_schedule.json'),
      JSON.stringify({ version: 1, repositories: { far: { type: 'rest', url: `${server.url}laptop` } } }),
    )
    await loadAndTake(home.core)
    await init(home.core, 'far', testHost())
    const before = await listKeys(home.core, 'far', testHost())
    const ended = await changePassword(home.core, 'far', { how: 'generated' }, testHost())
    expect(ended).toMatchObject({ verdict: 'warnings', result: { left: [before[0]?.id] } })
    expect(ended.warnings[0]).toContain('The old password still opens the repository')
    expect((await listKeys(home.core, 'far', testHost())).map(({ current }) => current).toSorted()).toEqual([false, true])
    const refused = await removeKey(home.core, 'far', before[0]?.id ?? '', testHost())
    expect(refused).toMatchObject({ verdict: 'failed', problem: { code: 'repository-refused' } })
  })
})
