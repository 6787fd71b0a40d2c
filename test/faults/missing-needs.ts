import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { sourceCommand } from '../helpers/cli-run.ts'
import { provideRestServer } from '../helpers/programs.ts'
import { ordinaryUser } from './fault-bench.ts'
import type { Need } from './kind.ts'

/** What this machine lacks of what kinds of faults need, and why. */
export async function missingNeeds(): Promise<ReadonlyMap<Need, string>> {
  const missing = new Map<Need, string>()
  const need = (name: Need, there: boolean, why: string) => {
    if (!there) missing.set(name, why)
  }
  need('root', process.getuid?.() === 0, 'not run as root')
  need('strace', onPath('strace'), 'strace is not installed')
  need('loop', onPath('mkfs.ext4') && spawnSync('losetup', ['-f']).status === 0, 'no loop devices')
  need('fuse', existsSync('/dev/fuse'), 'no FUSE')
  need('sshd', existsSync('/usr/sbin/sshd') && ['ssh', 'ssh-keygen'].every(onPath), 'no sshd with ssh')
  need('keyring', ['dbus-daemon', 'gnome-keyring-daemon', 'gdbus'].every(onPath), 'no D-Bus with gnome-keyring')
  need('person', asPerson([process.execPath, sourceCommand.at(-1) ?? '']), 'an ordinary user cannot reach this checkout')
  // Brought now: a case has no network.
  need('rest-server', await canBring(), 'restic-rest-server is not to be had')
  for (const name of ['freezer', 'pids', 'memory'] as const)
    need(name, canWrite(`/sys/fs/cgroup/${name}`), `no cgroup v1 of the kind ${name}`)
  return missing
}

/** Whether an ordinary user may read what Vaultkeeper is made of. */
function asPerson(files: readonly string[]): boolean {
  return files.every((file) => spawnSync('setpriv', [...ordinaryUser, 'test', '-r', file]).status === 0)
}

function onPath(program: string): boolean {
  return [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'].some((folder) => existsSync(path.join(folder, program)))
}

async function canBring(): Promise<boolean> {
  try {
    await provideRestServer(() => undefined)
    return true
  } catch {
    return false
  }
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
