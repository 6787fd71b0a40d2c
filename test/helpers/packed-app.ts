import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildShell } from '../../main/build/build-shell.ts'
import { fetchRestic } from '../../main/build/fetch-restic.ts'
import { projectFolder } from './cli-run.ts'
import { builtPages } from './pages-built.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The app as electron-builder packs it around a runtime that only looks like Electron's. */
export type PackedApp = {
  /** What it was packed of. */
  readonly project: string
  /** The folder that is installed. */
  readonly folder: string
  readonly resources: string
  readonly program: string
  /** What was bundled for it. */
  readonly dist: string
  /** The same, bundled a second time. */
  readonly again: string
  /** electron-builder.yml as electron-builder understood it. */
  readonly configuration: Record<string, unknown>
}

/** Where the fuses of Electron's program begin: the same mark in every one. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Version 1, nine fuses, each on. */
const fuses = `\u0001\u0009${'1'.repeat(9)}`

/** What a release server that cannot be reached is like. */
const noNetwork: typeof globalThis.fetch = async () => {
  throw new TypeError('fetch failed')
}

/** Builds and packs the app, some seconds of work, with the restic of this machine. The runtime cannot be had everywhere, and packing asks little of it. */
export async function packApp(): Promise<PackedApp> {
  const project = temporaryFolder('packed')
  const dist = path.join(project, 'dist')
  for (const name of ['package.json', 'electron-builder.yml', 'LICENSE', 'assets/icons', 'assets/build'])
    cpSync(path.join(projectFolder, name), path.join(project, name), { recursive: true })
  symlinkSync(path.join(projectFolder, 'node_modules'), path.join(project, 'node_modules'))
  const again = path.join(project, 'again')
  // Side by side, so that both are of the same sources also where somebody is at work on them.
  await Promise.all([buildShell(dist), buildShell(again)])
  cpSync(await builtPages(), path.join(dist, 'pages'), { recursive: true })
  const machine = `${process.platform}-${process.arch}`
  const fetched = await fetchRestic({ machines: [machine], into: path.join(dist, 'restic'), ownOf: process.env, fetch: noNetwork })
  writeFileSync(path.join(dist, 'app', 'restic.json'), JSON.stringify(fetched))
  const runtime = path.join(project, 'runtime')
  for (const name of ['electron', 'LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak', 'locales/de.pak'])
    writeStandIn(path.join(runtime, name))
  const seen = path.join(project, 'configuration.json')
  await electronBuilder(project, [
    '--linux',
    'dir',
    `--${process.arch}`,
    `-c.electronDist=${runtime}`,
    `-c.afterPack=${telling(project, seen)}`,
  ])
  const packages = path.join(dist, 'packages')
  const folder = path.join(packages, readdirSync(packages).find((name) => name.endsWith('-unpacked')) ?? '')
  return {
    folder,
    resources: path.join(folder, 'resources'),
    program: path.join(folder, 'vaultkeeper-tray'),
    project,
    dist,
    again,
    configuration: JSON.parse(readFileSync(seen, 'utf8')) as Record<string, unknown>,
  }
}

/** Has electron-builder pack for the platforms that are not this one, with next to nothing in the bundles. @returns the files of what is installed */
export async function packForOthers({ project: built }: PackedApp): Promise<{ readonly mac: string[]; readonly windows: string[] }> {
  const project = path.join(temporaryFolder('others'), 'project')
  for (const name of ['package.json', 'electron-builder.yml', 'LICENSE', 'assets'])
    cpSync(path.join(built, name), path.join(project, name), { recursive: true })
  symlinkSync(path.join(projectFolder, 'node_modules'), path.join(project, 'node_modules'))
  const machines = ['linux-x64/restic', 'darwin-x64/restic', 'darwin-arm64/restic', 'win32-x64/restic.exe']
  for (const file of ['app/main.js', ...machines.map((name) => `restic/${name}`)]) writeStandIn(path.join(project, 'dist', file))
  const runtime = path.join(project, 'runtime')
  standInForMac(runtime)
  for (const name of ['electron.exe', 'LICENSE', 'locales/en-US.pak']) writeStandIn(path.join(runtime, name))
  // What asks for tools of those platforms is left out: signing, and writing into a program of Windows.
  const without = ['electronFuses.resetAdHocDarwinSignature=false', 'disableAsarIntegrity=true', 'win.signAndEditExecutable=false']
  const options = [`-c.electronDist=${runtime}`, ...without.map((one) => `-c.${one}`)]
  await electronBuilder(project, ['--mac', 'dir', '--win', 'dir', '--x64', ...options])
  const packages = path.join(project, 'dist', 'packages')
  return {
    mac: filesBelow(path.join(packages, 'mac', 'Vaultkeeper.app', 'Contents')),
    windows: filesBelow(path.join(packages, 'win-unpacked')),
  }
}

/** As much of Electron.app as electron-builder looks at. */
function standInForMac(runtime: string): void {
  const contents = path.join(runtime, 'Electron.app', 'Contents')
  const framework = path.join(contents, 'Frameworks', 'Electron Framework.framework')
  const apps = ['', ...['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((one) => `Frameworks/Electron Helper${one}.app/Contents`)]
  for (const app of apps) {
    const name = app === '' ? 'Electron' : path.basename(path.dirname(app), '.app')
    writeStandIn(path.join(contents, app, 'MacOS', name))
    const entry = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`
    const entries = `${entry('CFBundleExecutable', name)}${entry('CFBundleIdentifier', 'electron')}${entry('CFBundleName', name)}`
    writeFileSync(path.join(contents, app, 'Info.plist'), `<?xml version="1.0"?><plist version="1.0"><dict>${entries}</dict></plist>`)
  }
  for (const folder of [path.join(contents, 'Resources'), path.join(framework, 'Versions', 'A', 'Resources')])
    for (const language of ['en', 'de']) writeStandIn(path.join(folder, `${language}.lproj`, 'locale.pak'))
  writeStandIn(path.join(framework, 'Versions', 'A', 'Electron Framework'))
  symlinkSync('A', path.join(framework, 'Versions', 'Current'))
  for (const name of ['Resources', 'Electron Framework']) symlinkSync(`Versions/Current/${name}`, path.join(framework, name))
}

/** A file that is there, executable, and has the fuses of Electron's program. */
function writeStandIn(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `#!/bin/sh\necho a stand-in\nexit 0\n# ${fuseMark}${fuses}\n`, { mode: 0o755 })
}

/** What a Debian package is made of: the program that makes it, which electron-builder would fetch, is told this. */
export type DebianPackage = { readonly parameters: readonly string[]; readonly desktopEntry: string; readonly afterRemove: string }

/** Has electron-builder prepare the Debian package of the packed app, as far as that goes without the program that writes it. */
export async function debianPackage({ project, folder }: PackedApp): Promise<DebianPackage> {
  const [program, told] = [path.join(project, 'fpm'), path.join(project, 'told')]
  mkdirSync(told)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: The shell's.
  const copy = 'case "$one" in *.desktop=*) cp "${one%%=*}" desktop ;; *after-remove.sh) cp "$one" after-remove ;; esac'
  writeFileSync(program, `#!/bin/sh\ncd '${told}'\nprintf '%s\\n' "$@" >parameters\nfor one; do ${copy}; done\n`, { mode: 0o755 })
  await electronBuilder(project, ['--linux', 'deb', `--${process.arch}`, '--prepackaged', folder], { CUSTOM_FPM_PATH: program })
  const read = (name: string) => readFileSync(path.join(told, name), 'utf8')
  return { parameters: read('parameters').split('\n'), desktopEntry: read('desktop'), afterRemove: read('after-remove') }
}

function electronBuilder(project: string, parameters: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const program = path.join(projectFolder, 'node_modules', 'electron-builder', 'cli.js')
  // No home of the person's, in which it would keep what it fetches, and no settings of theirs.
  const env = { PATH: process.env['PATH'], HOME: project, npm_config_offline: 'true', CI: 'true', ...variables }
  return promisify(execFile)(process.execPath, [program, ...parameters, '--publish', 'never'], { cwd: project, env })
}

/** All files below a folder, by their paths in it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
}

/** A hook for electron-builder that writes down its configuration. */
function telling(project: string, file: string): string {
  const hook = path.join(project, 'after-pack.cjs')
  const write = `require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(packager.config))`
  writeFileSync(hook, `exports.default = async ({ packager }) => ${write}\n`)
  return hook
}
