import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('a drive that is pulled while its repository is opened is not connected, and nothing unexpected', async () => {
  const { core, root } = await testHome()
  const place = path.join(temporaryFolder('drive'), 'backups')
  writeFileSync(
    path.join(root, 'backup_schedule.json'),
    JSON.stringify({ version: 1, repositories: { drive: { type: 'local', path: place } } }),
  )
  await loadAndTake(core)
  expect(await init(core, 'drive', testHost())).toMatchObject({ verdict: 'done' })
  const { keychain } = core.ports
  // Behind the look that found it there.
  const pulling: typeof keychain = {
    ...keychain,
    get: async (account) => {
      const answer = await keychain.get(account)
      renameSync(place, `${place}.away`)
      return answer
    },
  }
  const opening = openRepository({ ...core, ports: { ...core.ports, keychain: pulling } }, 'drive', 'read', testHost())
  await expect(opening).rejects.toMatchObject({ problem: { code: 'drive-not-connected' } })
})
