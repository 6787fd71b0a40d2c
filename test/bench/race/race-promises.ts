import { median } from '../measure.ts'
import { inWords, type Line } from '../part.ts'
import type { Step } from './contestant.ts'
import { middle } from './race-tables.ts'
import type { Result } from './run-race.ts'

const seconds = (result: Result, step: Step) => middle(result, step, (cost) => cost.seconds)

/** Without the read-back: at most so many times what restic takes for the same. */
const besideRestic = 1.1

const compared: readonly Step[] = ['first backup', 'unchanged backup', 'backup after 1 % changed', 'restore all']

/** What is left of the difference when restic has a key as quick as ours: what we do beside it. Nothing is promised of it. */
export function besideSameKey(onOurs: Result, bare: Result): Line[] {
  return compared
    .filter((step) => onOurs.costs[step] !== undefined && bare.costs[step] !== undefined)
    .map((step) => ({
      what: `${step}, against restic with the same quick key`,
      measured: `${inWords.times(ratioOf(bare, onOurs, step))}, ${(seconds(bare, step) - seconds(onOurs, step)).toFixed(2)} s more`,
      promise: '',
      kept: true,
    }))
}

/** What the project promises of itself beside raw restic. @param bare without read-back */
export function promisesBesideRestic(raw: Result, bare: Result, verified: Result): Line[] {
  const ratios = compared
    .filter((step) => raw.costs[step] !== undefined && bare.costs[step] !== undefined)
    .map((step): Line => {
      const ratio = ratioOf(bare, raw, step)
      const more = seconds(bare, step) - seconds(raw, step)
      const withReadBack = inWords.times(ratioOf(verified, raw, step))
      const cpu = inWords.times(middle(bare, step, (cost) => cost.cpuSeconds) / middle(raw, step, (cost) => cost.cpuSeconds))
      return {
        what: `${step}, against restic`,
        measured: `${inWords.times(ratio)}, ${more.toFixed(2)} s more (processor time ${cpu}); with read-back ${withReadBack}`,
        promise: `<= ${besideRestic}x`,
        kept: ratio <= besideRestic,
      }
    })
  return [...ratios, provenLine(raw, verified)]
}

/** A backup that is proven, beside what one would do with restic for the same. */
function provenLine(raw: Result, verified: Result): Line {
  const byHand = seconds(raw, 'first backup') + seconds(raw, 'restore all') + seconds(raw, 'compare with diff -r')
  const ours = seconds(verified, 'first backup')
  return {
    what: 'first backup, proven: ours beside restic backup, restore and diff -r',
    measured: `${inWords.seconds(ours)} beside ${inWords.seconds(byHand)}`,
    promise: 'faster',
    kept: ours < byHand,
  }
}

/** What the project promises of itself beside every peer: to be ahead, or for a backup of what has not changed not to be behind. */
export function promisesBesidePeers(own: Result, bare: Result, served: Result | undefined, peers: readonly Result[]): Line[] {
  const ahead: readonly Step[] = [
    'list snapshots',
    'list a folder',
    'find a name in all snapshots',
    'versions of a file',
    'restore one file',
  ]
  return [
    ...ahead.flatMap((step) => besideBest(own, peers, step, 'ahead of all')),
    ...(served === undefined ? [] : ahead.flatMap((step) => besideBest(served, peers, step, 'ahead of all'))),
    ...besideBest(bare, peers, 'unchanged backup', 'not behind'),
    ...besideBest(own, peers, 'unchanged backup', ''),
  ]
}

function besideBest(ours: Result, peers: readonly Result[], step: Step, promise: string): Line[] {
  const [best] = peers.filter(({ costs }) => costs[step] !== undefined).toSorted((a, b) => seconds(a, step) - seconds(b, step))
  const own = seconds(ours, step)
  if (best === undefined || Number.isNaN(own)) return []
  const theirs = seconds(best, step)
  return [
    {
      what: `${step} (${ours.contestant.name})`,
      measured: `${inWords.seconds(own)}; the best peer, ${best.contestant.name}: ${inWords.seconds(theirs)}`,
      promise,
      // What cannot be told apart by the clock is not behind.
      kept: promise === '' || own <= theirs * (promise === 'not behind' ? 1.05 : 1),
    },
  ]
}

/** Round by round, so that a slow minute hits both; the middle of that. */
function ratioOf(ours: Result, raw: Result, step: Step): number {
  const theirs = raw.costs[step] ?? []
  const pairs = (ours.costs[step] ?? []).slice(0, theirs.length)
  return median(pairs.map((cost, at) => cost.seconds / (theirs[at]?.seconds ?? Number.NaN)))
}
