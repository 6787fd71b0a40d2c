import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

/** A folder, or an archive, by where it is to be found instead. */
export type Elsewhere = Readonly<Record<string, string>>

// biome-ignore lint/suspicious/noExplicitAny: Any function of the file system.
type Call = (...given: any[]) => unknown

/** What of `node:fs` takes archives for folders in Electron (its lib/node/asar-fs-wrapper.ts), as far as anything here reads with it. */
const aware = ['accessSync', 'existsSync', 'lstatSync', 'openSync', 'readFileSync', 'readdirSync', 'statSync']
const awarePromises = ['access', 'lstat', 'open', 'readFile', 'readdir', 'stat']

/**
 * Makes `node:fs` of this process what it is in Electron: a file `NAME.asar` is a folder with what the archive holds.
 * @param archives the file of each, and a folder that has what is in it
 * @returns ends that
 */
export function supportArchives(archives: Elsewhere): () => void {
  const ends = [redirect(fs, aware, archives), redirect(fs.promises, awarePromises, archives)]
  syncBuiltinESMExports()
  return () => {
    for (const end of ends) end()
    syncBuiltinESMExports()
  }
}

/** The file system as it is, which Electron has as `node:original-fs`, but for what lies elsewhere in this test. To be called before {@link supportArchives}. */
export function originalFs(elsewhere: Elsewhere): typeof fs {
  const [all, promises] = [{ ...fs }, { ...fs.promises }]
  redirect(all, aware, elsewhere)
  redirect(promises, awarePromises, elsewhere)
  return { ...all, promises }
}

function redirect(module: object, names: readonly string[], elsewhere: Elsewhere): () => void {
  const calls = module as Record<string, Call>
  const before = names.map((name) => [name, calls[name] as Call] as const)
  for (const [name, call] of before) calls[name] = (given, ...more) => call(placeOf(given, elsewhere), ...more)
  return () => Object.assign(module, Object.fromEntries(before))
}

function placeOf(given: unknown, elsewhere: Elsewhere): unknown {
  const place = Buffer.isBuffer(given) ? given.toString() : given
  if (typeof place !== 'string') return given
  const [from, to] = Object.entries(elsewhere).find(([one]) => place === one || place.startsWith(one + path.sep)) ?? []
  return from === undefined || to === undefined ? given : path.join(to, path.relative(from, place))
}
