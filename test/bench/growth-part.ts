import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { growthOfFiles } from './growth-of-files.ts'
import { growthOfSnapshots } from './growth-of-snapshots.ts'
import { inWords, type Line, linesAs, type Part } from './part.ts'

/** What ten times as much costs. */
export const growthPart: Part = {
  name: 'growth',
  says: 'Ten times as much',
  measure: async (programs, amount) => {
    const files = amount.files ?? 10_000
    const snapshots = Math.max(5, Math.min(50, files / 200))
    const rounds = amount.rounds ?? 3
    const inFolder = async (measure: (folder: string) => Promise<Line[]>) => {
      const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-growth-'))
      try {
        return await measure(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
    const { count } = inWords
    const parts = [
      linesAs(
        `${count(files)} files, then ${count(10 * files)}`,
        await inFolder((folder) => growthOfFiles(programs, folder, files, rounds)),
      ),
      linesAs(
        `${count(snapshots)} snapshots of 1,000 files, then ${count(10 * snapshots)}`,
        await inFolder((folder) => growthOfSnapshots(programs, folder, snapshots, 2 * rounds - 1)),
      ),
    ]
    return {
      of: `The same machine, one after the other; medians of ${rounds} (what is quick: ${2 * rounds - 1}); each a process of its own.`,
      tables: parts.map(({ table }) => table),
      missed: parts.flatMap(({ missed }) => missed),
    }
  },
}
