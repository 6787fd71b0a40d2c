import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isNetworkFileSystem } from './is-network-file-system.ts'

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
  // Other systems tell it otherwise, and give up by themselves after a while.
  if (mounts.length === 0) return
  // What was silent is so for all others until it has answered.
  const next = new Map<string, string>()
  const found = places.flatMap((place) => {
    const mount = mountBehindLinks(place, mounts)
    return mount === undefined ? [] : [{ place, ...mount }]
  })
  // One that is mounted when somebody comes is another one for each place.
  const byServer = Map.groupBy(found, ({ place, point, type }) => (type === 'autofs' ? place : point))
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

/** Links lead there as well; none is followed beyond the mount point, for that would be to ask. */
function mountBehindLinks(place: string, mounts: readonly string[], depth = 0): NetworkMount | undefined {
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

/** Where something is mounted for which another machine answers, and its kind. */
type NetworkMount = { readonly point: string; readonly type: string }

/**
 * The mount that a place lies on, if another machine or another program answers for it. Pure.
 * @param mounts lines of `/proc/self/mountinfo`. @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function networkMountOf(place: string, mounts: readonly string[]): NetworkMount | undefined {
  let found: NetworkMount | undefined
  for (const line of mounts) {
    const [before = '', after = ''] = line.split(' - ')
    // Blanks and backslashes are written as octal numbers there.
    const point = before.split(' ')[4]?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    const type = after.split(' ')[0]
    if (point === undefined || type === undefined) continue
    const holds = place === point || place.startsWith(point === '/' ? '/' : `${point}/`)
    // Of two at one point the later one hides the other.
    if (holds && point.length >= (found?.point.length ?? 0)) found = { point, type }
  }
  return found !== undefined && (isNetworkFileSystem(found.type) || /^(?:fuse(?:\..*)?|autofs)$/.test(found.type)) ? found : undefined
}

function readMounts(): string[] {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  } catch {
    return []
  }
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
