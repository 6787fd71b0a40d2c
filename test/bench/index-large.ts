import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFolder } from '../../main/engine/index/list-folder.ts'
import { search } from '../../main/engine/index/search.ts'
import { seeded } from '../helpers/seeded.ts'
import { type BenchHome, timesInWords, timesOf } from './bench-home.ts'
import { type Cost, median } from './measure.ts'
import { inWords, type Line } from './part.ts'

const folders = 1_000
/** A question to a program that runs, such as the pages ask: so many times as fast as restic, which begins anew for each. */
const fasterThanRestic = 50

/** One snapshot of very many files: the first build beside `restic ls`, and how soon a folder is there. */
export async function indexLarge(home: BenchHome, files: number, rounds: number): Promise<Line[]> {
  const largest = makeVault(home.vault, files)
  await home.restic('backup', '.', '--quiet')
  const [listed, built]: [Cost[], Cost[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    // In turn, so that a slow minute of the machine hits both.
    listed.push(await home.restic('ls', '--json', '--no-lock', 'latest'))
    built.push(await home.vaultkeeper('index', '--rebuild'))
  }
  const [warm, command]: [Cost[], Cost[]] = [[], []]
  await home.vaultkeeper('snapshots')
  for (let round = 0; round < rounds; round++) {
    warm.push(await home.restic('ls', '--json', '--no-lock', 'latest', `/${folderOf(7)}`))
    command.push(await home.vaultkeeper('ls', `latest:${folderOf(7)}`))
  }
  const index = home.openIndex()
  const snapshot = String(index.database.prepare('SELECT id FROM snapshot').get()?.['id'])
  const random = seeded(1)
  const folder = () => folderOf(Math.floor(random() * folders))
  const page = (of: string) => listFolder(index, { snapshot, folder: of, limit: 100 }).length
  const pages = timesOf(1_000, (number) => page(number % 100 === 0 ? 'largest' : folder()))
  const middle = timesOf(100, () => listFolder(index, { snapshot, folder: 'largest', limit: 100, offset: Math.floor(largest / 2) }))
  const bySize = timesOf(20, () => listFolder(index, { snapshot, folder: 'largest', limit: 100, sort: 'size', descending: true }))
  const names = timesOf(200, () => search(index, { pattern: `${Math.floor(random() * files)}` }))
  const common = timesOf(20, () => search(index, { pattern: '*.md' }))
  index.close()
  const seconds = (costs: readonly Cost[]) => median(costs.map((cost) => cost.seconds))
  const peak = (costs: readonly Cost[]) => Math.max(...costs.map((cost) => cost.peakMegabytes))
  const faster = (seconds(warm) * 1_000) / pages.p50
  const ratios = built.map((cost, at) => cost.seconds / (listed[at]?.seconds ?? Number.NaN))
  const told = (what: string, measured: string): Line => ({ what, measured, promise: '', kept: true })
  return [
    told('restic ls --json', `${inWords.seconds(seconds(listed))}, peak ${Math.round(peak(listed))} MB`),
    told('vaultkeeper index --rebuild', inWords.seconds(seconds(built))),
    {
      what: 'the same against restic ls --json, each pair',
      measured: ratios.map((ratio) => ratio.toFixed(2)).join(', '),
      promise: '<= 2',
      kept: median(ratios) <= 2,
    },
    { what: 'peak memory without that of restic', measured: `${Math.round(peak(built))} MB`, promise: '< 250 MB', kept: peak(built) < 250 },
    told('the index', inWords.megabytes(home.indexBytes())),
    { what: 'first page of a folder, 1,000 times', measured: timesInWords(pages), promise: 'p95 < 50 ms', kept: pages.p95 < 50 },
    told('restic ls --json of one folder', inWords.seconds(seconds(warm))),
    told('vaultkeeper ls of one folder, a process of its own', inWords.seconds(seconds(command))),
    {
      what: 'pages of a folder in the time of restic ls of one',
      measured: inWords.times(faster),
      promise: `>= ${fasterThanRestic}x`,
      kept: faster >= fasterThanRestic,
    },
    told(`page in the middle of a folder of ${largest.toLocaleString('en-US')}`, timesInWords(middle)),
    told('the same folder by size, first page', timesInWords(bySize)),
    told('search for part of a name', timesInWords(names)),
    told('search for *.md, which all are', timesInWords(common)),
  ]
}

/** Folders of equal size, and one with a tenth of everything. @returns how many that one holds */
function makeVault(vault: string, files: number): number {
  const largest = Math.floor(files / 10)
  mkdirSync(join(vault, 'largest'), { recursive: true })
  for (let folder = 0; folder < folders; folder++) mkdirSync(join(vault, folderOf(folder)), { recursive: true })
  for (let file = 0; file < files; file++)
    writeFileSync(join(vault, file < largest ? 'largest' : folderOf(file % folders), `note-${String(file).padStart(7, '0')}.md`), `${file}`)
  return largest
}

function folderOf(number: number): string {
  return `area-${number % 20}/topic-${number}`
}
