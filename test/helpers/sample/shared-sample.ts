import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { makeMonth } from './sample-month.ts'
import { makePlaces, removePlaces, type SamplePlaces } from './sample-places.ts'
import { samplesFolder } from './samples-folder.ts'

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
