import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removePlaces } from './sample-places.ts'

/** Names the folder in which a run of tests keeps its one sample. */
const variable = 'VAULTKEEPER_SAMPLES'

/**
 * Vitest's global set-up: a folder for the sample, which is made by the first test that asks for it, and removed with it at the end. In a file of its own,
 * for a global set-up finds restic-wrapper built only, and no test needs it built.
 */
export function setup(): () => void {
  if (process.env[variable]) return () => undefined
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-samples-')))
  process.env[variable] = folder
  return () => {
    // The sample, and copies of it whose test process was killed.
    for (const name of readdirSync(folder))
      if (name.startsWith('sample-')) removePlaces({ root: path.join(folder, name), elsewhere: driveOf(path.join(folder, name)) })
    rmSync(folder, { recursive: true, force: true })
  }
}

function driveOf(root: string): string | null {
  const links = ['drive', 'drive-away'].map((name) => path.join(root, name))
  const link = links.find((one) => lstatSync(one, { throwIfNoEntry: false })?.isSymbolicLink())
  return link === undefined ? null : readlinkSync(link)
}

/** A folder for a copy of the sample, which goes with the sample at the latest. */
export function folderForCopy(): string {
  return mkdtempSync(path.join(samplesFolder(), 'sample-copy-'))
}

/** The folder in which this run of tests keeps its one sample. */
export function samplesFolder(): string {
  const folder = process.env[variable]
  if (!folder) throw new Error(`${variable} is not set: this works in tests only`)
  mkdirSync(folder, { recursive: true })
  return folder
}
