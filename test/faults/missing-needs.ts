import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import type { Need } from './kind.ts'

/** What this machine lacks of what kinds of faults need, and why. */
export function missingNeeds(): ReadonlyMap<Need, string> {
  const missing = new Map<Need, string>()
  const need = (name: Need, there: boolean, why: string) => {
    if (!there) missing.set(name, why)
  }
  need('root', process.getuid?.() === 0, 'not run as root')
  need('strace', onPath('strace'), 'strace is not installed')
  need('loop', onPath('mkfs.ext4') && spawnSync('losetup', ['-f']).status === 0, 'no loop devices')
  for (const name of ['freezer', 'pids', 'memory'] as const)
    need(name, canWrite(`/sys/fs/cgroup/${name}`), `no cgroup v1 of the kind ${name}`)
  return missing
}

function onPath(program: string): boolean {
  return [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'].some((folder) => existsSync(path.join(folder, program)))
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
