import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Configuration } from '../../../main/contract/configuration.ts'
import { listFolders } from '../../../main/engine/places/list-folders.ts'
import { mountedDrives } from '../../../main/engine/places/starting-points.ts'
import { testPlace } from '../../../main/engine/places/test-place.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const { core, root } = await testHome()

/** The findings of one kind, as `state: sentence`. */
const tested = async (settings: Record<string, unknown>, name?: string) => {
  const { state, holds, checks } = await testPlace(core, { name, settings }, undefined)
  return {
    state,
    holds,
    said: (about: string) => checks.filter((one) => one.about === about).map((one) => `${one.state}: ${one.sentence}`),
  }
}

describe('the folders of a folder', () => {
  it('are listed with what they look like, files and hidden ones aside, links to folders among them', async () => {
    const folder = temporaryFolder('places')
    for (const name of ['Notes 10/.obsidian', 'Notes 9/.git', 'agent', '.hidden', 'plain'])
      mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'agent/SOUL.md'), 'I am.')
    writeFileSync(join(folder, 'file.txt'), '')
    symlinkSync('plain', join(folder, 'way'))
    symlinkSync('nowhere', join(folder, 'lost'))
    symlinkSync('turning', join(folder, 'turning'))
    const { folders, parent, more, writable, starts } = await listFolders(core, { path: folder })
    expect(folders.map(({ name, marks }) => [name, ...marks])).toEqual([
      ['agent', 'soul'],
      ['Notes 9', 'git'],
      ['Notes 10', 'obsidian'],
      ['plain'],
      ['way'],
    ])
    expect({ parent, more, writable }).toEqual({ parent: join(folder, '..'), more: 0, writable: true })
    expect(starts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['home', 'system']))
    expect((await listFolders(core, { path: folder, hidden: true })).folders[0]).toMatchObject({ name: '.hidden', hidden: true })
  })

  it('are as they are called, whatever that is, and those whose names are no text are counted', async () => {
    const folder = temporaryFolder('places')
    const odd = ['<script>alert(1)<', 'line\nend', '\u202egnp.exe', ' ', '$(reboot)', 'x'.repeat(255)]
    for (const name of odd) mkdirSync(join(folder, name))
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/broken`), Buffer.from([0xff])]))
    const { folders, unnameable } = await listFolders(core, { path: folder })
    expect(folders.map(({ name }) => name).toSorted()).toEqual(odd.toSorted())
    expect(unnameable).toBe(1)
    for (const { path } of folders) expect((await listFolders(core, { path })).folders).toEqual([])
  })

  it('are 2,000 at most', async () => {
    const folder = temporaryFolder('places')
    for (let number = 0; number < 2010; number++) mkdirSync(join(folder, `f${number}`))
    const { folders, more } = await listFolders(core, { path: folder })
    expect([folders.length, more, folders[10]?.name]).toEqual([2000, 10, 'f10'])
  })

  it('cannot be had of what is no folder, in words', async () => {
    const folder = temporaryFolder('places')
    writeFileSync(join(folder, 'file'), '')
    await expect(listFolders(core, { path: join(folder, 'none') })).rejects.toThrow(/^There is no folder .*none\.$/)
    await expect(listFolders(core, { path: join(folder, 'file') })).rejects.toThrow(/is a file, not a folder/)
    await expect(listFolders(core, { path: 'Notes' })).rejects.toThrow('That is no path of this machine.')
    await expect(listFolders(core, { path: '/a\0b' })).rejects.toThrow('That is no path of this machine.')
    if (process.getuid?.() === 0) return
    chmodSync(folder, 0)
    await expect(listFolders(core, { path: folder })).rejects.toThrow(/You may not look into/)
    chmodSync(folder, 0o700)
  })

  it('begin at drives that are mounted, blanks in their names and all', () => {
    const mounts =
      'proc /proc proc rw 0 0\n/dev/sdb1 /media/anna/My\\040Drive ext4 rw 0 0\n/dev/sdc1 /mnt/nas nfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n/dev/x /mntx ext4 rw\n'
    expect(mountedDrives(mounts)).toEqual(['/media/anna/My Drive', '/mnt/nas'])
  })
})

describe('a place for a repository', () => {
  it('is told what it is good for, and nothing is made there', async () => {
    const folder = temporaryFolder('places')
    mkdirSync(join(folder, 'empty'))
    const { state, holds, said } = await tested({ type: 'local', path: join(folder, 'empty/new/repository') })
    expect([state, holds]).toEqual(['good', 'nothing'])
    expect(said('folder')).toEqual([`good: The folder is not there yet; it will be made in ${join(folder, 'empty')}.`])
    expect(said('room')[0]).toMatch(/^good: \S+ [GT]B of \S+ [GT]B are free there\.$/)
    expect(readdirSync(join(folder, 'empty'))).toEqual([])
  })

  it('must not be on a drive that is not there, inside of a vault, or full of other things', async () => {
    const folder = temporaryFolder('places')
    writeFileSync(join(folder, 'letter.txt'), '')
    expect((await tested({ type: 'local', path: '/media/nobody/drive/backup' })).said('folder')[0]).toMatch(
      /^bad: The drive of .* is not connected/,
    )
    expect((await tested({ type: 'local', path: folder })).said('content')).toEqual(['bad: There are other files in it.'])
    core.settings.configuration = { vaults: { notes: { name: 'Notes', path: folder } }, repositories: {} } as unknown as Configuration
    onTestFinished(() => {
      core.settings.configuration = null
    })
    expect((await tested({ type: 'local', path: join(folder, 'backup') })).said('disk')[0]).toMatch(
      /^bad: This folder lies inside of "Notes"/,
    )
    const beside = await tested({ type: 'local', path: join(root, 'elsewhere') })
    expect([beside.state, beside.said('disk')[0]]).toEqual([
      'attention',
      expect.stringMatching(/^attention: It is on the same disk as "Notes"/),
    ])
  })

  it('has its mistakes told as the configuration would', async () => {
    expect((await tested({ type: 'local', path: 'relative' })).said('settings')).toEqual([
      'bad: path must be an absolute path, or begin with "~/" for your home folder.',
    ])
    expect((await tested({ type: 'lokal' })).said('settings')[0]).toMatch(/must be one of "local"/)
    expect((await tested({ type: 's3', endpoint: 'https://s3.example/x', bucket: 'b' })).said('settings')[0]).toMatch(
      /^bad: endpoint must be the address of the server alone/,
    )
  })

  it('on a real REST server: an empty place, and once restic has made it, a repository', async () => {
    const folder = temporaryFolder('rest')
    const { url } = await startRestServer(folder)
    const settings = { type: 'rest', url: `${url}laptop/` }
    const before = await tested(settings)
    expect([before.state, before.holds, before.said('content')]).toEqual([
      'good',
      'nothing',
      ['good: There is no repository yet: one can be made there.'],
    ])
    expect(readdirSync(folder)).toEqual([])
    await rawRestic(`rest:${url}laptop/`, 'a password')('init', '--no-cache')
    expect(await tested(settings)).toMatchObject({ state: 'good', holds: 'repository' })
  })

  it('on a server that never answers, is not waited for without end', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    onTestFinished(() => server.closeAllConnections())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { checks } = await testPlace(core, { settings: { type: 'rest', url } }, undefined, 50)
    expect(checks).toMatchObject([
      { about: 'server', state: 'bad', sentence: expect.stringContaining('does not answer within 20 seconds') },
    ])
    server.close()
  })
})
