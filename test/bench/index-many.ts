import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readyIndex } from '../../main/engine/index/open-index.ts'
import { search } from '../../main/engine/index/search.ts'
import { versionsOf } from '../../main/engine/index/versions-of.ts'
import { pick, type Random, seeded } from '../helpers/seeded.ts'
import { type BenchHome, percentiles, type Times, timesInWords, timesOf } from './bench-home.ts'
import { makeNotes } from './make-notes.ts'
import { median } from './measure.ts'
import { inWords, type Line } from './part.ts'

/** A question to a program that runs, such as the pages ask: so many times as fast as restic, which begins anew for each. */
const fasterThanRestic = 100

/** Snapshots of a vault of which a hundredth changes each time: what each adds, and how soon it is found. */
export async function indexMany(home: BenchHome, files: number, snapshots: number, measured: number): Promise<Line[]> {
  const { core, close } = await home.engine()
  const host = { signal: new AbortController().signal, onProgress: () => undefined }
  const update = async () => {
    const begun = performance.now()
    const index = await readyIndex(core, 'default', host)
    const took = performance.now() - begun
    // So that all of it counts as the size of the file.
    index.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    index.close()
    return took
  }
  makeNotes(home.vault, { files, folders: Math.max(10, Math.floor(files / 40)), smallest: 40, largest: 4_000 })
  const random = seeded(1)
  const paths = readdirSync(home.vault, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
  const changed = Math.floor(files / 100)
  const backUp = async () => {
    for (let change = 0; change < changed; change++)
      writeFileSync(join(home.vault, pick(random, paths)), `${random()}\n`.repeat(1 + Math.floor(random() * 100)))
    await home.restic('backup', '.', '--quiet')
  }
  await backUp()
  await update()
  const first = home.indexBytes()
  for (let snapshot = 1; snapshot < snapshots - measured; snapshot++) await backUp()
  const rest = await update()
  const [added, listed]: [number[], number[]] = [[], []]
  for (let snapshot = 0; snapshot < measured; snapshot++) {
    await backUp()
    // In turn, so that a slow minute of the machine hits both; and neither is always the first to read what is new.
    const list = async () => listed.push((await home.restic('ls', '--json', '--no-lock', 'latest')).seconds * 1000)
    if (snapshot % 2 === 0) await list()
    added.push(await update())
    if (snapshot % 2 === 1) await list()
  }
  const grown = (home.indexBytes() - first) / ((snapshots - 1) * changed)
  await home.restic('backup', '.', '--quiet')
  const known = await update()
  close()
  const lines = [
    line(
      'bytes of the index for each changed file',
      `${grown.toFixed(0)} B; in all ${inWords.megabytes(home.indexBytes())}`,
      '< 150 B',
      grown < 150,
    ),
    line(`${snapshots - measured - 1} snapshots at once`, `${(rest / (snapshots - measured - 1)).toFixed(0)} ms each`),
    line('restic ls --json of a new snapshot', timesInWords(percentiles(listed))),
    line('adding it to the index', timesInWords(percentiles(added))),
    ratioLine(added, listed),
    line('adding one whose tree is known', `${known.toFixed(0)} ms`),
  ]
  return [...lines, ...(await questions(home, random, paths))]
}

function ratioLine(added: readonly number[], listed: readonly number[]): Line {
  const ratio = median(added.map((took, at) => took / (listed[at] ?? Number.NaN)))
  return line('the same against restic ls --json, median of the pairs', ratio.toFixed(2), '<= 1.5', ratio <= 1.5)
}

async function questions(home: BenchHome, random: Random, paths: readonly string[]): Promise<Line[]> {
  const index = home.openIndex()
  const name = () => pick(random, paths).split('/').at(-1) ?? ''
  const kinds = [
    () => name(),
    () => name().slice(5, 5 + 3 + Math.floor(random() * 4)),
    () => `note-${name().slice(5, 8)}*`,
    () => `*${name().slice(9, 12)}.md`,
    () => `${pick(random, paths).split('/').slice(0, 2).join('/')}/*.md`,
    () => `no-such-${Math.floor(random() * 1000)}`,
  ]
  const searched = timesOf(1_000, () => search(index, { pattern: pick(random, kinds)() }))
  const versions = timesOf(1_000, () => versionsOf(index, pick(random, paths)))
  const all = timesOf(20, () => search(index, { pattern: '*.md' }))
  index.close()
  const [found, wholePath]: [number[], number[]] = [[], []]
  for (let round = 0; round < 3; round++) {
    found.push((await home.restic('find', '--json', '--no-lock', name())).seconds)
    wholePath.push((await home.restic('find', '--json', '--no-lock', `/${pick(random, paths)}`)).seconds)
  }
  const faster = (what: string, theirs: readonly number[], ours: Times) => {
    const ratio = (median(theirs) * 1_000) / ours.p50
    return line(`${what}, as often in the time of restic find`, inWords.times(ratio), `>= ${fasterThanRestic}x`, ratio >= fasterThanRestic)
  }
  return [
    line('search, 1,000 times', timesInWords(searched), 'p95 < 50 ms', searched.p95 < 50),
    line('search for *.md, which all are', timesInWords(all)),
    line('restic find --json of a name', inWords.seconds(median(found))),
    line('versions of a file, 1,000 times', timesInWords(versions), 'p95 < 50 ms', versions.p95 < 50),
    line('restic find --json of its whole path', inWords.seconds(median(wholePath))),
    faster('search', found, searched),
    faster('versions', wholePath, versions),
  ]
}

function line(what: string, measured: string, promise = '', kept = true): Line {
  return { what, measured, promise, kept }
}
