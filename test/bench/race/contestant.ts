import type { Cost } from '../measure.ts'
import type { BenchPrograms } from '../part.ts'
import type { RaceData } from './race-data.ts'

/** What is asked of each, in this order. */
export const steps = [
  'first backup',
  'unchanged backup',
  'backup after 1 % changed',
  'index brought up to date',
  'list snapshots',
  'list a folder',
  'find a name in all snapshots',
  'versions of a file',
  'restore one file',
  'restore all',
  'compare with diff -r',
] as const
export type Step = (typeof steps)[number]

/** These are done once in a round, however often the others are: they take long, or can be done only once. */
export const onceInARound: ReadonlySet<Step> = new Set<Step>(['first backup', 'restore all', 'compare with diff -r'])

/** Where a contestant works: folders of its own, which go when it is through. */
export type Place = {
  readonly programs: BenchPrograms
  readonly data: RaceData
  /** For its repository, caches and settings; also its HOME. */
  readonly folder: string
  /** Where it restores to: there and empty each time. */
  readonly out: string
  readonly environment: Record<string, string>
}

/** What it does at each step; one that it has nothing for is left out. */
type Runs = Partial<Record<Step, () => Promise<Cost>>>

/** Somebody in the race. */
export type Contestant = {
  readonly name: string
  readonly encryption: string
  /** The program that it needs beside ours; without it, it is left out. */
  readonly needs?: string
  /** Makes the repository, which is not measured. */
  readonly begin: (place: Place) => Promise<Runs>
  /** Ends what it left running. */
  readonly end?: (place: Place) => void | Promise<void>
}

/** The password of all of them. */
export const racePassword = 'correct horse battery staple'
