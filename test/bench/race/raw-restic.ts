import { measure } from '../measure.ts'
import { type Contestant, racePassword } from './contestant.ts'

/** restic by itself, as somebody would call it who knows it well. */
export const rawRestic: Contestant = {
  name: 'restic',
  encryption: 'AES-256, always',
  begin: async ({ programs, data, folder, out, environment }) => {
    const own = {
      ...environment,
      RESTIC_REPOSITORY: `${folder}/repository`,
      RESTIC_CACHE_DIR: `${folder}/cache`,
      RESTIC_PASSWORD: racePassword,
    }
    const restic = (...parameters: string[]) => measure(programs.restic, parameters, { environment: own, cwd: data.folder })
    await restic('init')
    const backup = () => restic('backup', '.', '--json', '--skip-if-unchanged', '--exclude-caches')
    const name = data.file.slice(data.parent.length + 1)
    return {
      'first backup': backup,
      'unchanged backup': backup,
      'backup after 1 % changed': backup,
      'list snapshots': () => restic('snapshots', '--json', '--no-lock'),
      'list a folder': () => restic('ls', '--json', '--no-lock', 'latest', `/${data.parent}`),
      'find a name in all snapshots': () => restic('find', '--json', '--no-lock', name),
      'versions of a file': () => restic('find', '--json', '--no-lock', `/${data.file}`),
      'restore one file': () => restic('restore', `latest:/${data.parent}`, '--include', `/${name}`, '--target', out, '--no-lock'),
      'restore all': () => restic('restore', 'latest', '--target', out, '--json', '--no-lock'),
      'compare with diff -r': () => measure('diff', ['-r', data.folder, out], { environment }),
    }
  },
}
