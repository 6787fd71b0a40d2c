import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { measure } from '../measure.ts'
import { borgEnvironment } from './borg.ts'
import type { Contestant } from './contestant.ts'

/** borgmatic, which calls borg as its configuration says. */
export const borgmatic: Contestant = {
  name: 'borgmatic',
  encryption: 'borg’s own',
  needs: 'borgmatic',
  begin: async (place) => {
    const { data, folder, out } = place
    const { BORG_REPO: repository = '', ...environment } = borgEnvironment(place)
    mkdirSync(`${folder}/borg`)
    const configuration = join(folder, 'borgmatic.yaml')
    // The usual name of an archive has no time below a second, and two in one second would be refused.
    const settings = {
      location: { source_directories: [data.folder], repositories: [repository] },
      storage: { archive_name_format: '{now:%Y-%m-%dT%H:%M:%S.%f}' },
    }
    writeFileSync(configuration, JSON.stringify(settings))
    const run = (...parameters: string[]) =>
      measure('borgmatic', ['--config', configuration, '--log-file', '/dev/null', ...parameters], { environment })
    await run('rcreate', '--encryption', 'repokey-blake2')
    const inside = (path: string) => join(data.folder, path).slice(1)
    const create = () => run('create')
    return {
      'first backup': create,
      'unchanged backup': create,
      'backup after 1 % changed': create,
      'list snapshots': () => run('rlist'),
      'list a folder': () => run('list', '--archive', 'latest', '--path', inside(data.parent)),
      'find a name in all snapshots': () => run('list', '--find', `sh:**/${basename(data.file)}`),
      'versions of a file': () => run('list', '--find', inside(data.file)),
      'restore one file': () => run('extract', '--archive', 'latest', '--path', inside(data.file), '--destination', out),
      'restore all': () => run('extract', '--archive', 'latest', '--destination', out),
    }
  },
}
