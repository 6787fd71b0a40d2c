import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { comeBack } from '../../../main/engine/comeback/come-back.ts'
import { lookForMachines } from '../../../main/engine/comeback/look-for-machines.ts'
import { momentsOf } from '../../../main/engine/moments/moments-of.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { ownBench, ownConfiguration } from '../../helpers/own-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

test('a vault that was left out when the machine came back is told by the command that restores it', async () => {
  const old = await ownBench({})
  expect(await old.backUp()).toEqual(['done'])
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  const notes = path.join(old.person, 'notes')
  renameSync(notes, `${notes}-away`)
  const { core } = await ownBench({ person: old.person, configuration: null, host: 'new-box' })
  // Another bench lays its notes down; this machine is empty.
  rmSync(notes, { recursive: true, force: true })
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const password = old.keychain.entries.get('repository:drive') ?? ''
  const wish = { place, secrets: {}, password, vaults: [], mendPlace: false, takeOver: true, keepIn: 'keychain' } as const
  const again = async () => {
    const error = await comeBack(core, { ...wish, host: undefined }, testHost()).catch((thrown: unknown) => thrown)
    return error instanceof ProblemError ? `${error.problem.code}: ${error.problem.remedy}` : String(error)
  }
  const done = await comeBack(core, { ...wish, host: undefined }, testHost())
  expect(done).toMatchObject({
    verdict: 'done',
    remarks: [
      expect.stringMatching(new RegExp(`^notes is not restored yet. Bring it back with: vaultkeeper restore [0-9a-f]{8} --to ${notes}$`)),
    ],
  })
  expect(await again()).toMatch(
    new RegExp(`^home-taken: To restore what is not there yet: vaultkeeper restore [0-9a-f]{8} --to ${notes}\\. Bring the machine`),
  )
  renameSync(`${notes}-away`, notes)
  expect(await again()).toMatch(/^home-taken: Bring the machine back into another folder: .*VAULTKEEPER_HOME/)
})

test('a vault of which parts were saved since is told by a command for each of its states, in their order', async () => {
  const weights = { kind: 'daily', sources: [{ vault: 'notes', include: ['weights.json'] }], repositories: ['drive'] }
  const old = await ownBench({ configuration: { ...ownConfiguration, plans: { ...ownConfiguration.plans, weights } } })
  const notes = path.join(old.person, 'notes')
  writeFileSync(path.join(notes, 'weights.json'), '{}')
  for (const plan of ['daily', 'weights']) expect(await old.backUp(plan)).toEqual(['done'])
  const [whole, part] = ['daily', 'weights'].map((plan) =>
    momentsOf(old.core)
      .find((one) => one.plan === plan && one.vault === 'notes')
      ?.snapshot.slice(0, 8),
  )
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  const { core } = await ownBench({ person: old.person, configuration: null, host: 'new-box' })
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const password = old.keychain.entries.get('repository:drive') ?? ''
  const wish = { place, secrets: {}, password, mendPlace: false, takeOver: true, keepIn: 'keychain', host: undefined } as const
  const over = ' --overwrite if-changed'
  const commands = (first: string) =>
    `vaultkeeper restore ${whole} --to ${notes}${first} - and then: vaultkeeper restore ${part} --to ${notes}${over}`
  const { remarks } = await comeBack(core, { ...wish, vaults: ['notes'] }, testHost())
  expect(remarks).toEqual([`notes was left as it is, for ${notes} holds something already. To restore it all the same: ${commands(over)}`])
  rmSync(notes, { recursive: true })
  await expect(comeBack(core, { ...wish, vaults: [] }, testHost())).rejects.toMatchObject({
    problem: { remedy: expect.stringContaining(`To restore what is not there yet: ${commands('')}. Bring the machine`) },
  })
})

test('a vault that has no place here is said to be left out, for there is no configuration to change yet', async () => {
  const outside = path.join(temporaryFolder('other-disk'), 'mnt')
  const vaults = { media: { path: path.join(outside, 'media'), recoveryDocument: false } }
  const plans = { daily: { kind: 'daily', sources: ['media'], repositories: ['drive'] } }
  mkdirSync(vaults.media.path, { recursive: true })
  writeFileSync(path.join(vaults.media.path, 'a.md'), 'a')
  const old = await ownBench({ configuration: { ...ownConfiguration, vaults, plans } })
  expect(await old.backUp()).toEqual(['done'])
  rmSync(outside, { recursive: true })
  const { core } = await ownBench({ person: old.person, configuration: null, host: 'new-box' })
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const password = old.keychain.entries.get('repository:drive') ?? ''
  const [machine] = await lookForMachines(core, { place, secrets: {}, password }, testHost())
  expect(machine?.notes.join()).toMatch(
    /media would go to .*, and there is no .* here\. .* leave it out now \(--vaults none, .* and restore it then\./,
  )
})
