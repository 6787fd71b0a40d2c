import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ComebackWish, comeBack } from '../../../main/engine/comeback/come-back.ts'
import { restoreVaults } from '../../../main/engine/comeback/restore-vaults.ts'
import { comebackState, unfinishedComeback } from '../../../main/engine/comeback/unfinished-comeback.ts'
import type { Core } from '../../../main/engine/core.ts'
import { type OwnBench, ownBench, ownConfiguration } from '../../helpers/own-bench.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { testHost } from '../../helpers/temporary-home.ts'

type CutOff = {
  readonly core: Core
  readonly home: OwnBench
  readonly notes: string
  readonly wish: ComebackWish
  /** The repository past Vaultkeeper, called from the vault. */
  readonly restic: (...parameters: string[]) => Promise<string>
}

/** A machine whose return was killed in the middle of its vault: of ten files nine are there. */
async function cutOff(): Promise<CutOff> {
  const old = await ownBench({ configuration: { ...ownConfiguration, verification: { check: false, drill: false } } })
  const notes = path.join(old.person, 'notes')
  for (let at = 0; at < 9; at++) writeFileSync(path.join(notes, `${at}.md`), `note ${at}`)
  expect(await old.backUp()).toEqual(['done'])
  const password = old.keychain.entries.get('repository:drive') ?? ''
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  rmSync(notes, { recursive: true })
  const home = await ownBench({ person: old.person, configuration: null, host: 'new-box' })
  const { core } = home
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const wish: ComebackWish = { place, secrets: {}, password, vaults: ['notes'], mendPlace: false, takeOver: true, keepIn: 'keychain' }
  let isRestoring = false
  const dying: Core = {
    ...core,
    unrecorded: [],
    record: async (event) => {
      isRestoring ||= event.event === 'restore.begun'
      if (isRestoring && event.event === 'run.outcome') throw new Error('killed')
      await core.record(event)
    },
  }
  expect(await comeBack(dying, wish, testHost()).catch(() => 'died')).toMatchObject({ verdict: 'failed' })
  rmSync(path.join(notes, '8.md'))
  expect(comebackState(core).home).toBe('unfinished')
  return { core, home, notes, wish, restic: rawRestic(place.address, password, notes) }
}

const names = (folder: string) => readdirSync(folder).toSorted()
const whole = ['0.md', '1.md', '2.md', '3.md', '4.md', '5.md', '6.md', '7.md', '8.md', 'a.md']
const backUpHalf = ({ restic }: CutOff) =>
  restic('backup', '--host', 'laptop', '--tag', 'vault:notes,plan:daily,label:daily/2030-01-01', '.')

describe('a return that was cut off in the middle of a vault', () => {
  test('comes to the states that were chosen first when it is said again, whatever was backed up since', async () => {
    const bench = await cutOff()
    const { core, wish, notes } = bench
    await backUpHalf(bench)
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole)
    expect(comebackState(core).home).toBe('taken')
  })

  test('leaves a vault alone that is all there, though another one is not', async () => {
    const { core, wish, notes } = await cutOff()
    await restoreVaults(core, 'drive', ['notes'], testHost())
    expect(unfinishedComeback(core)?.begun).toEqual([])
    writeFileSync(path.join(notes, 'a.md'), 'written since')
    const again = await comeBack(core, wish, testHost())
    expect(again.verdict).toBe('done')
    expect(again.remarks?.join(' ')).toContain('notes was left as it is')
    expect(readFileSync(path.join(notes, 'a.md'), 'utf8')).toBe('written since')
  })

  test.each<[string, unknown[]]>([
    ['names alone, as an older Vaultkeeper wrote them', ['notes']],
    ['states that are no snapshots of it', [{ vault: 'notes', states: ['../x', 7] }]],
  ])('chooses anew where its file holds %s', async (_, begun) => {
    const bench = await cutOff()
    const { core, wish, notes } = bench
    await backUpHalf(bench)
    const file = path.join(core.home.root, 'comeback.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), begun }))
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole.filter((name) => name !== '8.md'))
  })
})
