import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { downloadRelease } from '../engine/restic/download-release.ts'
import { findRestic } from '../engine/restic/find-restic.ts'
import { RELEASES, type ReleaseTable } from '../engine/restic/releases.ts'
import { sha256Of } from '../engine/restic/sha256-of.ts'
import { unpackRelease } from '../engine/restic/unpack-release.ts'

/** What is fetched, and with what. */
export type Fetching = {
  /** The machines that it is for, as `linux-x64`. */
  readonly machines: readonly string[]
  /** Each lies in `<into>/<machine>/`; what was there is removed. */
  readonly into: string
  /** Takes the restic of this machine where the release cannot be had: for trying, never for others. Its place is found by these variables. */
  readonly ownOf?: NodeJS.ProcessEnv
  readonly fetch?: typeof globalThis.fetch
  readonly releases?: ReleaseTable
}

/** What was fetched for a machine. `release`: the official one, compared with the hash that is pinned in the sources. */
export type FetchedRestic = Readonly<{ version: string; sha256: string; from: 'release' | 'machine' }>

/** Fetches the restic programs that are packed with the app, and tells what each one is, byte for byte. Throws where one cannot be had. */
export async function fetchRestic(options: Fetching): Promise<Record<string, FetchedRestic>> {
  const { machines, into } = options
  await rm(into, { recursive: true, force: true })
  const fetched: Record<string, FetchedRestic> = {}
  for (const machine of machines) {
    const folder = path.join(into, machine)
    await mkdir(folder, { recursive: true })
    const program = path.join(folder, machine.startsWith('win32') ? 'restic.exe' : 'restic')
    fetched[machine] = await fetchOne(options, machine, program)
  }
  return fetched
}

async function fetchOne(options: Fetching, machine: string, program: string): Promise<FetchedRestic> {
  const { fetch = globalThis.fetch, releases = RELEASES, ownOf } = options
  const release = releases.files[machine]
  if (release === undefined) throw new Error(`There is no pinned restic for ${machine}.`)
  const archive = `${program}.${release.packing}`
  const got = await downloadRelease(release, archive, { fetch })
  const unpacked = got.ok ? await unpackRelease(archive, release.packing, program) : got
  await rm(archive, { force: true })
  if (unpacked.ok) {
    await chmod(program, 0o755)
    return { version: releases.version, sha256: await sha256Of(program), from: 'release' }
  }
  if (ownOf === undefined || machine !== `${process.platform}-${process.arch}`)
    throw new Error(`restic ${releases.version} for ${machine} could not be downloaded: ${unpacked.why}.`)
  return { version: await takeOwn(ownOf, program), sha256: await sha256Of(program), from: 'machine' }
}

async function takeOwn(environment: NodeJS.ProcessEnv, program: string): Promise<string> {
  const found = await findRestic({ environment, binDirectory: path.dirname(program), progress: () => undefined, bring: false })
  if (!found.ok) throw new Error(found.problem.sentence)
  await copyFile(found.restic.program, program)
  await chmod(program, 0o755)
  return found.restic.version
}
