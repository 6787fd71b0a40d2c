import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { clientBench } from '../../helpers/client-bench.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

test('who types a name letter by letter asks a server once; what was backed up meanwhile is found nevertheless', async () => {
  const shim = createShim(temporaryFolder('shim'), process.env['VAULTKEEPER_RESTIC'] ?? 'restic')
  const data = temporaryFolder('rest')
  const server = await startRestServer(data)
  const home = await testHome({ environment: { VAULTKEEPER_RESTIC: shim.program } })
  const vault = temporaryFolder('notes')
  mkdirSync(path.join(vault, 'ideas'))
  writeFileSync(path.join(vault, 'ideas/garden.md'), 'one')
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: vault, recoveryDocument: false } },
    repositories: { server: { type: 'rest', url: `${server.url}laptop` } },
    plans: { daily: { kind: 'daily', sources: [{ vault: 'notes' }], repositories: ['server'], keep: 'all' } },
  })
  const { client, follow } = clientBench(home)
  const back = async () => expect((await follow(await client.backups.start({ plan: 'daily' }))).end.verdict).toBe('done')
  const found = async (pattern: string) =>
    (await client.files.find({ pattern })).groups.flatMap((group) => group.found.map((one) => one.path))
  await back()
  cheapenKey(path.join(data, 'laptop'), home.keychain.entries.get('repository:server') ?? '')

  shim.forget()
  expect(await found('g')).toContain('ideas/garden.md')
  expect(shim.work().length).toBeGreaterThan(0)
  shim.forget()
  for (const letters of ['ga', 'gar', 'gard']) expect(await found(letters)).toEqual(['ideas/garden.md'])
  expect((await client.files.versions({ path: 'ideas/garden.md', vault: 'notes' })).found[0]?.versions).toHaveLength(1)
  expect(shim.work()).toEqual([])

  writeFileSync(path.join(vault, 'ideas/gardener.md'), 'two')
  await back()
  shim.forget()
  expect((await found('gard')).toSorted()).toEqual(['ideas/garden.md', 'ideas/gardener.md'])
  expect(shim.work().length).toBeGreaterThan(0)
})
