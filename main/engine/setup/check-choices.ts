import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SetupChoices, SetupPlace } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { settingsOf } from '../places/test-place.ts'
import { fail } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { missingDrive } from '../repositories/repository-place.ts'
import { patternProblem } from '../selection/parse-pattern.ts'
import { isInside, vaultAt } from '../vaults.ts'
import { personPath } from './person-path.ts'

/** The choices of a set-up with real, absolute paths. Throws a problem for what cannot be done, before anything is. */
export function checkChoices(core: Core, choices: SetupChoices): SetupChoices {
  if (choices.daily === null && !choices.onChange)
    fail('setup-no-plan', 'No time is chosen for backups.', 'Choose a time of day, or whenever something changes.')
  const vaults = choices.vaults.map(({ path, name, exclude }) => ({ path: vaultAt(personPath(core, path), core.home).path, name, exclude }))
  for (const [index, { path, exclude }] of vaults.entries()) {
    if (vaults.findIndex((other) => other.path === path) !== index)
      fail('setup-twice', `${path} is chosen twice.`, 'Choose each folder once.')
    for (const pattern of exclude) {
      const problem = patternProblem(pattern)
      if (problem !== null) fail('pattern-not-valid', `The pattern "${pattern}" ${problem}.`, 'Mend it, or leave it out.')
    }
  }
  const place = checkPlace(
    core,
    choices.place,
    vaults.map(({ path }) => path),
  )
  return { ...choices, vaults, place }
}

/**
 * A place with its real, absolute path. Throws a problem for one that cannot be, and for one that lies in what is to be kept there, or around it.
 * @param vaults real paths
 */
export function checkPlace(core: Core, place: SetupPlace, vaults: readonly string[]): SetupPlace {
  switch (place.type) {
    case 'embedded':
      return place
    case 'configured':
      return checkConfigured(core, place.settings, vaults)
    case 'local': {
      const path = checkFolder(core, personPath(core, place.path))
      const inside = vaults.find((vault) => isInside(path, vault))
      if (inside !== undefined)
        fail(
          'place-in-vault',
          `${path} lies in ${inside}, which is to be backed up.`,
          'Choose a place outside: the copies would be copied, too.',
        )
      const around = vaults.find((vault) => isInside(vault, path))
      if (around !== undefined)
        fail('vault-in-place', `${around} lies in ${path}, where the copies are to be.`, 'Choose another place for the copies.')
      return { type: 'local', path }
    }
  }
}

function checkFolder(core: Core, path: string): string {
  const real = realAsFarAsThere(path)
  if (isInside(real, realAsFarAsThere(core.home.root)))
    fail('place-in-home', `${path} lies in Vaultkeeper's own folder.`, 'Choose "On this computer" for that, or a folder elsewhere.')
  if (missingDrive(path) !== undefined)
    fail('drive-not-connected', `The drive is not connected: ${path} is not there.`, 'Connect it, and try again.')
  switch (lookAtPlace(path)) {
    case 'other-files':
      return fail(
        'place-taken',
        `${path} holds other files, so no backups are put there.`,
        `Choose an empty folder, or a new one in it: ${join(path, 'vaultkeeper')}`,
      )
    case 'not-reachable':
      return fail('place-not-reachable', `${path} cannot be read.`, 'Check the rights on that folder, or choose another one.')
    default:
      return real
  }
}

/** By the rules of the configuration, with all files and folders of this machine absolute. */
function checkConfigured(core: Core, written: Readonly<Record<string, unknown>>, vaults: readonly string[]): SetupPlace {
  const { settings, mistakes } = settingsOf(core, { settings: written })
  if (settings === undefined)
    return fail('repository-settings', mistakes.map(({ sentence }) => sentence).join(' '), 'Look at what was said of the place.')
  if (settings.type === 'local') return checkPlace(core, { type: 'local', path: settings.path }, vaults)
  const resolved: Readonly<Record<string, unknown>> = settings
  const kept = Object.entries(written).map(([key, value]) => [key, typeof resolved[key] === 'string' ? resolved[key] : value])
  return { type: 'configured', settings: Object.fromEntries(kept) }
}

/** A path as it will be once its last folders are made. */
function realAsFarAsThere(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realAsFarAsThere(dirname(path)), path.slice(dirname(path).length).replace(/^[/\\]/, ''))
  }
}
