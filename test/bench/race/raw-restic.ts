import { readFileSync } from 'node:fs'
import { measure } from '../measure.ts'
import { type Contestant, type Place, racePassword } from './contestant.ts'

/** restic by itself, as somebody would call it who knows it well. */
export const rawRestic: Contestant = {
  name: 'restic',
  encryption: 'AES-256, always',
  begin: async (place) => {
    const repository = { RESTIC_REPOSITORY: `${place.folder}/repository`, RESTIC_PASSWORD: racePassword }
    await calling(place, repository)('init')
    return stepsOf(place, repository)
  },
}

/** The same in a repository that we made, whose key for a generated password opens at once: what is left is what we add to restic. */
export const resticOnOurs: Contestant = {
  name: 'restic, with a key of ours',
  encryption: 'AES-256, always; generated password',
  begin: async (place) => {
    const { programs, folder, environment } = place
    const home = `${folder}/vaultkeeper`
    await measure(process.execPath, [...programs.cli, 'init'], {
      environment: { ...environment, VAULTKEEPER_HOME: home, VAULTKEEPER_RESTIC: programs.restic },
    })
    const password = readFileSync(`${home}/secrets/default.password`, 'utf8').trim()
    return stepsOf(place, { RESTIC_REPOSITORY: `${home}/repositories/default`, RESTIC_PASSWORD: password })
  },
}

type Repository = { readonly RESTIC_REPOSITORY: string; readonly RESTIC_PASSWORD: string }

function calling({ programs, data, folder, environment }: Place, repository: Repository) {
  const own = { ...environment, ...repository, RESTIC_CACHE_DIR: `${folder}/cache` }
  return (...parameters: string[]) => measure(programs.restic, parameters, { environment: own, cwd: data.folder })
}

function stepsOf(place: Place, repository: Repository): Awaited<ReturnType<Contestant['begin']>> {
  const { data, out, environment } = place
  const restic = calling(place, repository)
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
}
