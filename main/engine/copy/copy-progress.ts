import type { CopyEvent } from 'restic-wrapper'
import type { RunHost } from '../core.ts'

/** Tells how far a copy of so many snapshots has come, from what restic says. `monotonic` in ms. */
export function copyProgress(total: number, host: RunHost, monotonic: () => number): (event: CopyEvent) => void {
  const began = monotonic()
  // Begun are those before the one that is at work, and that one.
  let [begun, part] = [0, 0]
  return (event) => {
    // That something is tried again is told where restic is started, for every command.
    if (event.type === 'failure' || event.type === 'retrying') return
    if (event.type === 'snapshot') [begun, part] = [Math.min(total, begun + 1), 0]
    else if (event.unit === 'packs copied') part = event.percent
    const done = Math.max(0, begun - 1)
    const percent = total === 0 ? 1 : Math.min(1, (done + part) / total)
    const took = (monotonic() - began) / 1000
    const secondsLeft = percent > 0.02 && took > 2 ? Math.round((took * (1 - percent)) / percent) : undefined
    host.onProgress({ step: 'copying', percent, done, total, ...(secondsLeft === undefined ? {} : { secondsLeft }) })
  }
}
