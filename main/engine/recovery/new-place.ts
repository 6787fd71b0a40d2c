import { posix, win32 } from 'node:path'
import type { NewPlace } from './shell.ts'

/** Where a folder of this machine goes on another one: below the home folder there, if it is below the one here. Pure. */
export function newPlace(path: string, person: string, platform: NodeJS.Platform): NewPlace {
  const way = inFolder(path, person, platform)
  return way === null ? { from: 'root', path } : { from: 'home', path: platform === 'win32' ? way.replaceAll('\\', '/') : way }
}

/** The way from a folder to what lies in it, `''` for itself; `null` for what lies elsewhere. Pure. */
export function inFolder(path: string, folder: string, platform: NodeJS.Platform): string | null {
  const { relative, isAbsolute, sep } = platform === 'win32' ? win32 : posix
  const way = relative(folder, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? null : way
}
