import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'

/** A folder of a case that lies on a disk of its own for a while, with what was in it. */
export type SmallDisk = {
  /** Bytes that can still be written. */
  readonly free: () => number
  /** `ro`, `rw`, `size=8m`: anything that a mounted disk can be told. */
  readonly remount: (options: string) => void
  /** As when the plug is pulled: gone for whoever looks, also for those that have files open there. */
  readonly pull: () => void
  /** The same one again. */
  readonly plugIn: () => void
  /** Takes the disk away and leaves what is on it in the folder. Works however often it is called. */
  readonly leave: () => void
}

/**
 * Puts a folder onto a disk of its own, in memory.
 * @param keep a folder in which the disk stays reachable while it is pulled
 * @param size as tmpfs takes it, such as `4m` or `4m,nr_inodes=100`
 */
export function onSmallDisk(folder: string, keep: string, size: string): SmallDisk {
  mkdirSync(keep, { recursive: true, mode: 0o700 })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=700,size=${size}`, 'tmpfs', keep])
  move(folder, keep)
  // Under a disk that is pulled there is nothing.
  empty(folder)
  execFileSync('mount', ['--bind', keep, folder])
  let there = true
  let left = false
  const disk: SmallDisk = {
    free: () => {
      const { bavail, bsize } = statfsSync(keep)
      return bavail * bsize
    },
    remount: (options) => {
      // Of a bind only the mount itself becomes read-only, which is what whoever writes there sees.
      if (options === 'ro' || options === 'rw') execFileSync('mount', ['-o', `remount,bind,${options}`, folder])
      else execFileSync('mount', ['-o', `remount,${options}`, keep])
    },
    pull: () => {
      execFileSync('umount', ['-l', folder])
      there = false
    },
    plugIn: () => {
      execFileSync('mount', ['--bind', keep, folder])
      there = true
    },
    leave: () => {
      if (left) return
      left = true
      if (there) execFileSync('umount', ['-l', folder])
      empty(folder)
      move(keep, folder)
      execFileSync('umount', ['-l', keep])
      rmSync(keep, { recursive: true, force: true })
    },
  }
  return disk
}

/** Copies all that a folder holds, with owners, times and modes, its own as well. */
function move(from: string, to: string): void {
  execFileSync('cp', ['-a', '--', `${from}/.`, to])
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, { recursive: true, force: true })
}
