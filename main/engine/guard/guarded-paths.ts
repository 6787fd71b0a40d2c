import { existsSync, lstatSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { GuardStanding } from '../../contract/procedures/guard.ts'
import type { GuardedVault } from './guarded-vault.ts'

/** Which files of a vault are looked at, from its folder with `/`; `asked`: a person named it, so that it is missed where it is not. */
export type GuardedPath = { readonly path: string; readonly exists: boolean; readonly folder: boolean; readonly asked: boolean }

/** See {@link guardedPaths}. `outside`: what a person named and what does not lie in the vault. */
export type GuardedPaths = {
  readonly why: GuardStanding['why']
  readonly paths: readonly GuardedPath[]
  readonly outside: readonly string[]
}

/** What a project with Claude Code has at its top, and a new set-up needs. */
const usual = ['.claude', '.mcp.json', '.env.example']
/** A folder holds more of them by its own nature. */
const most = 50

/** The files of a vault's set-up: those that its configuration names, else the usual three where there is a `.claude` folder. */
export function guardedPaths({ path: folder, configuration }: Pick<GuardedVault, 'path' | 'configuration'>): GuardedPaths {
  const look = (path: string, asked: boolean): GuardedPath => {
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false })
    return { path, asked, exists: stat !== undefined, folder: stat?.isDirectory() === true }
  }
  if (configuration.length === 0) {
    if (!existsSync(join(folder, '.claude'))) return { why: 'none', paths: [], outside: [] }
    return { why: 'found', outside: [], paths: usual.map((path) => look(path, false)) }
  }
  const named = configuration.slice(0, most).map((path) => ({ path, inside: inside(path) }))
  return {
    why: 'configured',
    paths: [...new Set(named.flatMap((one) => one.inside ?? []))].map((path) => look(path, true)),
    outside: named.filter((one) => one.inside === undefined).map(({ path }) => path),
  }
}

/** A path in the vault without `./` and an ending `/`; `undefined` for what leads out of it, or is none. */
function inside(path: string): string | undefined {
  const plain = posix.normalize(path.replaceAll('\\', '/')).replace(/\/+$/, '')
  return plain === '' || plain === '.' || plain.includes('\0') || plain === '..' || plain.startsWith('../') || plain.startsWith('/')
    ? undefined
    : plain
}
