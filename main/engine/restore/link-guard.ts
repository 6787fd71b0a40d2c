import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { commandEnvironment } from '../hooks/command-environment.ts'
import { readMounts } from '../machine/mounts.ts'
import { isInside } from '../vaults.ts'

/**
 * Mounts the folder $0 once more over itself, and what is mounted below it, so that no link in it is followed; then becomes the program. All in a mount
 * namespace of its own, which ends with it. A program that could only be reached through such a link gets the folder as it was.
 */
const script = `
{ mount --rbind "$0" "$0" && while [ "$1" != -- ]; do mount -o remount,bind,nosymfollow "$1" || break; shift; done
  while [ "$1" != -- ]; do shift; done; shift
  for word in "$@"; do case "$word" in unshare | -*) ;; *) [ -e "$word" ] || umount -R "$0"; break ;; esac; done
} 2>/dev/null
exec "$@"`

/** The programs and their options by way of which restic has to be started so that it follows no link in a folder; `[]` where this machine cannot do that. */
export type LinkGuard = readonly string[]

/**
 * restic looks at a folder, and then writes files into it by its path: whoever puts a link in the place of the folder in between gets the files
 * elsewhere. Linux can be told not to follow any (`nosymfollow`, since 5.10). An ordinary person may have that in a user namespace in which only their own
 * account and group exist, so not where others' files are restored.
 * @param folder real path of a folder that is there
 * @param onlyOurs whether all that is restored belongs to this account and group
 * @param needed a path that restic has to reach, maybe by way of a link in that folder
 */
export function linkGuard(folder: string, onlyOurs: boolean, needed: string): LinkGuard {
  if (process.platform !== 'linux' || folder === '/' || !existsSync(folder) || isLinkedIn(folder, needed)) return []
  const [user, group] = [process.geteuid?.() ?? 0, process.getegid?.() ?? 0]
  if (user !== 0 && !onlyOurs) return []
  const outer = user === 0 ? ['unshare', '-m'] : ['unshare', '-U', '-r', '-m']
  const inner = user === 0 ? [] : ['unshare', '-U', `--map-user=${user}`, `--map-group=${group}`]
  if (!works([...outer, ...inner, 'true'])) return []
  return [...outer, 'sh', '-c', script, folder, folder, ...mountsBelow(folder), '--', ...inner]
}

function isLinkedIn(folder: string, path: string): boolean {
  return existsSync(path) && isInside(path, folder) && realpathSync(path) !== path
}

const allowed = new Set<string>()

/** Whether the machine lets us have such namespaces. That it did is remembered; where it did not, it may only have been short of processes. */
function works(words: readonly string[]): boolean {
  const key = words.join(' ')
  if (!allowed.has(key) && tried(words)) allowed.add(key)
  return allowed.has(key)
}

function tried([program = '', ...words]: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore', timeout: 5_000, env: commandEnvironment(process.env, {}) })
    return true
  } catch {
    return false
  }
}

/** Other mounts inside a folder. */
function mountsBelow(folder: string): string[] {
  return readMounts().flatMap(({ point }) => (point !== folder && isInside(point, folder) ? [point] : []))
}
