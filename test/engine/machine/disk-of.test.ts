import { describe, expect, it } from 'vitest'
import { type DiskFacts, diskOfDevice } from '../../../main/engine/machine/disk-of.ts'
import { parseMounts } from '../../../main/engine/machine/mounts.ts'

/** `st_dev` as Linux packs it. */
const packed = (major: number, minor: number) => (minor % 256) + major * 256 + Math.floor(minor / 256) * 2 ** 20

const blocks: Record<string, NonNullable<ReturnType<DiskFacts['block']>>> = {
  '8:0': { name: 'sda', parent: null, parts: [] },
  '8:1': { name: 'sda1', parent: 'sda', parts: [] },
  '8:2': { name: 'sda2', parent: 'sda', parts: [] },
  '8:17': { name: 'sdb1', parent: 'sdb', parts: [] },
  '259:300': { name: 'nvme0n1p3', parent: 'nvme0n1', parts: [] },
  '253:0': { name: 'dm-0', parent: null, parts: ['sda'] },
  '9:1': { name: 'md1', parent: null, parts: ['sdc', 'sdb', 'sdb'] },
}

const facts: DiskFacts = {
  mounts: parseMounts(
    [
      '29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '40 29 0:45 / /mnt/nas rw - nfs4 nas:/backup rw',
      '41 29 0:46 / /home/ada/server rw - fuse.sshfs ada@server:/srv rw',
      '42 29 0:30 /@home /home rw shared:5 - btrfs /dev/sda2 rw',
      '43 29 0:31 /@ /old rw shared:5 - btrfs /dev/sdb1 rw',
      '44 29 0:50 / /tank/a rw - zfs tank/a rw',
      '45 29 0:51 / /tank/b rw - zfs tank/b rw',
      '46 29 0:24 / /dev/shm rw - tmpfs tmpfs rw',
      'half a line',
    ].join('\n'),
  ),
  block: (number) => blocks[number],
  numberOf: (device) => ({ '/dev/sda2': '8:2', '/dev/sdb1': '8:17' })[device],
}

const keyOf = (major: number, minor: number) => diskOfDevice(packed(major, minor), facts).key

describe('which disk a folder lies on', () => {
  it('two partitions of one disk are the same, and so is what is encrypted or cut into volumes on it; another disk is not', () => {
    expect([keyOf(8, 1), keyOf(8, 2), keyOf(8, 0), keyOf(253, 0)]).toEqual(Array(4).fill('disks sda'))
    expect(keyOf(8, 17)).toBe('disks sdb')
    expect(keyOf(259, 300)).toBe('disks nvme0n1')
    expect(keyOf(9, 1)).toBe('disks sdb sdc')
  })

  it('a part of a btrfs or zfs has a number of its own, and goes with the disk below', () => {
    expect(keyOf(0, 30)).toBe('disks sda')
    expect(keyOf(0, 31)).toBe('disks sdb')
    expect(keyOf(0, 50)).toBe(keyOf(0, 51))
  })

  it('what is mounted from another machine is elsewhere; what nothing is known of is told apart by its number', () => {
    expect(diskOfDevice(packed(0, 45), facts)).toEqual({ key: 'network nas:/backup', network: true })
    expect(diskOfDevice(packed(0, 46), facts)).toEqual({ key: 'network ada@server:/srv', network: true })
    expect(diskOfDevice(packed(0, 24), facts)).toEqual({ key: 'device 0:24', network: false })
    expect(keyOf(0, 99)).toBe('device 0:99')
  })
})
