import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheUsable } from '../../../main/engine/restic/cache-usable.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

describe("restic's cache", () => {
  it('is used where there is room, and made where it is not there yet', () => {
    const folder = path.join(temporaryFolder('cache'), 'restic')
    expect(cacheUsable(folder)).toBe(true)
    expect(existsSync(folder)).toBe(true)
  })

  it('is done without where a file is in its place', () => {
    const file = path.join(temporaryFolder('cache'), 'restic')
    writeFileSync(file, '')
    expect(cacheUsable(file)).toBe(false)
  })

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('is done without on a full disk', () => {
    const folder = temporaryFolder('cache')
    const program = path.resolve('main/engine/restic/cache-usable.ts')
    const look = `import(${JSON.stringify(program)}).then(({ cacheUsable }) => console.log(cacheUsable(${JSON.stringify(folder)})))`
    const mounted = `mount -t tmpfs -o size=512k tmpfs '${folder}' && exec "$0" --conditions=source --input-type=module --eval "$1"`
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', mounted, process.execPath, look], { encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['false\n', ''])
  })

  it('that a full disk kept from being begun stops nobody: it is left out, and then made anew', async () => {
    const { core } = await testHome()
    const folder = temporaryFolder('vault')
    writeFileSync(path.join(folder, 'one.md'), 'one')
    expect(await backup(core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
    const id = readdirSync(path.join(core.home.cache, 'restic')).find((name) => /^[0-9a-f]{64}$/.test(name)) ?? ''
    const version = path.join(core.home.cache, 'restic', id, 'version')
    expect(readFileSync(version, 'utf8')).toMatch(/^\d+/)
    writeFileSync(version, '')
    writeFileSync(path.join(folder, 'one.md'), 'two')
    expect(await backup(core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
    expect(readFileSync(version, 'utf8')).toBe('')
    const old = new Date(Date.now() - 60_000)
    utimesSync(version, old, old)
    expect(await backup(core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
    expect(readFileSync(version, 'utf8')).toMatch(/^\d+/)
  })
})
