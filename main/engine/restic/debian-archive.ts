import { constants } from 'node:fs'
import { access, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type SourcesFile, sourcesForSuite } from './apt-sources.ts'
import type { ProgramEnd, RunProgram } from './run-program.ts'

/**
 * Suites to take a package from, in order. Sid first: it has the restic this project is measured with (0.19.1), and its Go programs run on
 * the C library of every Debian since bookworm. Trixie (0.18.0) where an archive carries no sid, or sid's program does not do.
 */
export const ARCHIVE_SUITES = ['sid', 'trixie'] as const

/** Where Debian has these two; taken from there and not from PATH, which anyone may have set. */
const APT_GET = '/usr/bin/apt-get'
const DPKG_DEB = '/usr/bin/dpkg-deb'

/** What {@link takeFromArchive} needs. `folder` is the caller's own temporary folder: everything is written there and nowhere else. */
export type ArchiveOptions = Readonly<{
  package: string
  suite: string
  folder: string
  run: RunProgram
  environment: NodeJS.ProcessEnv
  aptDirectory?: string | undefined
  signal?: AbortSignal | undefined
}>

/** A program from the archive with its package's version; or why not, and whether another suite is worth a try. */
export type FromArchive = Readonly<{ ok: true; program: string; version: string } | { ok: false; why: string; tryNext: boolean }>

/** Whether this machine has apt and dpkg at all. */
export async function hasDebianArchive(platform: string): Promise<boolean> {
  if (platform !== 'linux') return false
  const found = await Promise.allSettled([APT_GET, DPKG_DEB].map((tool) => access(tool, constants.X_OK)))
  return found.every((result) => result.status === 'fulfilled')
}

/**
 * Takes the program `/usr/bin/PACKAGE` out of a package of a newer suite of the machine's own archive. apt does the fetching and checks the
 * signatures with the machine's keys; its settings, lists and installed packages stay as they are, and no rights are needed.
 */
export async function takeFromArchive(options: ArchiveOptions): Promise<FromArchive> {
  const sources = sourcesForSuite(await readSources(options.aptDirectory ?? '/etc/apt'), options.suite)
  if (sources === '') return { ok: false, why: 'this machine has no Debian archive configured', tryNext: false }
  const setting = await writeSettings(options.folder, sources)
  const apt = (args: readonly string[], timeoutMs: number) => runTool(options, APT_GET, ['-q', '-c', setting, ...args], timeoutMs)

  // The exit code of `update` is not asked: one source of several may fail, and whether it sufficed shows in what came.
  const update = await apt(['update'], 120_000)
  const lists = await readdir(path.join(options.folder, 'lists'))
  if (!lists.some((name) => name.includes('_Packages'))) return noLists(options.suite, update)
  const download = await apt(['-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::https::Timeout=30', 'download', options.package], 300_000)
  const deb = (await readdir(options.folder)).find((name) => name.startsWith(`${options.package}_`) && name.endsWith('.deb'))
  return download.code === 0 && deb !== undefined ? unpack(options, deb) : notGot(options, download)
}

/** Runs one of the tools in the temporary folder, with an environment of its own: English, no questions, and the machine's proxies. */
async function runTool(options: ArchiveOptions, tool: string, args: readonly string[], timeoutMs: number): Promise<ProgramEnd> {
  const proxies = Object.entries(options.environment).filter(([name]) => /^(https?|ftp|all|no)_proxy$/i.test(name))
  const environment = {
    ...Object.fromEntries(proxies),
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    TMPDIR: options.folder,
  }
  const end = await options.run(tool, args, { environment, timeoutMs, cwd: options.folder, signal: options.signal })
  options.signal?.throwIfAborted()
  return end
}

async function readSources(directory: string): Promise<readonly SourcesFile[]> {
  const parts = path.join(directory, 'sources.list.d')
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name)).sort()
  const files = [path.join(directory, 'sources.list'), ...names.map((name) => path.join(parts, name))]
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(name, 'utf8').catch(() => '') })))
}

/**
 * The settings file that keeps apt inside the temporary folder. It is read after the machine's own settings, so it can also clear the hooks
 * that would tell a desktop of an update, and insist on signatures whatever the machine allows itself.
 */
async function writeSettings(folder: string, sources: string): Promise<string> {
  const list = path.join(folder, 'vaultkeeper.sources')
  const setting = path.join(folder, 'apt.conf')
  await mkdir(path.join(folder, 'lists', 'partial'), { recursive: true })
  await mkdir(path.join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  await writeFile(list, sources)
  const lines = [
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    `Dir::Etc::sourcelist "${list}";`,
    'Dir::Etc::sourceparts "-";',
    `Dir::State::lists "${folder}/lists";`,
    `Dir::Cache "${folder}/cache";`,
    'Dir::Cache::pkgcache "";',
    'Dir::Cache::srcpkgcache "";',
    'APT::Get::AllowUnauthenticated "false";',
    'Acquire::AllowInsecureRepositories "false";',
    'Acquire::AllowWeakRepositories "false";',
    'Acquire::AllowDowngradeToInsecureRepositories "false";',
    'Acquire::Languages "none";',
    'Acquire::Retries "0";',
    // Two files are tried before apt believes that an archive is silent: somebody waits twice this long on a closed network.
    'Acquire::http::Timeout "5";',
    'Acquire::https::Timeout "5";',
  ]
  await writeFile(setting, `${lines.join('\n')}\n`)
  return setting
}

/** An archive that answers "not found" carries no such suite, and may carry the next; one that does not answer need not be asked again. */
function noLists(suite: string, update: ProgramEnd): FromArchive {
  const answered = /\b404\b|\b400\b|\b403\b/.test(`${update.stdout}${update.stderr}`)
  if (answered) return { ok: false, why: `the package archive of this machine has no ${suite}`, tryNext: true }
  return { ok: false, why: 'the package archive of this machine cannot be reached', tryNext: false }
}

/** apt tells its reasons in lines that begin with `E:` or `W:`. */
function notGot(options: ArchiveOptions, download: ProgramEnd): FromArchive {
  const reason =
    /^[EW]: (.*)$/m.exec(download.stderr)?.[1] ?? `apt-get: ${download.startError ?? download.signal ?? `exit code ${download.code}`}`
  const why = `${options.package} could not be taken from ${options.suite} (${reason.replaceAll(options.folder, '...')})`
  return { ok: false, why, tryNext: !download.timedOut }
}

/** A package's file name tells its version: `restic_0.19.1-1_amd64.deb`; an epoch's colon is written `%3a`. */
async function unpack(options: ArchiveOptions, deb: string): Promise<FromArchive> {
  const end = await runTool(options, DPKG_DEB, ['-x', deb, 'unpacked'], 60_000)
  const program = path.join(options.folder, 'unpacked', 'usr', 'bin', options.package)
  const facts = await lstat(program).catch(() => undefined)
  if (end.code !== 0 || !facts?.isFile()) return { ok: false, why: `the package of ${options.suite} holds no program`, tryNext: true }
  return { ok: true, program, version: decodeURIComponent(deb.split('_')[1] ?? '') }
}
