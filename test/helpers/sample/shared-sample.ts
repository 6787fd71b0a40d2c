import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { makeMonth } from './sample-month.ts'
import { makePlaces, removePlaces, type SamplePlaces } from './sample-places.ts'

/** Names the folder in which a run of tests keeps its one sample. */
const variable = 'VAULTKEEPER_SAMPLES'

/** Vitest's global set-up: a folder for the sample, which is made by the first test that asks for it, and removed with it at the end. */
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

function samplesFolder(): string {
  const folder = process.env[variable]
  if (!folder) throw new Error(`${variable} is not set: this works in tests only`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The sample that all tests of a run share, made now if nobody has. Not to be changed: see `sampleHome`. */
export async function sharedSample(): Promise<SamplePlaces> {
  const folder = samplesFolder()
  const lock = await takeLock(folder, 'sample', { doing: 'making the sample' })
  try {
    return readMade(folder) ?? (await make(folder))
  } finally {
    lock?.release()
  }
}

async function make(folder: string): Promise<SamplePlaces> {
  const places = makePlaces(path.join(folder, `sample-${process.pid}`))
  try {
    await makeMonth(places)
  } catch (error) {
    removePlaces(places)
    throw error
  }
  writeFileSync(path.join(folder, 'made.json'), JSON.stringify(places))
  return places
}

function readMade(folder: string): SamplePlaces | undefined {
  const file = path.join(folder, 'made.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SamplePlaces) : undefined
}
