import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { cheapenKey, forgeSnapshot, forgeTree } from '../helpers/forge-snapshots.ts'
import { benchHome } from './bench-home.ts'
import { median } from './measure.ts'
import { type BenchPrograms, inWords, type Line } from './part.ts'

/** Ten times the snapshots may take so many times as long to list and to search. */
const mostTime = 1.5
const files = 1_000
const commands: readonly { readonly what: string; readonly parameters: readonly string[] }[] = [
  { what: 'list the newest fifty snapshots', parameters: ['snapshots', '--most', '50'] },
  { what: 'list a folder of the newest', parameters: ['ls', 'latest:', '--limit', '20'] },
  { what: 'find a name in all snapshots', parameters: ['find', 'note-0007'] },
  { what: 'versions of a file', parameters: ['versions', 'note-0007.md'] },
]

/** How soon they are listed and searched, and with ten times as many, of which each changes a hundredth. */
export async function growthOfSnapshots(programs: BenchPrograms, folder: string, snapshots: number, rounds: number): Promise<Line[]> {
  const few = await seconds(programs, join(folder, 'few'), snapshots, rounds)
  const many = await seconds(programs, join(folder, 'many'), 10 * snapshots, rounds)
  return commands.map(({ what }): Line => {
    const [before = Number.NaN, after = Number.NaN] = [few.get(what), many.get(what)]
    return {
      what,
      measured: `${inWords.seconds(before)}, then ${inWords.seconds(after)}: ${inWords.times(after / before)}`,
      promise: `<= ${mostTime}x`,
      kept: after / before <= mostTime,
    }
  })
}

async function seconds(programs: BenchPrograms, folder: string, snapshots: number, rounds: number): Promise<Map<string, number>> {
  const home = await benchHome(programs, folder)
  const key = cheapenKey(home.repository, home.password)
  for (let number = 0; number < snapshots; number++) {
    const time = new Date(Date.UTC(2026, 0, 1, 6 * number)).toISOString()
    forgeSnapshot(home.repository, key, {
      time,
      hostname: 'h',
      tags: ['vault:notes'],
      tree: forgeTree(home.repository, key, nodesOf(number)),
    })
  }
  await home.vaultkeeper('snapshots')
  await home.vaultkeeper('index')
  const took = new Map<string, number>()
  for (const { what, parameters } of commands) {
    const all: number[] = []
    for (let round = 0; round < rounds; round++) all.push((await home.vaultkeeper(...parameters)).seconds)
    took.set(what, median(all))
  }
  return took
}

/** One folder as it is in a snapshot: every hundredth file is another than in the one before. */
function nodesOf(snapshot: number): Record<string, unknown>[] {
  return Array.from({ length: files }, (_, file) => {
    const turn = Math.floor((snapshot + 99 - (file % 100)) / 100)
    const time = new Date(Date.UTC(2026, 0, 1 + turn, 0, 0, file)).toISOString()
    const content = [createHash('sha256').update(`${file} ${turn}`).digest('hex')]
    const owner = { uid: 0, gid: 0, user: 'root', group: 'root' }
    const name = `note-${String(file).padStart(4, '0')}.md`
    return {
      name,
      type: 'file',
      mode: 420,
      mtime: time,
      atime: time,
      ctime: time,
      ...owner,
      inode: file + 1,
      size: 100 + turn,
      links: 1,
      content,
    }
  })
}
