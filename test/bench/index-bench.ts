// What the index costs, and how soon it answers. Usage: npm run bench -- --index [--files 1000000] [--rounds 3]
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchPrograms, benchHome, type Line, printLines } from './bench-home.ts'
import { indexCalendar } from './index-calendar.ts'
import { indexLarge } from './index-large.ts'
import { indexMany } from './index-many.ts'

/** What small files take of a file system in memory, each. */
const bytesPerFile = 6_000

/** Measures all of it. @param files of the large snapshot @returns whether what the project promises was kept */
export async function indexBench(programs: BenchPrograms, files: number, rounds: number): Promise<boolean> {
  const count = (number: number) => number.toLocaleString('en-US')
  const parts: { title: string; measure: (folder: string, memory: string) => Promise<Line[]> }[] = [
    {
      title: `${count(1_000)} snapshots`,
      measure: async (folder) => indexCalendar(await benchHome(programs, folder), 1_000, 20),
    },
    {
      title: `100 snapshots of ${count(20_000)} files, 1 % changed in each`,
      measure: async (folder) => indexMany(await benchHome(programs, folder), 20_000, 100, 10),
    },
    {
      title: `One snapshot of ${count(files)} files`,
      measure: async (folder, memory) => indexLarge(await benchHome(programs, folder, memory), files, rounds),
    },
  ]
  let kept = true
  for (const { title, measure } of parts) {
    const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-index-'))
    // A million files are made and removed in seconds where they need no disk.
    const memory = mkdtempSync(join(hasRoom('/dev/shm', files) ? '/dev/shm' : folder, 'vaultkeeper-vault-'))
    try {
      kept = printLines(title, await measure(folder, memory)) && kept
    } finally {
      for (const one of [memory, folder]) rmSync(one, { recursive: true, force: true })
    }
  }
  console.log(kept ? '\nKept.' : '\nNot kept.')
  return kept
}

function hasRoom(place: string, files: number): boolean {
  if (!existsSync(place)) return false
  const { bavail, bsize, ffree } = statfsSync(place)
  return bavail * bsize > files * bytesPerFile && ffree > files + 10_000
}
