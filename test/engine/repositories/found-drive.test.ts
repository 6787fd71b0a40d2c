import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMounts } from '../../../main/engine/machine/mounts.ts'
import { drivesIn, placesOn, whereDriveIs } from '../../../main/engine/repositories/found-drive.ts'
import { fingerprintOf } from '../../../main/engine/repositories/local-files.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const snapshot = 'a'.repeat(64)

/** What was a repository on one of three drives, all mounted; only its files are looked at. */
async function openDrives() {
  const { core } = await testHome()
  const root = temporaryFolder('drives')
  const [one = '', two = '', three = ''] = ['ONE', 'TWO', 'THREE'].map((name) => path.join(root, name))
  const location = path.join(one, 'copies', 'repo')
  for (const folder of [two, three, ...['data', 'keys', 'snapshots'].map((name) => path.join(location, name))])
    mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(location, 'config'), 'which it is')
  writeFileSync(path.join(location, 'snapshots', snapshot), '')
  const fingerprint = fingerprintOf(location)
  await core.record({ event: 'repository.known', repository: 'drive', id: 'id', location, fingerprint, password: 'environment' })
  await core.record({ event: 'snapshots.seen', repository: 'drive', snapshots: [{ id: snapshot, time: '2026-11-20T07:00:00Z' }] })
  const where = () => whereDriveIs(core, location, knownRepository(core.state.database, 'drive'), () => [one, two, three])
  return { one, two, three, location, where }
}

describe('where the repository of a drive is', () => {
  it('where it should be, as long as it is there, whatever lies elsewhere', async () => {
    const { two, location, where } = await openDrives()
    cpSync(location, path.join(two, 'copies', 'repo'), { recursive: true })
    expect(where()).toBe(location)
  })

  it('below the same folders of another drive, or of fewer, or the drive itself', async () => {
    const { one, two, three, location, where } = await openDrives()
    const seen: string[] = []
    let now = location
    for (const next of [path.join(two, 'copies', 'repo'), path.join(three, 'repo'), path.join(two, path.basename(one), 'copies', 'repo')]) {
      mkdirSync(path.dirname(next), { recursive: true })
      renameSync(now, next)
      seen.push(where())
      now = next
    }
    expect(seen).toEqual([path.join(two, 'copies', 'repo'), path.join(three, 'repo'), path.join(two, path.basename(one), 'copies', 'repo')])
    // Another repository, and other files, where it should be change nothing.
    mkdirSync(location, { recursive: true })
    writeFileSync(path.join(location, 'config'), 'another one')
    expect(where()).toBe(now)
  })

  it('nowhere, if what is found lacks a snapshot, or is there twice', async () => {
    const { two, three, location, where } = await openDrives()
    const [here, there] = [two, three].map((drive) => path.join(drive, 'copies', 'repo')) as [string, string]
    cpSync(location, here, { recursive: true })
    cpSync(location, there, { recursive: true })
    rmSync(location, { recursive: true })
    expect(where()).toBe(location)
    rmSync(there, { recursive: true })
    expect(where()).toBe(here)
    rmSync(path.join(here, 'snapshots', snapshot))
    expect(where()).toBe(location)
  })

  it('is never looked for where another machine might keep whoever looks waiting, nor on the system disk', () => {
    const mounts = [
      '29 1 8:1 / / rw - ext4 /dev/sda1 rw',
      '40 29 0:45 / /mnt/nas rw - nfs4 nas:/backup rw',
      '41 29 8:17 / /media/ada/My\\040Drive rw - vfat /dev/sdb1 rw',
      '42 29 8:33 / /run/media/ada/B rw - ext4 /dev/sdc1 rw',
      'half',
    ]
    expect(drivesIn(parseMounts(mounts.join('\n')))).toEqual(['/media/ada/My Drive', '/run/media/ada/B'])
    expect(placesOn('/media/ada/A/repo', ['/media/ada/A'])).not.toContain('/media/ada/A/repo')
  })
})
