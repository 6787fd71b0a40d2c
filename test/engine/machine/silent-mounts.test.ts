import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { parseMounts } from '../../../main/engine/machine/mounts.ts'
import { answersNow, askNetworkMounts, isThere, networkMountOf, silentMountOf } from '../../../main/engine/machine/silent-mounts.ts'
import { canBeSilent, mountSilent } from '../../helpers/silent-mount.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

describe('the network drive that a place lies on', () => {
  const lines = [
    '22 1 8:1 / / rw - ext4 /dev/sda1 rw',
    '40 22 0:50 / /mnt/nas rw - nfs4 nas:/export rw',
    '41 40 8:17 / /mnt/nas/usb rw - ext4 /dev/sdb1 rw',
    '42 22 0:51 / /home/ann/My\\040Cloud rw - fuse.rclone cloud: rw',
    '43 22 0:52 / /mnt/stick rw - fuseblk /dev/sdc1 rw',
    '44 22 0:53 / /net rw - autofs systemd-1 rw',
    '',
  ]
  it.each([
    ['/home/ann/notes', undefined],
    ['/mnt/nas', '/mnt/nas'],
    ['/mnt/nas/backups/restic', '/mnt/nas'],
    ['/mnt/nasty', undefined],
    ['/mnt/nas/usb/restic', undefined],
    ['/home/ann/My Cloud/notes', '/home/ann/My Cloud'],
    ['/mnt/stick/restic', undefined],
    ['/net/nas/export', '/net'],
  ])('%s: %s', (place, point) => {
    expect(networkMountOf(place, parseMounts(lines.join('\n')))?.point).toBe(point)
  })

  it('is the later one of two at one point, and none without the text', () => {
    expect(networkMountOf('/mnt/nas/a', parseMounts([...lines, '50 40 8:33 / /mnt/nas rw - ext4 /dev/sdd1 rw'].join('\n')))).toBeUndefined()
    expect(networkMountOf('/mnt/nas/a', [])).toBeUndefined()
  })
})

describe.skipIf(!canBeSilent)('a network drive whose server is silent', () => {
  it('is not there, by whichever link, and is again once it is gone', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder('silent')
    const point = path.join(folder, 'nas')
    mkdirSync(point)
    symlinkSync(point, path.join(folder, 'link'))
    const unmount = mountSilent(point)
    const places = [point, path.join(folder, 'link', 'notes'), folder]
    const asked = path.join(folder, 'asked')
    try {
      // The kernel keeps whoever asks; here it is only noted that somebody would have.
      writeFileSync(path.join(folder, 'stat'), `#!/bin/sh\nexec /bin/sleep 1 >> '${asked}'`, { mode: 0o755 })
      vi.stubEnv('PATH', folder)
      expect([await answersNow(folder), existsSync(asked)]).toEqual([true, false])
      expect([await answersNow(places[1] ?? ''), existsSync(asked)]).toEqual([true, true])
      vi.unstubAllEnvs()
      expect(await Promise.all(places.map(answersNow))).toEqual([false, false, true])
      await askNetworkMounts(places)
      expect(places.map(silentMountOf)).toEqual([point, point, undefined])
      expect([...places, path.join(point, 'deep', 'down')].map(isThere)).toEqual([false, false, true, false])
    } finally {
      unmount()
    }
    await askNetworkMounts(places)
    expect(places.map(isThere)).toEqual([true, false, true])
  })
})
