import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cost } from '../measure.ts'
import type { BenchPrograms } from '../part.ts'
import { type Contestant, onceInARound, type Place, type Step, steps } from './contestant.ts'
import { findPeer, systemPath } from './peers.ts'
import type { RaceData } from './race-data.ts'

/** How somebody did: what each step cost, round by round. */
export type Result = {
  readonly contestant: Contestant
  readonly costs: Partial<Record<Step, Cost[]>>
  rounds: number
  /** Seconds in all. */
  took: number
  /** Why it was left out from some round on. */
  failed?: string
}

/** How the race is run. */
export type RaceRules = {
  readonly rounds: number
  /** How often each step is made that can be made again. */
  readonly repeats: number
  /** Seconds of a contestant: who has taken more gets no further round. */
  readonly patience: number
  /**
   * Whether all that was written stays until the end. A disk that has just deleted many files may be slow for minutes at making new ones (ext4 without a journal
   * looks past each inode that was freed), and who comes later would pay for that; for much data there is not the room.
   */
  readonly keeps: boolean
  /** Only these. */
  readonly only?: ReadonlySet<Step>
}

/** Runs all of them over the same data, in turn within each round, so that a slow minute of the machine hits all alike; who begins changes. */
export async function runRace(
  contestants: readonly Contestant[],
  makeData: (folder: string) => RaceData,
  programs: BenchPrograms,
  rules: RaceRules,
): Promise<{ readonly data: RaceData; readonly results: readonly Result[] }> {
  const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-race-'))
  try {
    const data = makeData(join(work, 'notes'))
    const there = contestants.filter(({ needs }) => needs === undefined || findPeer(needs) !== undefined)
    const results = there.map((contestant): Result => ({ contestant, costs: {}, rounds: 0, took: 0 }))
    for (let round = 0; round < rules.rounds; round++)
      for (const result of [...results.slice(round % results.length), ...results.slice(0, round % results.length)])
        if (result.failed === undefined && (round === 0 || result.took < rules.patience))
          await runRound(result, work, data, programs, rules)
    return { data, results }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

let rounds = 0

async function runRound(result: Result, work: string, data: RaceData, programs: BenchPrograms, rules: RaceRules): Promise<void> {
  const { contestant, costs } = result
  // Another one each time: what somebody left running may still write into the last.
  const folder = join(work, `place-${rounds++}`)
  const out = join(work, 'out')
  const environment = { PATH: systemPath, HOME: folder, LANG: 'C.UTF-8' }
  const place: Place = { programs, data, folder, out, environment }
  const begun = performance.now()
  mkdirSync(folder, { mode: 0o700 })
  try {
    const runs = await contestant.begin(place)
    for (const step of steps) {
      const run = runs[step]
      if (run === undefined || rules.only?.has(step) === false) continue
      for (let time = 0; time < (onceInARound.has(step) ? 1 : rules.repeats); time++) {
        if (step === 'backup after 1 % changed') data.change()
        if (step.startsWith('restore')) emptyAgain(out, rules.keeps)
        const cost = await run()
        costs[step] = [...(costs[step] ?? []), cost]
      }
    }
    result.rounds += 1
  } catch (error) {
    result.failed = String(error)
    console.error(`${contestant.name}: ${result.failed}`)
  } finally {
    await contestant.end?.(place)
    for (const one of rules.keeps ? [] : [folder, out]) rmSync(one, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    result.took += (performance.now() - begun) / 1000
    console.error(`${contestant.name}: round done, ${Math.round(result.took)} s so far`)
  }
}

let moved = 0

function emptyAgain(folder: string, keeps: boolean): void {
  if (keeps && existsSync(folder)) renameSync(folder, `${folder}-${moved++}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
}
