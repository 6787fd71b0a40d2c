import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { makeKit } from '../../../main/engine/kit/make-kit.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { addRepository } from '../../../main/engine/repositories/manage/add-repository.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { differences } from '../../helpers/cli-tree.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

const plans = { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'], keep: { last: 3 } } }

it('a new machine, with the kit and the secrets alone: the repository is taken over, everything restored, and what was there is left alone', {
  timeout: 120_000,
}, async () => {
  const ca = testCa(temporaryFolder('ca'))
  const data = temporaryFolder('rest')
  const server = await startRestServer(data, { certificate: ca.issue(), users: { ada: 'of the server' } })
  const there = () => snapshotIds(path.join(data, 'laptop'))

  // The machine that is lost afterwards.
  const lost = path.join(temporaryFolder('lost'), 'notes')
  mkdirSync(lost)
  writeFileSync(path.join(lost, 'a.md'), 'the only copy')
  const environment = {
    VAULTKEEPER_HOST: 'old-laptop',
    VAULTKEEPER_PASSWORD_OFFSITE: 'of the kit',
    VAULTKEEPER_SECRET_OFFSITE_USER_PASSWORD: 'of the server',
  }
  const old = await testHome({ environment })
  old.core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: lost, recoveryDocument: false } },
    repositories: { offsite: { type: 'rest', url: `${server.url}laptop`, user: 'ada', caCertificate: ca.certificate } },
    plans,
  })
  for (const text of ['one', 'two', 'three']) {
    writeFileSync(path.join(lost, 'b.md'), text)
    expect(await runPlanNow(old.core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
  }
  const { text } = await makeKit(old.core, 'offsite', testHost())
  old.close()
  const before = there()
  expect(before).toHaveLength(3)

  // What the sheet of paper says, typed off.
  const url = /rest:(https:\S+)/.exec(text)?.[1] ?? ''
  const user = /RESTIC_REST_USERNAME=(\S+)/.exec(text)?.[1] ?? ''
  const certificate = path.join(temporaryFolder('typed'), 'server-ca.pem')
  const lines = [...(/printf '%s\\n' (.*) > server-ca\.pem/.exec(text)?.[1] ?? '').matchAll(/'([^']*)'/g)].map(([, line]) => line)
  writeFileSync(certificate, lines.join('\n'))

  const { core, root } = await testHome({ environment: { VAULTKEEPER_HOST: 'new-laptop' } })
  const wanted = {
    name: 'offsite',
    settings: { type: 'rest', url, user, caCertificate: certificate },
    secrets: { 'user-password': 'of the server' },
    password: { how: 'typed', value: 'of the kit' },
    keepIn: 'keychain',
    plans: [],
  } as const
  const { ended, remarks } = await addRepository(core, { ...wanted, mode: 'adopt' }, testHost())
  expect(ended).toMatchObject({ verdict: 'done' })
  expect(remarks).toContain('It holds 3 snapshots, made by old-laptop.')
  expect(readFileSync(path.join(root, 'backup_schedule.json'), 'utf8')).not.toContain('of the ')

  // Everything is back, into the folder where it is to live from now on.
  const vault = path.join(temporaryFolder('new'), 'notes')
  const asked = { reference: 'latest', vault: 'notes@old-laptop', target: vault, overwrite: 'if-changed', verify: true } as const
  expect(await restore(core, asked, testHost())).toMatchObject({ verdict: 'done' })
  expect(differences(lost, vault)).toEqual([])

  // The same vault and plan by name: its snapshots are counted by themselves, and retention takes none of the other machine's.
  const { repositories } = core.settings.configuration ?? {}
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { path: vault, recoveryDocument: false } },
    plans,
    repositories: { offsite: wanted.settings },
  })
  expect(repositories?.['offsite']).toMatchObject({ type: 'rest', user: 'ada' })
  for (const text of ['1', '2', '3', '4']) {
    writeFileSync(path.join(vault, 'b.md'), text)
    expect(await runPlanNow(core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
  }
  expect(there().filter((id) => before.includes(id))).toHaveLength(3)
  // Three more of the vaults, and one of what Vaultkeeper itself needs.
  expect(there()).toHaveLength(7)
  const ledger = knownSnapshots(core.state.database, 'offsite')
  expect(ledger.filter(({ vault: of }) => of === 'notes@old-laptop')).toHaveLength(3)
  expect(ledger.filter(({ vault: of }) => of === 'notes')).toHaveLength(3)
})
