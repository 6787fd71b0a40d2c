import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ComebackWish, comeBack } from '../../../main/engine/comeback/come-back.ts'
import { comebackState } from '../../../main/engine/comeback/unfinished-comeback.ts'
import { findPassword, keepInFile, passwordFile } from '../../../main/engine/secrets/password.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { type OwnBench, ownBench } from '../../helpers/own-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const account = 'repository:drive'
const passwordOf = ({ keychain }: Pick<OwnBench, 'keychain'>) => keychain.entries.get(account) ?? ''

const passwordIn = async ({ core }: Pick<OwnBench, 'core'>) => (await findPassword(core, 'drive', 'keychain')).value

/** A machine of which nothing is left but its repository, with the wish to have it back. */
async function lost(): Promise<{ person: string; wish: ComebackWish }> {
  const old = await ownBench()
  expect(await old.backUp()).toEqual(['done'])
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const how = { vaults: [], mendPlace: false, takeOver: true, keepIn: 'keychain' } as const
  return { person: old.person, wish: { place, secrets: {}, password: passwordOf(old), ...how } }
}

/** An empty home for it. */
const anew = (person: string, keychain = fakeKeychain()) => ownBench({ person, configuration: null, host: 'desk', keychain })

describe('a password that is kept under the name of the repository that comes back', { timeout: 60_000 }, () => {
  test('by another home of the same account stays, and this one is kept in a file instead', async () => {
    const keychain = fakeKeychain()
    const mine = await ownBench({ keychain, host: 'desk' })
    expect(await mine.backUp()).toEqual(['done'])
    const kept = passwordOf(mine)
    const { person, wish } = await lost()
    const home = await anew(person, keychain)
    const before = recorded(home.root)
    const refused = await comeBack(home.core, wish, testHost()).catch((error: { problem?: object }) => error.problem)
    expect(refused).toMatchObject({
      code: 'password-kept',
      sentence: expect.stringContaining('in the keychain for a repository "drive"'),
      remedy: expect.stringContaining('vaultkeeper init --from REPOSITORY --in file'),
    })
    expect(JSON.stringify(refused)).not.toContain(kept)
    expect(keychain.entries.get(account)).toBe(kept)
    expect(recorded(home.root)).toEqual(before)
    expect(['backup_schedule.json', 'comeback.json'].filter((name) => existsSync(path.join(home.root, name)))).toEqual([])
    expect(comebackState(home.core)).toMatchObject({ home: 'empty' })
    // What it is told to do works, and both homes go on.
    expect(await comeBack(home.core, { ...wish, keepIn: 'file' }, testHost())).toMatchObject({ verdict: 'done' })
    expect(knownRepository(home.core.state.database, 'drive')?.password).toBe('file')
    expect(readFileSync(passwordFile(home.core.home, 'drive'), 'utf8')).toBe(`${wish.password}\n`)
    expect(keychain.entries.get(account)).toBe(kept)
    for (const { person: folder, backUp } of [home, mine]) {
      writeFileSync(path.join(folder, 'notes', 'n.md'), 'new')
      expect(await backUp()).toEqual(['done'])
    }
  })

  test('by another home of the same account is no hindrance where VAULTKEEPER_HOME names this one, and stays', async () => {
    const keychain = fakeKeychain()
    const mine = await ownBench({ keychain, host: 'desk' })
    expect(await mine.backUp()).toEqual(['done'])
    const kept = passwordOf(mine)
    const { person, wish } = await lost()
    const root = path.join(temporaryFolder('named'), 'home')
    const home = await ownBench({ person, root, configuration: null, host: 'desk', keychain, environment: { VAULTKEEPER_HOME: root } })
    expect(await comeBack(home.core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(knownRepository(home.core.state.database, 'drive')?.password).toBe('keychain')
    expect([keychain.entries.get(account), await passwordIn(home)]).toEqual([kept, wish.password])
    for (const { person: folder, backUp } of [home, mine]) {
      writeFileSync(path.join(folder, 'notes', 'n.md'), 'new')
      expect(await backUp()).toEqual(['done'])
    }
  })

  test('in a file of this home stays until it is moved away', async () => {
    const { person, wish } = await lost()
    const home = await anew(person)
    keepInFile(home.core.home, 'drive', 'that of something else')
    const file = passwordFile(home.core.home, 'drive')
    for (const keepIn of ['keychain', 'file'] as const)
      await expect(comeBack(home.core, { ...wish, keepIn }, testHost())).rejects.toMatchObject({
        problem: { code: 'password-kept', sentence: expect.stringContaining(file) },
      })
    expect(readFileSync(file, 'utf8')).toBe('that of something else\n')
    expect(home.keychain.entries.has(account)).toBe(false)
    rmSync(file)
    expect(await comeBack(home.core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect([passwordOf(home), existsSync(file)]).toEqual([wish.password, false])
  })

  test('is no hindrance where it is the same', async () => {
    const { person, wish } = await lost()
    const home = await anew(person)
    home.keychain.entries.set(account, wish.password)
    keepInFile(home.core.home, 'drive', wish.password)
    expect(await comeBack(home.core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(passwordOf(home)).toBe(wish.password)
  })
})
