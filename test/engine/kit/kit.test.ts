import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkKit } from '../../../main/engine/kit/check-kit.ts'
import { kitPassword } from '../../../main/engine/kit/kit-password.ts'
import { listKits } from '../../../main/engine/kit/list-kits.ts'
import { makeKit } from '../../../main/engine/kit/make-kit.ts'
import { resticCommands } from '../../../main/engine/kit/restic-commands.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const way = (location: string) => ({ location, flags: [], steps: [] })

let home: TestHome
let vault: string
let password: string
beforeAll(async () => {
  home = await testHome()
  vault = path.join(temporaryFolder('vault'), "Anna's notes")
  mkdirSync(vault)
  writeFileSync(path.join(vault, 'a.md'), 'the only copy')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  password = home.keychain.entries.get('repository:default') ?? ''
})

describe('the emergency kit', () => {
  it('tells all but the password', async () => {
    const kit = await makeKit(home.core, 'default', testHost())
    expect(kit).toMatchObject({
      repository: 'default',
      location: path.join(home.root, 'repositories', 'default'),
      checked: null,
      showable: true,
    })
    expect(kit.keys).toHaveLength(1)
    expect(kit.text).toContain(kit.blank)
    for (const word of [kit.location, kit.id, kit.keys[0] ?? '-', vault, kit.restic ?? '-']) expect(kit.text).toContain(word)
    expect(JSON.stringify(kit)).not.toContain(password)
    expect(listKits(home.core)).toMatchObject([
      { repository: 'default', place: kit.place, shown: null, checked: null, made: null, standing: 'unchecked' },
    ])
  })

  it('its commands, typed as they stand, bring everything back with restic alone', async () => {
    const { steps } = await makeKit(home.core, 'default', testHost())
    const elsewhere = temporaryFolder('elsewhere')
    const programs = path.dirname(process.env['VAULTKEEPER_RESTIC'] ?? '')
    const env = { PATH: `${programs}:${process.env['PATH']}`, RESTIC_PASSWORD: password, RESTIC_CACHE_DIR: temporaryFolder('cache') }
    const [list, restore] = steps.map(({ commands }) => commands[0] ?? '')
    expect((await promisify(execFile)('sh', ['-c', list ?? ''], { cwd: elsewhere, env })).stdout).toContain('manual/')
    await promisify(execFile)('sh', ['-c', restore ?? ''], { cwd: elsewhere, env })
    expect(readFileSync(path.join(elsewhere, 'restored', 'Anna-s notes', 'a.md'), 'utf8')).toBe('the only copy')
  })

  it('quotes for the shell whatever a folder is called', () => {
    const [first] = resticCommands({ way: way("/a b/$(rm -rf ~)/it's"), host: 'laptop', vaults: [] }, 'linux')
    expect(first?.commands).toEqual(["restic -r '/a b/$(rm -rf ~)/it'\\''s' snapshots --no-lock --host laptop"])
    expect(resticCommands({ way: way("C:\\it's"), host: 'laptop', vaults: [] }, 'win32')[0]?.commands).toEqual([
      "restic -r 'C:\\it''s' snapshots --no-lock --host laptop",
    ])
  })

  it('shows the password until somebody has proved to have it, and on no page after that', async () => {
    const { core, root } = home
    const shown = await kitPassword(core, 'default', 'page', testHost())
    expect(shown).toMatchObject({ password, code: { text: password }, text: expect.stringContaining(`Password:    ${password}`) })
    expect(shown.html).toContain(password)
    expect(await checkKit(core, 'default', 'nope')).toBe(false)
    expect(await checkKit(core, 'default', '')).toBe(false)
    expect(await checkKit(core, 'default', password.slice(-4))).toBe(false)
    expect(await kitPassword(core, 'default', 'page', testHost())).toMatchObject({ password })
    expect(await checkKit(core, 'default', ` ${password.slice(-9).toUpperCase()} `)).toBe(true)
    await expect(kitPassword(core, 'default', 'page', testHost())).rejects.toMatchObject({ problem: { code: 'kit-checked' } })
    expect(await kitPassword(core, 'default', 'terminal', testHost())).toMatchObject({ password })
    expect(await makeKit(core, 'default', testHost())).toMatchObject({ showable: false, checked: expect.any(String), standing: 'good' })
    const events = recorded(root).filter(({ event }) => event.startsWith('kit.'))
    const told = events.map((one) => (one.event === 'kit.shown' ? one.where : one.event))
    expect(told).toEqual(['page', 'page', 'kit.checked', 'terminal'])
    expect(readFileSync(path.join(root, 'system-history.jsonl'), 'utf8')).not.toContain(password)
  })

  it('lets nobody guess', async () => {
    for (let guess = 0; guess < 5; guess++) expect(await checkKit(home.core, 'default', `x${guess}`)).toBe(false)
    await expect(checkKit(home.core, 'default', password.slice(-9))).rejects.toMatchObject({ problem: { code: 'kit-wrong-too-often' } })
  })

  it('of what is not made yet there is none', async () => {
    await expect(makeKit((await testHome()).core, 'default', testHost())).rejects.toMatchObject({ problem: { code: 'kit-too-early' } })
    await expect(makeKit(home.core, 'nowhere', testHost())).rejects.toMatchObject({ problem: { code: 'repository-unknown' } })
  })
})
