import { afterAll } from 'vitest'
import { type ServedHome, type ServedHomeOptions, serveHome } from '../served-home.ts'
import { copySample } from './copy-sample.ts'
import { makePlaces, removePlaces, type SamplePlaces } from './sample-places.ts'
import { folderForCopy } from './samples-folder.ts'
import { sharedSample } from './shared-sample.ts'

const made: SamplePlaces[] = []
const served: ServedHome[] = []
afterAll(async () => {
  for (const home of served.splice(0)) await home.end()
  for (const places of made.splice(0)) removePlaces(places)
})

/** A copy of the sample of this test run: a month of history, two repositories, three vaults. Its owner may do with it what they like. */
async function sampleHome(): Promise<SamplePlaces> {
  const shared = await sharedSample()
  const places = makePlaces(folderForCopy())
  made.push(places)
  copySample(shared, places)
  return places
}

/** Such a copy with its pages served. */
export async function serveSample(
  options: Pick<ServedHomeOptions, 'schedule'> = {},
): Promise<ServedHome & { readonly places: SamplePlaces }> {
  const places = await sampleHome()
  const home = await serveHome({ ...options, root: places.home, person: places.person })
  served.push(home)
  return { ...home, places }
}
