import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isNetworkFileSystem } from './is-network-file-system.ts'
import { type Mount, readMounts } from './mounts.ts'
import { silentMountOf } from './silent-mounts.ts'

/** What holds a folder: equal keys end together. `network`: another machine does. */
export type Disk = { readonly key: string; readonly network: boolean }

/** What the kernel tells of disks; tests bring their own. Absent files are empty answers. */
export type DiskFacts = {
  readonly mounts: readonly Mount[]
  /** Name of the block device `8:1` below `/sys/dev/block`, the disk that it is a partition of, and what it is made of (device mapper, RAID), as names. */
  readonly block: (
    number: string,
  ) => { readonly name: string; readonly parent: string | null; readonly parts: readonly string[] } | undefined
  /** The number of a device file as `8:1`. */
  readonly numberOf: (device: string) => string | undefined
}

/**
 * Which disk a device number is of: two partitions, or two logical volumes, of one disk end together, as do the parts of one btrfs or zfs, which have numbers
 * of their own. Pure.
 * @param device `st_dev` as Linux packs it
 */
export function diskOfDevice(device: number, facts: DiskFacts): Disk {
  const number = `${majorOf(device)}:${minorOf(device)}`
  const mount = facts.mounts.find((one) => one.number === number)
  if (mount !== undefined && isNetworkFileSystem(mount.type)) return { key: `network ${mount.source}`, network: true }
  const whole = wholeDisks(number, facts)
  if (whole !== undefined) return { key: whole, network: false }
  // Without a device of its own: what it is mounted from tells.
  const source = mount?.source.startsWith('/dev/') ? facts.numberOf(mount.source) : undefined
  const behind = source === undefined ? undefined : wholeDisks(source, facts)
  if (behind !== undefined) return { key: behind, network: false }
  if (mount?.type === 'zfs') return { key: `zfs ${mount.source.split('/')[0]}`, network: false }
  return { key: `device ${number}`, network: false }
}

function wholeDisks(number: string, facts: DiskFacts): string | undefined {
  const block = facts.block(number)
  if (block === undefined) return undefined
  if (block.parts.length > 0) return `disks ${[...new Set(block.parts)].toSorted().join(' ')}`
  return `disks ${block.parent ?? block.name}`
}

function majorOf(device: number): number {
  return Math.floor(device / 256) % 4096
}

/** The lowest eight bits, and those from the twentieth on. */
function minorOf(device: number): number {
  return (device % 256) + (Math.floor(device / 2 ** 20) % 2 ** 12) * 256
}

/** The disk of a folder, or of the nearest one above it that is there. */
export function diskOf(path: string, platform: NodeJS.Platform = process.platform): Disk | undefined {
  const silent = silentMountOf(path)
  if (silent !== undefined) return { key: `network ${silent}`, network: true }
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return dirname(path) === path ? undefined : diskOf(dirname(path), platform)
  return platform === 'linux' ? rememberedDisk(found.dev) : { key: `device ${found.dev}`, network: false }
}

/** A look at all vaults and repositories asks for the same few disks again and again, in ms. */
const goodFor = 1_000

const remembered = new Map<number, { readonly at: number; readonly disk: Disk }>()

function rememberedDisk(device: number): Disk {
  const now = performance.now()
  const before = remembered.get(device)
  if (before !== undefined && now - before.at < goodFor) return before.disk
  if (remembered.size > 100) remembered.clear()
  const disk = diskOfDevice(device, linuxDisks())
  remembered.set(device, { at: now, disk })
  return disk
}

function linuxDisks(): DiskFacts {
  return {
    mounts: readMounts(),
    block: (number) => {
      const link = `/sys/dev/block/${number}`
      if (!existsSync(link)) return undefined
      const folder = realpathSync(link)
      return {
        name: basename(folder),
        parent: existsSync(join(folder, 'partition')) ? basename(dirname(folder)) : null,
        parts: partsOf(folder),
      }
    },
    numberOf: (device) => {
      const found = statSync(device, { throwIfNoEntry: false })
      return found?.isBlockDevice() ? `${majorOf(found.rdev)}:${minorOf(found.rdev)}` : undefined
    },
  }
}

/** The whole disks below a device of device mapper or RAID. */
function partsOf(folder: string): string[] {
  const slaves = join(folder, 'slaves')
  if (!existsSync(slaves)) return []
  return readdirSync(slaves).flatMap((name) => {
    const below = realpathSync(join(slaves, name))
    const deeper = partsOf(below)
    if (deeper.length > 0) return deeper
    return [existsSync(join(below, 'partition')) ? basename(dirname(below)) : basename(below)]
  })
}
