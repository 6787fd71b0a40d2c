import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { benchHome } from './bench-home.ts'
import { type Cost, median } from './measure.ts'
import { type BenchPrograms, inWords, type Line } from './part.ts'
import { manyNotes } from './race/race-data.ts'

/** Ten times the files may take so many times as long, and so many times the memory of our own process. */
const mostTime = 12
const mostMemory = 1.5
const steps = ['first backup, with read-back', 'unchanged backup', 'index made', 'list a folder', 'find a name', 'restore all'] as const
type Step = (typeof steps)[number]

/** What each step costs with so many files, and with ten times as many of the same size. */
export async function growthOfFiles(programs: BenchPrograms, folder: string, files: number, rounds: number): Promise<Line[]> {
  const few = await costs(programs, join(folder, 'few'), files, rounds)
  const many = await costs(programs, join(folder, 'many'), 10 * files, rounds)
  return steps.map((step): Line => {
    const of = (all: Record<Step, Cost[]>, what: keyof Cost) => median(all[step].map((cost) => cost[what]))
    const time = of(many, 'seconds') / of(few, 'seconds')
    const memory = of(many, 'peakMegabytes') / of(few, 'peakMegabytes')
    const mb = (value: number) => `${Math.round(value)} MB`
    return {
      what: step,
      measured: [
        `${inWords.seconds(of(few, 'seconds'))}, then ${inWords.seconds(of(many, 'seconds'))}: ${inWords.times(time)}`,
        `processor ${inWords.times(of(many, 'cpuSeconds') / of(few, 'cpuSeconds'))}`,
        `memory ${mb(of(few, 'peakMegabytes'))}, then ${mb(of(many, 'peakMegabytes'))}: ${inWords.times(memory)}`,
        `with restic's ${mb(of(few, 'allMegabytes'))}, then ${mb(of(many, 'allMegabytes'))}`,
      ].join('; '),
      promise: `<= ${mostTime}x time, <= ${mostMemory}x memory`,
      kept: time <= mostTime && memory <= mostMemory,
    }
  })
}

async function costs(programs: BenchPrograms, folder: string, files: number, rounds: number): Promise<Record<Step, Cost[]>> {
  const data = manyNotes(join(folder, 'notes'), files)
  const all: Record<Step, Cost[]> = {
    'first backup, with read-back': [],
    'unchanged backup': [],
    'index made': [],
    'list a folder': [],
    'find a name': [],
    'restore all': [],
  }
  for (let round = 0; round < rounds; round++) {
    const place = join(folder, `round-${round}`)
    const home = await benchHome(programs, place)
    const out = join(place, 'out')
    const parameters: Record<Step, string[]> = {
      'first backup, with read-back': ['backup', data.folder],
      'unchanged backup': ['backup', data.folder],
      'index made': ['index'],
      'list a folder': ['ls', `latest:${data.parent}`],
      'find a name': ['find', basename(data.file)],
      'restore all': ['restore', 'latest', '--to', out],
    }
    for (const step of steps) all[step].push(await home.vaultkeeper(...parameters[step]))
    rmSync(place, { recursive: true, force: true })
  }
  return all
}
