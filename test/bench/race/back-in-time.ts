import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measure } from '../measure.ts'
import type { Contestant } from './contestant.ts'

/** Back In Time: rsync and hard links. What has no command of its own is asked of its folders, which are plain. */
export const backInTime: Contestant = {
  name: 'Back In Time',
  encryption: 'none',
  needs: 'backintime',
  begin: async ({ data, folder, out, environment }) => {
    const snapshots = join(folder, 'backintime', 'host', 'user', '1')
    mkdirSync(snapshots, { recursive: true })
    const configuration = join(folder, 'backintime.conf')
    const settings = {
      'config.version': 6,
      'profiles.version': 1,
      'profile1.snapshots.include.1.type': 0,
      'profile1.snapshots.include.1.value': data.folder,
      'profile1.snapshots.include.size': 1,
      'profile1.snapshots.exclude.size': 0,
      'profile1.snapshots.mode': 'local',
      'profile1.snapshots.path': folder,
      'profile1.snapshots.path.host': 'host',
      'profile1.snapshots.path.user': 'user',
      'profile1.snapshots.path.profile': 1,
      'profile1.schedule.mode': 0,
      'profile1.snapshots.no_on_battery': false,
      'profile1.snapshots.notify.enabled': false,
      'profile1.snapshots.remove_old_snapshots.enabled': false,
      'profile1.snapshots.min_free_space.enabled': false,
      'profile1.snapshots.min_free_inodes.enabled': false,
      'profile1.snapshots.smart_remove': false,
    }
    writeFileSync(
      configuration,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const run = (...parameters: string[]) =>
      measure('backintime', ['--config', configuration, '--share-path', join(folder, 'share'), ...parameters], { environment })
    const backup = () => run('backup')
    return {
      'first backup': backup,
      'unchanged backup': backup,
      'backup after 1 % changed': backup,
      'list snapshots': () => run('snapshots-list'),
      'restore one file': () => run('restore', '--no-local-backup', join(data.folder, data.file), join(out, 'one'), '0'),
      'restore all': () => run('restore', '--no-local-backup', data.folder, join(out, 'all'), '0'),
    }
  },
  // It leaves a process running that would keep passwords.
  end: ({ folder, environment }) => {
    const parameters = ['--config', join(folder, 'backintime.conf'), '--share-path', join(folder, 'share'), 'pw-cache', 'stop']
    spawnSync('backintime', parameters, { env: environment, stdio: 'ignore' })
  },
}
