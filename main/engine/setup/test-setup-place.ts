import type { PlaceCheck, PlaceTest } from '../../contract/procedures/places.ts'
import type { SetupPlace } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { diskOf } from '../machine/disk-of.ts'
import { attention, bad, good } from '../places/place-check.ts'
import { testPlace } from '../places/test-place.ts'
import { ProblemError } from '../problem-error.ts'
import { checkPlace } from './check-choices.ts'
import { personPath } from './person-path.ts'

/** What a place is good for as the first one of some folders, in words: what {@link testPlace} finds, and how it lies to the folders. Nothing is made there. */
export async function testSetupPlace(
  core: Core,
  { place, vaults, secrets }: { place: SetupPlace; vaults: readonly string[]; secrets: Readonly<Record<string, string>> },
  signal: AbortSignal | undefined,
): Promise<PlaceTest> {
  try {
    const checked = checkPlace(core, place, vaults)
    if (checked.type === 'embedded') return { state: 'attention', holds: 'unknown', checks: [onThisDisk], hostKey: null, found: null }
    const tested = await testPlace(core, { settings: checked.type === 'local' ? checked : checked.settings, secrets }, signal)
    if (checked.type !== 'local' || tested.state === 'bad') return tested
    const disk = diskCheck(personPath(core, checked.path), vaults)
    const checks = [...tested.checks.filter(({ about }) => about !== 'disk'), disk]
    return { ...tested, checks, state: checks.some(({ state }) => state === 'attention') ? 'attention' : 'good' }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return {
      state: 'bad',
      holds: 'unknown',
      checks: [bad('folder', error.problem.sentence, error.problem.remedy)],
      hostKey: null,
      found: null,
    }
  }
}

const onThisDisk = attention(
  'disk',
  'It is on the same disk as your folders: it helps when a file is lost, and not when this disk is.',
  'Add a second place on a drive or a server as soon as you can.',
)

function diskCheck(path: string, vaults: readonly string[]): PlaceCheck {
  const disk = diskOf(path)
  if (disk?.network) return good('disk', 'It lies on another machine.')
  return vaults.some((vault) => diskOf(vault)?.key === disk?.key) ? onThisDisk : good('disk', 'It is on another disk than your folders.')
}
