import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { comeBack } from '../../../main/engine/comeback/come-back.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { ownBench } from '../../helpers/own-bench.ts'
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
  expect(await comeBack(core, { ...wish, host: undefined }, testHost())).toMatchObject({ verdict: 'done' })
  expect(await again()).toMatch(
    new RegExp(
      `^home-taken: To restore what is not there yet: vaultkeeper restore latest --vault notes --to ${notes}\\. Bring the machine`,
    ),
  )
  renameSync(`${notes}-away`, notes)
  expect(await again()).toMatch(/^home-taken: Bring the machine back into another folder: .*VAULTKEEPER_HOME/)
})
