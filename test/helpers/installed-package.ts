import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from './cli-run.ts'
import { builtPages } from './pages-built.ts'

const run = promisify(execFile)

/** What `npm pack` says of what it made. */
export type Packed = { readonly file: string; readonly size: number; readonly unpackedSize: number; readonly paths: readonly string[] }

/**
 * Lays out what `npm pack` looks at in a folder of its own, with the command line built from the sources: the script `prepack` does the same in the
 * project's folder, where other tests look.
 */
export async function layOut(folder: string): Promise<void> {
  const [pages] = await Promise.all([
    builtPages(),
    run(process.execPath, ['--conditions=source', 'main/build/build-headless.ts', path.join(folder, 'dist')], {
      cwd: projectFolder,
      env: { ...process.env, NODE_ENV: 'production' },
    }),
  ])
  cpSync(pages, path.join(folder, 'dist', 'pages'), { recursive: true })
  for (const name of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'assets'])
    cpSync(path.join(projectFolder, name), path.join(folder, name), { recursive: true })
}

/** Packs what was laid out. */
export async function pack(folder: string): Promise<Packed> {
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], folder)
  const told: unknown = JSON.parse(stdout)
  // Newer ones tell it by the name of the package.
  const [one] = (Array.isArray(told) ? told : Object.values(told as object)) as [
    { filename: string; size: number; unpackedSize: number; files: { path: string }[] },
  ]
  return {
    file: path.join(folder, one.filename),
    size: one.size,
    unpackedSize: one.unpackedSize,
    paths: one.files.map((file) => file.path),
  }
}

/** npm as this machine has it set up, but for where it installs to. What was fetched before is not fetched again. */
export function npm(parameters: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_userconfig)|INIT_CWD|VAULTKEEPER_|NODE_(ENV|OPTIONS|PATH)$)/i.test(name),
  )
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier']
  return run('npm', [...parameters, ...quiet], { cwd, env: Object.fromEntries(kept), timeout: 80_000 })
}

/** Makes a folder with nothing in it but this Node as `node`, for a PATH. */
export function folderOfNode(folder: string): string {
  mkdirSync(folder, { recursive: true })
  symlinkSync(process.execPath, path.join(folder, 'node'))
  return folder
}

/** Packs what was laid out as another version, without the Node that comes along: 190 MB less to unpack. */
export async function packNext(folder: string, version: string): Promise<Packed> {
  const about = path.join(folder, 'package.json')
  const { optionalDependencies, ...rest } = JSON.parse(readFileSync(about, 'utf8')) as Record<string, unknown>
  const { keytar } = optionalDependencies as Record<string, string>
  writeFileSync(about, JSON.stringify({ ...rest, version, optionalDependencies: { keytar } }))
  const built = path.join(folder, 'dist', 'headless')
  const files = readdirSync(built).map((name) => path.join(built, name))
  // Our package.json, as the bundle has it.
  const ours = /(\bname: "vaultkeeper",\s+version: ")[^"]+/
  const telling = files.filter((file) => ours.test(readFileSync(file, 'utf8')))
  if (telling.length === 0) throw new Error('The built program tells no version.')
  for (const file of telling) writeFileSync(file, readFileSync(file, 'utf8').replace(ours, `$1${version}`))
  return pack(folder)
}
