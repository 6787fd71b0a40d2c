import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { measure } from '../measure.ts'
import { type Contestant, racePassword } from './contestant.ts'

/** duplicity, the engine of Déjà Dup: full backups and increments, archives encrypted by GnuPG. */
export const duplicity: Contestant = {
  name: 'duplicity',
  encryption: 'AES-256 (GnuPG, symmetric)',
  needs: 'duplicity',
  begin: async ({ data, folder, out, environment }) => {
    const keys = join(folder, 'gnupg')
    mkdirSync(keys, { mode: 0o700 })
    const own = { ...environment, GNUPGHOME: keys, PASSPHRASE: racePassword }
    const target = `file://${folder}/repository`
    const run = (...parameters: string[]) =>
      measure('duplicity', [...parameters, '--archive-dir', join(folder, 'cache'), '--no-print-statistics'], { environment: own })
    // It lists all of one time; what is looked for is looked for in that.
    const listed = (pattern: string) =>
      measure('sh', ['-c', `duplicity list-current-files ${target} --archive-dir '${folder}/cache' | grep -F '${pattern}'`], {
        environment: own,
      })
    const backup = () => run('incr', data.folder, target)
    return {
      'first backup': () => run('full', data.folder, target),
      'unchanged backup': backup,
      'backup after 1 % changed': backup,
      'list snapshots': () => run('collection-status', target),
      'list a folder': () => listed(data.parent),
      'restore one file': () => run('restore', '--file-to-restore', data.file, target, join(out, basename(data.file))),
      'restore all': () => run('restore', '--force', target, out),
    }
  },
  end: ({ folder }) => {
    spawnSync('gpgconf', ['--homedir', join(folder, 'gnupg'), '--kill', 'all'])
  },
}
