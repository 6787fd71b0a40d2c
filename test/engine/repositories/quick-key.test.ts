import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { quickenNew } from '../../../main/engine/repositories/quick-key/quick-key.ts'
import { openKey, sealQuickKey } from '../../../main/engine/repositories/quick-key/restic-key.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { isGenerated, newPassword } from '../../../main/engine/secrets/new-password.ts'
import { isCheap } from '../../helpers/forge-snapshots.ts'
import { mutantOf } from '../../helpers/mutate-bytes.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const generated = newPassword((length) => Buffer.from(Array.from({ length }, (_, at) => at * 7)))
const typed = 'correct horse battery staple'

const asItIs = { VAULTKEEPER_RESTIC: process.env['RESTIC_AS_IT_IS'] }

/** A repository as restic alone makes it, with one key, which is slow. */
function made(password: string): { location: string; id: string; text: string } {
  const location = path.join(temporaryFolder('keys'), 'repository')
  const env = { RESTIC_PASSWORD: password, HOME: temporaryFolder('home') }
  execFileSync(asItIs.VAULTKEEPER_RESTIC ?? '', ['init', '--repo', location, '--no-cache'], { env })
  const [id = ''] = readdirSync(path.join(location, 'keys'))
  return { location, id, text: readFileSync(path.join(location, 'keys', id), 'utf8') }
}

/** A home in which the making of such a repository was cut off. */
async function cutOff(slow: { location: string }, environment = {}): Promise<TestHome> {
  const home = await testHome({ environment: { ...asItIs, ...environment } })
  const location = path.join(home.root, 'repositories/default')
  await home.core.record({ event: 'repository.creating', repository: 'default', location, password: 'keychain' })
  cpSync(slow.location, location, { recursive: true })
  return home
}

describe('a key that opens at once', () => {
  it('is the only one of a new repository whose password was generated, and restic opens it', async () => {
    const home = await testHome({ environment: asItIs })
    home.keychain.entries.set('repository:default', generated)
    expect(await init(home.core, 'default', testHost())).toMatchObject({ verdict: 'done' })
    const location = path.join(home.root, 'repositories/default')
    expect(isCheap(location)).toBe(true)
    expect(readdirSync(path.join(location, 'keys'))).toHaveLength(1)
    expect(JSON.parse(await rawRestic(location, generated)('cat', 'config'))).toMatchObject({ version: 2 })
    expect(home.logged.join()).not.toContain('key of default')
  })

  it('is none where a person chose the password', async () => {
    const home = await cutOff(made(typed), { VAULTKEEPER_PASSWORD: typed })
    await openRepository(home.core, 'default', 'write', testHost())
    expect(isCheap(path.join(home.root, 'repositories/default'))).toBe(false)
  })

  it('comes when the making of the repository was cut off, before it or before the slow one went', async () => {
    const slow = made(generated)
    const home = await cutOff(slow)
    home.keychain.entries.set('repository:default', generated)
    const opened = await openRepository(home.core, 'default', 'write', testHost())
    expect(isCheap(opened.location)).toBe(true)
    const [quick = ''] = readdirSync(path.join(opened.location, 'keys'))
    writeFileSync(path.join(opened.location, 'keys', slow.id), slow.text)
    await quickenNew(opened, testHost())
    expect(readdirSync(path.join(opened.location, 'keys'))).toEqual([quick])
    expect(home.logged.join()).not.toContain('key of default')
  })
})

describe('a key file of restic', () => {
  it('is opened with its password only, names who made it, and is sealed anew for restic', async () => {
    const { location, id, text } = made(typed)
    expect(await openKey(text, 'another')).toBeUndefined()
    const key = await openKey(text, typed)
    expect(key?.quick).toBe(false)
    expect(JSON.parse(await rawRestic(location, typed)('cat', 'key', id))).toMatchObject(key?.owner ?? {})
    expect(key?.master).toEqual(JSON.parse(await rawRestic(location, typed)('cat', 'masterkey')))
    if (key === undefined) return
    const quick = await sealQuickKey(key.master, generated, key.owner)
    expect(await openKey(quick.text, generated)).toEqual({ ...key, quick: true })
    writeFileSync(path.join(location, 'keys', quick.id), quick.text)
    await rawRestic(location, generated)('key', 'remove', id)
    await rawRestic(location, generated)('check')
    await expect(rawRestic(location, typed)('cat', 'config')).rejects.toThrow('wrong password')
  })

  it('that is damaged opens nothing, and costs little', async () => {
    const master = {
      encrypt: Buffer.alloc(32, 1).toString('base64'),
      mac: { k: Buffer.alloc(16, 2).toString('base64'), r: Buffer.alloc(16, 3).toString('base64') },
    }
    const { text } = await sealQuickKey(master, generated, { username: 'ann', hostname: 'desk', created: '2026-11-22T09:00:00Z' })
    const random = seeded(5)
    for (let count = 0; count < 200; count++) {
      const opened = await openKey(mutantOf(random, Buffer.from(text)).bytes.toString('utf8'), generated)
      expect(opened === undefined || JSON.stringify(opened.master) === JSON.stringify(master)).toBe(true)
    }
    const dear = { ...JSON.parse(text), N: 2 ** 30 }
    expect(await openKey(JSON.stringify(dear), generated)).toBeUndefined()
  })
})

it('a generated password is told by its look, and no sentence of a person', () => {
  const random = seeded(3)
  for (let count = 0; count < 100; count++)
    expect(isGenerated(newPassword((length) => Buffer.from(Array.from({ length }, () => random() * 256))))).toBe(true)
  for (const said of [
    '',
    typed,
    'abc2-def3',
    'keep-safe-home-love-tree-bird-rain-wind',
    `${generated}-abcd`,
    generated.toUpperCase(),
    ` ${generated}`,
  ])
    expect(isGenerated(said)).toBe(false)
})
