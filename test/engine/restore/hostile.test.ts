import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MasterKey } from '../../../main/engine/repositories/quick-key/restic-key.ts'
import { isHostile } from '../../../main/engine/restore/hostile-name.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { lookAhead, type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { cheapenKey, forgeSnapshot, forgeTree } from '../../helpers/forge-snapshots.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

describe('a name in a snapshot', () => {
  it('that is not called hostile never leads out of its folder', () => {
    const part = fc.constantFrom('..', '.', '', '/', 'a', '\0', '\\', 'C:', ' ', 'é', '...')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom('linux' as const, 'win32' as const), (parts, platform) => {
        const name = parts.join('')
        const resolve = platform === 'win32' ? path.win32 : path.posix
        const folder = platform === 'win32' ? 'D:\\target\\in' : '/target/in'
        const inside = resolve.dirname(resolve.resolve(folder, name)) === folder && !name.includes('\0')
        // What restic shows as the path is cleaned.
        if (!inside) expect(isHostile({ path: path.posix.join('/in', name), name }, platform), JSON.stringify(name)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['a', '...', '..a', 'a..', ' ', 'C:', 'a\\b', 'line\nbreak', '\uFFFD', '-rf'])('may be %j', (name) => {
    expect(isHostile({ path: `/in/${name}`, name }, 'linux')).toBe(false)
  })
})

describe('a snapshot that somebody made to write elsewhere', { timeout: 60_000 }, () => {
  let home: TestHome
  let location: string
  let key: MasterKey

  beforeAll(async () => {
    home = await testHome()
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'one.md'), 'one')
    await backup(home.core, { folder: vault, verify: false }, testHost())
    location = path.join(home.core.home.repositories, 'default')
    key = cheapenKey(location, home.keychain.entries.get('repository:default') ?? '')
  }, 60_000)

  const time = '2026-11-20T10:00:00Z'
  const file = (name: string) => ({ name, type: 'file', mode: 0o644, mtime: time, atime: time, ctime: time, uid: 0, gid: 0, content: [] })

  it.each([
    ['leads up', ['..']],
    ['leads up and down again', ['../../evil.md']],
    ['lies deeper', ['a/b']],
    ['is the folder itself', ['.']],
    ['is empty', ['']],
    ['ends early', ['evil\\x00.md']],
    ['comes twice', ['x.md', 'x.md']],
  ])('is refused, and nothing is written, where a name %s', async (_, names) => {
    const tree = forgeTree(location, key, [file('a.md'), ...names.map(file)])
    const id = forgeSnapshot(location, key, { time, hostname: 'h', tags: [], tree })
    const around = temporaryFolder('around')
    const target = path.join(around, 'in', 'target')
    const request: RestoreRequest = { reference: id, vault: undefined, target, overwrite: undefined, verify: true }
    const asked = await lookAhead(home.core, request, testHost()).catch((error: unknown) => error)
    const ended = await restore(home.core, request, testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'hostile-names', remedy: expect.stringMatching(/repository/) } })
    expect(asked).toMatchObject({ refusal: { code: 'hostile-names' } })
    expect(readdirSync(around)).toEqual([])
  })
})
