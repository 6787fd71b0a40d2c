import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchHome } from './bench-home.ts'
import { indexCalendar } from './index-calendar.ts'
import { indexLarge } from './index-large.ts'
import { indexMany } from './index-many.ts'
import { inWords, type Line, linesAs, type Part } from './part.ts'

/** What small files take of a file system in memory, each. */
const bytesPerFile = 6_000
const { count } = inWords

/** What the index costs, and how soon it answers. */
export const indexPart: Part = {
  name: 'index',
  says: 'The index',
  measure: async (programs, amount) => {
    const files = amount.files ?? 1_000_000
    const rounds = amount.rounds ?? 3
    const many = { files: Math.min(files, 20_000), snapshots: Math.min(Math.max(10, files / 1_000), 100) }
    const parts: { title: string; measure: (folder: string, memory: string) => Promise<Line[]> }[] = [
      {
        title: `${count(1_000)} snapshots`,
        measure: async (folder) => indexCalendar(await benchHome(programs, folder), 1_000, 20),
      },
      {
        title: `${many.snapshots} snapshots of ${count(many.files)} files, 1 % changed in each`,
        measure: async (folder) =>
          indexMany(await benchHome(programs, folder), many.files, many.snapshots, Math.min(10, many.snapshots / 2)),
      },
      {
        title: `One snapshot of ${count(files)} files`,
        measure: async (folder, memory) => indexLarge(await benchHome(programs, folder, memory), files, rounds),
      },
    ]
    const measured: ReturnType<typeof linesAs>[] = []
    for (const { title, measure } of parts) measured.push(linesAs(title, await inFolders(files, measure)))
    return {
      of: `Questions inside a program that runs, as the pages ask them, and as commands. Up to ${count(files)} files.`,
      tables: measured.map(({ table }) => table),
      missed: measured.flatMap(({ missed }) => missed),
    }
  },
}

async function inFolders(files: number, measure: (folder: string, memory: string) => Promise<Line[]>): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-index-'))
  // A million files are made and removed in seconds where they need no disk.
  const memory = mkdtempSync(join(hasRoom('/dev/shm', files) ? '/dev/shm' : folder, 'vaultkeeper-vault-'))
  try {
    return await measure(folder, memory)
  } finally {
    for (const one of [memory, folder]) rmSync(one, { recursive: true, force: true })
  }
}

function hasRoom(place: string, files: number): boolean {
  if (!existsSync(place)) return false
  const { bavail, bsize, ffree } = statfsSync(place)
  return bavail * bsize > files * bytesPerFile && ffree > files + 10_000
}
