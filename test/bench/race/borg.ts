import { mkdirSync } from 'node:fs'
import { basename } from 'node:path'
import { measure } from '../measure.ts'
import { type Contestant, type Place, racePassword } from './contestant.ts'

/** What borg takes from the environment, whoever calls it. */
export function borgEnvironment({ folder, environment }: Place): Record<string, string> {
  return { ...environment, BORG_REPO: `${folder}/repository`, BORG_BASE_DIR: `${folder}/borg`, BORG_PASSPHRASE: racePassword }
}

/** borg by itself. It searches no more than one archive at a time, so all of them are asked one after the other. */
export const borg: Contestant = {
  name: 'borg',
  encryption: 'AES-256 (repokey-blake2)',
  needs: 'borg',
  begin: async (place) => {
    const { data, out } = place
    const environment = borgEnvironment(place)
    mkdirSync(`${place.folder}/borg`)
    const run = (cwd: string, ...parameters: string[]) => measure('borg', parameters, { environment, cwd })
    await run(data.folder, 'init', '--encryption', 'repokey-blake2')
    let archives = 0
    const create = () => run(data.folder, 'create', `::archive-${archives++}`, '.')
    const inAll = (pattern: string) =>
      measure('sh', ['-c', 'for one in $(borg list --short); do borg list "::$one" "$0" || exit; done', pattern], { environment })
    const newest = () => `::archive-${archives - 1}`
    return {
      'first backup': create,
      'unchanged backup': create,
      'backup after 1 % changed': create,
      'list snapshots': () => run(data.folder, 'list'),
      'list a folder': () => run(data.folder, 'list', newest(), data.parent),
      'find a name in all snapshots': () => inAll(`sh:**/${basename(data.file)}`),
      'versions of a file': () => inAll(data.file),
      'restore one file': () => run(out, 'extract', newest(), data.file),
      'restore all': () => run(out, 'extract', newest()),
    }
  },
}
