import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEngine } from '../../../main/engine/engine.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { systemClock } from '../../../main/engine/ports.ts'
import { knownVaults } from '../../../main/engine/state/queries.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { calmMachine } from '../../helpers/temporary-home.ts'

const ports = () => ({
  clock: systemClock,
  keychain: fakeKeychain(),
  machine: calmMachine,
  environment: {},
  log: () => undefined,
  randomBytes: (length: number) => Buffer.alloc(length, 7),
})
const vault = (name: string) => ({ event: 'vault.known', vault: name, name, path: `/${name}` }) as const

test.each([
  ['deleted', (file: string) => rmSync(file)],
  ['cut to its first line', (file: string) => writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0]}\n`)],
])('a history that was %s behind our back is noticed for good, and what comes after is taken in', async (_how, damage) => {
  const root = mkdtempSync(join(tmpdir(), 'vaultkeeper-test-'))
  try {
    const before = await createEngine(root, ports())
    for (const name of ['a', 'b', 'c']) await before.core.record(vault(name))
    before.close()
    damage(join(root, 'system-history.jsonl'))

    const after = await createEngine(root, ports())
    await after.core.record(vault('d'))
    expect(knownVaults(after.core.state.database).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    const check = await verifyHistory(after.core.home.historyFile, after.core.state.last())
    expect(check.holds).toBe(false)
    expect(check.breaks.map(({ why }) => why)).toEqual([expect.stringContaining('entries that stood before this line are gone')])
    after.close()
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
