import { chmod } from 'node:fs/promises'
import path from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import { systemCode } from '../problem-error.ts'
import { type BundledRestic, faultOfBundled } from './bundled-restic.ts'
import { ARCHIVE_SUITES, hasDebianArchive, takeFromArchive } from './debian-archive.ts'
import { DOWNLOAD_CAPS, type DownloadCaps, downloadRelease } from './download-release.ts'
import { inIncomingFolder } from './incoming-folder.ts'
import { type Inspection, inspectRestic, type ResticFaultCode } from './inspect-restic.ts'
import { knownVersion, rememberVersion, stampOf } from './known-version.ts'
import { keepCopy, ownCopies } from './own-copy.ts'
import { RELEASES, type ReleaseTable } from './releases.ts'
import { OLDEST_RESTIC } from './restic-version.ts'
import { type RunProgram, runProgram } from './run-program.ts'
import { searchPath } from './search-path.ts'
import { unpackRelease } from './unpack-release.ts'

/** A restic to work with, and where it came from. */
export type Restic = Readonly<{
  program: string
  version: string
  source: 'environment' | 'path' | 'bundled' | 'own' | 'release' | 'archive'
}>

/** A restic, or the one problem that tells why there is none. */
export type FoundRestic = Readonly<{ ok: true; restic: Restic } | { ok: false; problem: Problem }>

/** What tests replace; everything has a real default. */
export type Parts = Readonly<{
  fetch: typeof globalThis.fetch
  platform: string
  arch: string
  releases: ReleaseTable
  caps: DownloadCaps
  /** Runs apt-get and dpkg-deb. */
  run: RunProgram
  /** The folder with the machine's package sources. */
  aptDirectory: string
}>

/** What {@link findRestic} is asked. */
export type FindOptions = Readonly<{
  /** `VAULTKEEPER_RESTIC`, `PATH` and the proxies are read from here. */
  environment: NodeJS.ProcessEnv
  /** The app's own copies live in `<binDirectory>/restic-<version>/`. */
  binDirectory: string
  /** The one that came with the app, where one did. */
  bundled?: BundledRestic | undefined
  /** A file that remembers the version of the program that was found last, so that it is not asked again while it is the same file. Without: it is asked. */
  memory?: string | undefined
  /** One plain line for each step that takes time. */
  progress: (line: string) => void
  signal?: AbortSignal | undefined
  /** False only looks and fetches nothing. Default: true. */
  bring?: boolean | undefined
  parts?: Partial<Parts> | undefined
}>

/**
 * Finds the restic to work with, and brings one where there is none. In this order: the one that `VAULTKEEPER_RESTIC` names (used or
 * refused, never replaced), one on PATH, the one that came with the app, the app's own copy, the official release, the package archive of this machine.
 * Answers with a problem, in words for a person; throws only when `signal` aborts.
 */
export async function findRestic(options: FindOptions): Promise<FoundRestic> {
  const search: Search = { ...options, parts: { ...defaultParts(), ...options.parts }, tried: [] }
  const named = options.environment['VAULTKEEPER_RESTIC']
  if (named) return fromEnvironment(search, named)
  const restic = (await fromPath(search)) ?? (await fromBundled(search)) ?? (await fromOwnCopies(search)) ?? (await bring(search))
  return restic === undefined ? { ok: false, problem: missing(search) } : { ok: true, restic }
}

/** One search: what was asked, with what, and what did not help so far, each as a part of one sentence. */
type Search = Omit<FindOptions, 'parts'> & Readonly<{ parts: Parts; tried: string[] }>

function defaultParts(): Parts {
  return {
    fetch: globalThis.fetch,
    platform: process.platform,
    arch: process.arch,
    releases: RELEASES,
    caps: DOWNLOAD_CAPS,
    run: runProgram,
    aptDirectory: '/etc/apt',
  }
}

async function inspect(search: Search, program: string): Promise<Inspection> {
  const { memory, environment, signal } = search
  const known = memory === undefined ? undefined : knownVersion(memory, program)
  if (known !== undefined) return { ok: true, version: known }
  const stamp = stampOf(program)
  const { platform, arch } = search.parts
  const inspection = await inspectRestic(program, { environment, platform, arch, signal })
  if (inspection.ok && memory !== undefined && stamp !== undefined) await rememberVersion(memory, program, stamp, inspection.version)
  return inspection
}

async function fromEnvironment(search: Search, named: string): Promise<FoundRestic> {
  if (!path.isAbsolute(named)) return refused('restic-missing', named, 'is not a full path')
  const inspection = await inspect(search, named)
  if (inspection.ok) return { ok: true, restic: { program: named, version: inspection.version, source: 'environment' } }
  return refused(inspection.code, named, inspection.fault, inspection.detail)
}

function refused(code: ResticFaultCode, named: string, fault: string, detail?: string): FoundRestic {
  const otherwise = 'or unset VAULTKEEPER_RESTIC to let Vaultkeeper look for one, or bring one, by itself'
  const remedy =
    code === 'restic-not-executable'
      ? `Make it executable (chmod +x), ${otherwise}.`
      : `Name the full path of restic ${OLDEST_RESTIC} or newer, ${otherwise}.`
  const sentence = `VAULTKEEPER_RESTIC names ${named}, which ${fault}.`
  return { ok: false, problem: { code, sentence, remedy, ...(detail ? { detail } : {}) } }
}

async function fromPath(search: Search): Promise<Restic | undefined> {
  const programs = await searchPath('restic', search.environment, search.parts.platform)
  for (const program of programs) {
    const inspection = await inspect(search, program)
    if (inspection.ok) return { program, version: inspection.version, source: 'path' }
    search.tried.push(`${program} ${inspection.fault}`)
  }
  if (programs.length === 0) search.tried.push('there is none on PATH')
  return undefined
}

/** Compared with what it was when the app was packed before it is ever run. */
async function fromBundled(search: Search): Promise<Restic | undefined> {
  const { bundled } = search
  if (bundled === undefined) return undefined
  const { program, version } = bundled
  const changed = await faultOfBundled(bundled)
  const inspection = changed === undefined ? await inspect(search, program) : undefined
  if (inspection?.ok && inspection.version === version) return { program, version, source: 'bundled' }
  const fault = inspection?.ok ? `is restic ${inspection.version}, not ${version}` : inspection?.fault
  search.tried.push(`${program} ${changed ?? fault}`)
  return undefined
}

async function fromOwnCopies(search: Search): Promise<Restic | undefined> {
  const copies = await ownCopies({ binDirectory: search.binDirectory, name: 'restic', platform: search.parts.platform })
  for (const copy of copies) {
    if (!copy.ok) {
      search.tried.push(`${copy.folder} ${copy.fault}`)
      continue
    }
    const inspection = await inspect(search, copy.program)
    if (inspection.ok && inspection.version === copy.version) return { program: copy.program, version: copy.version, source: 'own' }
    search.tried.push(`${copy.program} ${inspection.ok ? `is restic ${inspection.version}, not ${copy.version}` : inspection.fault}`)
  }
  return undefined
}

async function bring(search: Search): Promise<Restic | undefined> {
  if (search.bring === false) return undefined
  try {
    return (await bringRelease(search)) ?? (await bringFromArchive(search))
  } catch (error) {
    search.signal?.throwIfAborted()
    // A folder that cannot be written, a full disk: nothing more can be brought there, and the sentence has to say it.
    const reason = systemCode(error) || (error instanceof Error ? error.message : String(error))
    search.tried.push(`${search.binDirectory} cannot be written (${reason})`)
    return undefined
  }
}

/** Notes why a step did not help, and tells whoever waits that the next one begins. */
function failed(search: Search, why: string): undefined {
  search.signal?.throwIfAborted()
  search.tried.push(why)
  search.progress(`That did not work: ${why}.`)
}

async function bringRelease(search: Search): Promise<Restic | undefined> {
  const { releases, platform, arch } = search.parts
  const release = releases.files[`${platform}-${arch}`]
  if (release === undefined) return failed(search, `there is no pinned restic release for ${platform} on ${arch}`)
  search.progress(`Fetching restic ${releases.version} from its release page ...`)
  return inIncomingFolder(search.binDirectory, async (folder) => {
    const archive = path.join(folder, `restic.${release.packing}`)
    const program = path.join(folder, 'restic')
    const { fetch, caps } = search.parts
    const got = await downloadRelease(release, archive, { fetch, caps, signal: search.signal })
    const unpacked = got.ok ? await unpackRelease(archive, release.packing, program) : got
    if (!unpacked.ok) return failed(search, `restic ${releases.version} could not be downloaded: ${unpacked.why}`)
    return keep(search, folder, program, { source: 'release', version: releases.version })
  })
}

async function bringFromArchive(search: Search): Promise<Restic | undefined> {
  const { platform, run, aptDirectory } = search.parts
  if (!(await hasDebianArchive(platform))) return undefined
  for (const suite of ARCHIVE_SUITES) {
    search.progress(`Taking restic from the package archive of this machine (${suite}) ...`)
    const { restic, tryNext } = await inIncomingFolder(search.binDirectory, async (folder) => {
      const { environment, signal } = search
      const taken = await takeFromArchive({ package: 'restic', suite, folder, run, environment, aptDirectory, signal })
      if (taken.ok) return { restic: await keep(search, folder, taken.program, { source: 'archive' }), tryNext: true }
      return { restic: failed(search, taken.why), tryNext: taken.tryNext }
    })
    if (restic !== undefined || !tryNext) return restic
  }
  return undefined
}

/** Nothing is put in its place before it has run here and told the version that it should be. */
async function keep(
  search: Search,
  incoming: string,
  program: string,
  from: { source: 'release' | 'archive'; version?: string },
): Promise<Restic | undefined> {
  await chmod(program, 0o755)
  const inspection = await inspect(search, program)
  if (!inspection.ok) return failed(search, `what the ${from.source} holds ${inspection.fault}`)
  const { version } = inspection
  if (from.version !== undefined && from.version !== version)
    return failed(search, `what the ${from.source} holds is restic ${version}, not ${from.version}`)
  const place = { binDirectory: search.binDirectory, name: 'restic', platform: search.parts.platform }
  const copy = await keepCopy({ ...place, version, program, incoming, source: from.source })
  if (!copy.ok) return failed(search, `${copy.folder} ${copy.fault}`)
  search.progress(`restic ${version} is ready: ${copy.program}`)
  return { program: copy.program, version, source: from.source }
}

function missing(search: Search): Problem {
  return {
    code: 'restic-missing',
    sentence: `No restic that can be used was found: ${search.tried.join('; ')}.`,
    remedy:
      search.bring === false
        ? `Let Vaultkeeper bring one (any backup does), or install restic ${OLDEST_RESTIC} or newer.`
        : `Install restic ${OLDEST_RESTIC} or newer and name it in VAULTKEEPER_RESTIC, or connect this machine to the internet once and try again.`,
  }
}
