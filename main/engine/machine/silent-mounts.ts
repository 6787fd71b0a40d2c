import { spawn } from 'node:child_process'
import { existsSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isNetworkFileSystem } from './is-network-file-system.ts'
import { type Mount, readMounts } from './mounts.ts'

/**
 * Whoever asks for a file of a network drive whose server is silent waits for as long as that lasts, and with them the whole program, for a thread that the
 * kernel holds can neither be cancelled nor left. So such drives are asked by a process of their own, which can be killed, before anything of theirs is looked at;
 * and what was silent then is not there until it has answered.
 */

/** How long a network drive may take, in ms: one that has to wake up first needs some seconds. */
const patience = 10_000

/** Folders that cannot be asked for anything, and the mount point of each that did not answer when it was asked last. */
let silent: ReadonlyMap<string, string> = new Map()

/** Asks the network drives that some places lie on whether they answer. Costs a look at a text where there are none. */
export async function askNetworkMounts(places: readonly string[]): Promise<void> {
  const mounts = readMounts()
  // Other systems tell none, and give up by themselves after a while.
  if (!mounts.some(isElsewhere)) {
    silent = new Map()
    return
  }
  // What was silent is so for all others until it has answered.
  const next = new Map<string, string>()
  const found = places.flatMap((place) => {
    const mount = mountBehindLinks(place, mounts)
    return mount === undefined ? [] : [{ place, ...mount }]
  })
  const byServer = Map.groupBy(found, ({ place, ...mount }) => serverOf(place, mount))
  await Promise.all(
    [...byServer.values()].map(async (same) => {
      if (same[0] === undefined || (await answers(same[0].place))) return
      for (const { place, point, type } of same) {
        next.set(place, point)
        if (type !== 'autofs') next.set(point, point)
      }
    }),
  )
  silent = next
}

/** Questions that wait for their answer, by what is asked: several vaults on one drive ask together. */
const asking = new Map<string, Promise<boolean>>()

/**
 * Whether a place can be looked at just now, for who looks at it again and again: the network drive that it lies on has to answer first. Costs a look at a text
 * for a place that lies on none.
 */
export async function answersNow(place: string): Promise<boolean> {
  // It is asked again by whoever found it so.
  if (silentMountOf(place) !== undefined) return false
  const mounts = readMounts()
  const mount = mounts.some(isElsewhere) ? mountBehindLinks(place, mounts) : undefined
  if (mount === undefined) return true
  const asked = serverOf(place, mount)
  const begin = () =>
    answers(place)
      // No process can be started, for want of memory, say.
      .catch(() => true)
      .finally(() => asking.delete(asked))
  const answer = asking.get(asked) ?? begin()
  asking.set(asked, answer)
  return answer
}

/** What answers together. One that is mounted when somebody comes is another one for each place. */
function serverOf(place: string, { point, type }: Mount): string {
  return type === 'autofs' ? place : point
}

/** Links lead there as well; none is followed beyond the mount point, for that would be to ask. */
function mountBehindLinks(place: string, mounts: readonly Mount[], depth = 0): Mount | undefined {
  const parts = place.split('/').filter(Boolean)
  let path = ''
  for (const [at, part] of parts.entries()) {
    path += `/${part}`
    const mount = networkMountOf(path, mounts)
    if (mount !== undefined) return mount
    const target = readLink(path)
    if (target !== undefined && depth < 40)
      return mountBehindLinks(resolve(dirname(path), target, ...parts.slice(at + 1)), mounts, depth + 1)
  }
  return undefined
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    // No link, or not there.
    return undefined
  }
}

/** The mount point of the network drive that a place lies on, where that did not answer when it was asked last. */
export function silentMountOf(place: string): string | undefined {
  for (const [folder, point] of silent) if (place === folder || place.startsWith(`${folder}/`)) return point
  return undefined
}

/** Whether something is there, as far as that can be asked. */
export function isThere(place: string): boolean {
  return silentMountOf(place) === undefined && existsSync(place)
}

/** The mount that a place lies on, if another machine or another program answers for it. Pure. */
export function networkMountOf(place: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined
  for (const mount of mounts) {
    const { point } = mount
    const holds = place === point || place.startsWith(point === '/' ? '/' : `${point}/`)
    // Of two at one point the later one hides the other.
    if (holds && point.length >= (found?.point.length ?? 0)) found = mount
  }
  return found !== undefined && isElsewhere(found) ? found : undefined
}

/** Another machine, or another program, answers for it. */
function isElsewhere({ type }: Mount): boolean {
  return isNetworkFileSystem(type) || /^(?:fuse(?:\..*)?|autofs)$/.test(type)
}

/** Whether a file system says how large it is, or that there is no such place, which only its server knows. */
function answers(place: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('stat', ['-f', '--', place], { stdio: 'ignore', env: { PATH: process.env['PATH'] } })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      // One that the kernel does not even let die keeps nobody waiting.
      child.unref()
      resolve(false)
    }, patience)
    const ended = () => {
      clearTimeout(timer)
      resolve(true)
    }
    child.once('exit', ended)
    child.once('error', ended)
  })
}
