import { isAbsolute } from 'node:path'
import { placesOf } from '../config/configuration-path.ts'
import { readVariables } from '../config/dot-env.ts'
import { resolvePath } from '../config/resolve-places.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'

/** The folder of the person whose home this is. */
export function personFolder(core: Core): string {
  return placesOf(core.home, readVariables(core.home.root, core.ports.environment).variables).person
}

/** A path that a person typed, made absolute. Throws a problem for one that is seen from nowhere. */
export function personPath(core: Core, path: string): string {
  if (path.includes('\0') || !(isAbsolute(path) || /^~(?:[/\\]|$)/.test(path)))
    return fail(
      'folder-relative',
      'That is no whole path of a folder.',
      'Write all of it, such as /home/you/Notes, or begin with ~/ for your own folder.',
    )
  return resolvePath(path, personFolder(core))
}
