import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { versionsOfPath } from '../../../main/engine/content/versions-of-path.ts'
import { runPlan } from '../../../main/engine/runs/plan-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

test('where plans take parts of a vault only, a file is deleted when the plan that had it has it no more', async () => {
  const vault = temporaryFolder('vault')
  for (const part of ['mem', 'skills']) {
    mkdirSync(path.join(vault, part))
    writeFileSync(path.join(vault, part, 'a.md'), part)
  }
  const { core } = await testHome({ environment: { VAULTKEEPER_PASSWORD_LOCAL: 'of the parts' } })
  const plan = (part: string) => ({ kind: 'daily', sources: [{ vault: 'agent', include: [`${part}/**`] }], repositories: ['local'] })
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { agent: { path: vault, recoveryDocument: false } },
    repositories: { local: { type: 'local', path: path.join(temporaryFolder('repository'), 'local') } },
    plans: { mem: plan('mem'), skills: plan('skills') },
  })
  const save = async (name: string) => {
    const [ended] = await runPlan(core, { plan: name, repository: 'local', vaults: ['agent'], due: null, trigger: 'manual' }, testHost())
    expect(ended?.problem).toBeUndefined()
  }
  const isGone = async () => (await versionsOfPath(core, { path: 'mem/a.md' }, testHost())).found.map(({ gone }) => gone)
  await save('mem')
  await save('skills')
  expect(await isGone()).toEqual([false])
  rmSync(path.join(vault, 'mem/a.md'))
  writeFileSync(path.join(vault, 'mem/b.md'), 'another')
  await save('mem')
  expect(await isGone()).toEqual([true])
})
