import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasDebianArchive, takeFromArchive } from '../../../main/engine/restic/debian-archive.ts'
import type { RunProgram } from '../../../main/engine/restic/run-program.ts'
import { sha256Of } from '../../../main/engine/restic/sha256-of.ts'
import { contents, noNetwork, PACKED, program, QUIET_END, saying, search, serveFile, tableOf, temporaryFolder } from './bench.ts'

/** An own copy with a note that fits it, whatever it is. */
async function ownCopy(binDirectory: string, version: string, content: string): Promise<string> {
  const folder = path.join(binDirectory, `restic-${version}`)
  await mkdir(folder, { recursive: true })
  const file = await program(folder, 'restic', content)
  await writeFile(path.join(folder, 'restic.json'), JSON.stringify({ version, sha256: await sha256Of(file), source: 'release' }))
  return folder
}

describe('the official release is refused, unrun, when what comes is', () => {
  const one = Buffer.from(PACKED['0.19.1'].bytes)
  one.writeUInt8(one.readUInt8(60) ^ 1, 60)
  it.each([
    ['the same but for one bit', one],
    ['the true file of another platform', PACKED.zip.bytes],
    ['the true file of an older version', PACKED['0.18.0'].bytes],
    ['cut by its last byte', PACKED['0.19.1'].bytes.subarray(0, -1)],
    ['longer by one byte', Buffer.concat([PACKED['0.19.1'].bytes, Buffer.from('\n')])],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    const binDirectory = await temporaryFolder()
    const found = await search({ binDirectory }, { fetch: await serveFile(bytes) })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('is not the file that was published') } })
    expect(await contents(binDirectory)).toEqual([])
  })

  it('what cannot be unpacked, though its hash is the pinned one', async () => {
    const binDirectory = await temporaryFolder()
    const found = await search({ binDirectory }, { fetch: await serveFile(PACKED.zip.bytes), releases: tableOf(PACKED.zip) })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('it could not be unpacked') } })
    expect(await contents(binDirectory)).toEqual([])
  })
})

describe('an own copy is refused when', () => {
  it('its folder is a link to one that would do', async () => {
    const [binDirectory, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
    await rename(await ownCopy(elsewhere, '0.19.1', saying('0.19.1')), path.join(elsewhere, 'planted'))
    await symlink(path.join(elsewhere, 'planted'), path.join(binDirectory, 'restic-0.19.1'))
    const found = await search({ binDirectory, bring: false })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('is not a folder that Vaultkeeper made') } })
  })

  it('the program in it is a link to the same content', async () => {
    const binDirectory = await temporaryFolder()
    const folder = await ownCopy(binDirectory, '0.19.1', saying('0.19.1'))
    await rename(path.join(folder, 'restic'), path.join(folder, 'moved'))
    await symlink('moved', path.join(folder, 'restic'))
    const found = await search({ binDirectory, bring: false })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('restic-0.19.1 holds no program') } })
  })

  it('it is older than what Vaultkeeper works with, or another version than its name', async () => {
    const binDirectory = await temporaryFolder()
    await ownCopy(binDirectory, '0.14.0', saying('0.14.0'))
    await ownCopy(binDirectory, '0.20.0', saying('0.18.0'))
    const found = await search({ binDirectory, bring: false })
    const sentence = found.ok ? '' : found.problem.sentence
    expect(sentence).toContain('is restic 0.14.0, older than 0.18.0')
    expect(sentence).toContain('is restic 0.18.0, not 0.20.0')
  })
})

describe.skipIf(!(await hasDebianArchive(process.platform)))('the package archive of this machine', () => {
  /** Asks an archive whose package is unpacked by `unpack`. @returns what came of it, and the settings that apt was given */
  async function asked(unpack: (bin: string) => Promise<unknown>, code = 0) {
    const folder = await temporaryFolder()
    const aptDirectory = path.join(folder, 'apt')
    await mkdir(aptDirectory)
    await writeFile(path.join(aptDirectory, 'sources.list'), 'deb [trusted=yes] http://archive.test/debian bookworm main\n')
    let settings = ''
    const run: RunProgram = async (tool, parameters, options) => {
      const own = options.cwd ?? ''
      if (parameters.includes('update')) {
        settings = `${await readFile(path.join(own, 'apt.conf'), 'utf8')}${await readFile(path.join(own, 'vaultkeeper.sources'), 'utf8')}`
        await writeFile(path.join(own, 'lists', 'archive.test_sid_main_Packages'), '')
      }
      if (parameters.includes('download')) await writeFile(path.join(own, 'restic_0.19.1-1_amd64.deb'), '')
      if (!tool.endsWith('dpkg-deb')) return QUIET_END
      const bin = path.join(own, 'unpacked', 'usr', 'bin')
      await mkdir(bin, { recursive: true })
      await unpack(bin)
      return { ...QUIET_END, code }
    }
    const work = path.join(folder, 'work')
    await mkdir(work)
    return { taken: await takeFromArchive({ package: 'restic', suite: 'sid', folder: work, run, environment: {}, aptDirectory }), settings }
  }
  const whole = (bin: string) => program(bin, 'restic', saying('0.19.1'))

  it('is asked in a way that takes nothing without a signature, whatever the machine allows itself', async () => {
    const { taken, settings } = await asked(whole)
    expect(taken).toMatchObject({ ok: true, version: '0.19.1-1' })
    for (const setting of ['APT::Get::AllowUnauthenticated', 'Acquire::AllowInsecureRepositories', 'Acquire::AllowWeakRepositories'])
      expect(settings).toContain(`${setting} "false";`)
    expect(settings).toContain('Acquire::AllowDowngradeToInsecureRepositories "false";')
    expect(settings).not.toMatch(/trusted/i)
  })

  it.each<[string, (bin: string) => Promise<unknown>, number]>([
    ['is a link to somewhere', (bin) => symlink('/bin/sh', path.join(bin, 'restic')), 0],
    ['is not in the package', (bin) => rm(bin, { recursive: true }), 0],
    ['comes of a package that was cut', whole, 2],
  ])('gives nothing when the program %s', async (_, unpack, code) => {
    expect((await asked(unpack, code)).taken).toMatchObject({ ok: false, why: 'the package of sid holds no program' })
  })
})

it('nothing is taken without a network, and nothing that was there is trusted for that', async () => {
  const binDirectory = await temporaryFolder()
  const folder = await ownCopy(binDirectory, '0.19.1', saying('0.19.1'))
  await writeFile(path.join(folder, 'restic'), saying('0.20.0'))
  const found = await search({ binDirectory }, { fetch: noNetwork })
  expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('was changed since it was put there') } })
})
