import { changedConfiguration } from '../config/changed-configuration.ts'
import { refusedConfiguration } from '../config/refused-configuration.ts'
import type { Core } from '../core.ts'
import { clockTrust } from '../schedule/clock-trust.ts'
import { latestStarts } from '../state/retention-queries.ts'
import type { Circumstances } from './retention-freeze.ts'

/** So many runs are asked for their time; a clock that is wrong for fewer than half of them does not get its way. */
const witnesses = 21

/**
 * How it stands with the machine and the configuration now. The clock is held against the middle one of the latest runs' times rather than the newest record: that may
 * have been written by the very clock that is in question, a minute ago.
 * @param sleeping whether the machine is about to sleep, where the host knows
 */
export async function circumstancesOf(core: Core, sleeping = false): Promise<Circumstances> {
  const starts = latestStarts(core.state.database, witnesses).sort()
  const middle = starts[Math.floor((starts.length - 1) / 2)]
  const clock = clockTrust({
    now: core.ports.clock.now(),
    newestRecord: middle === undefined ? null : new Date(middle),
    newestFile: null,
    sinceLastLook: null,
  })
  const { source, percent } = await core.ports.machine.power()
  const instead = 'nothing is removed'
  const configuration = refusedConfiguration(core.settings.problems, instead) ?? changedConfiguration(core, instead)
  return { clock, sleeping, battery: source === 'battery' && percent !== null ? percent / 100 : null, configuration }
}
