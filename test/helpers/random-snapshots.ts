import { mkdirSync } from 'node:fs'
import { backup } from '../../main/engine/runs/backup-run.ts'
import type { IndexBench } from './index-bench.ts'
import { type RestlessFolder, restlessFolder } from './restless-folder.ts'
import { between, pick, type Random } from './seeded.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A repository that things happen to at random. */
export type RandomSnapshots = {
  /** A step: changes and a snapshot of them, or something else that can become of a repository. @returns what */
  readonly step: () => Promise<string>
  /** What the files of the vault held when a tree was made, by the paths of the snapshot; see RestlessFolder. */
  readonly contentOf: (tree: string, path: string) => readonly string[]
}

/** Snapshots of our own and of others, of all of a folder and of parts, in an order of time that is not the one they are made in; some go again. */
export function randomSnapshots(random: Random, bench: IndexBench): RandomSnapshots {
  const { vault, raw, restic, core, host } = bench
  const folder = restlessFolder(random, vault)
  const elsewhere = temporaryFolder('elsewhere')
  const other = restlessFolder(random, elsewhere)
  mkdirSync(`${elsewhere}/empty`)
  const held = new Map<string, Map<string, readonly string[]>>()
  const under = (root: string, one: RestlessFolder) =>
    [...one.contents()].map(([path, texts]) => [`${root.slice(1)}/${path}`, texts] as const)
  /** Notes down what was there when the newest snapshots were made. */
  const note = async (made: string) => {
    for (const { tree } of await restic.snapshots())
      if (!held.has(tree)) held.set(tree, new Map([...folder.contents(), ...under(vault, folder), ...under(elsewhere, other)]))
    return made
  }
  const takeBack = async (which: (ids: string[]) => string[]) => {
    const all = (await restic.snapshots()).toSorted((a, b) => (a.time < b.time ? -1 : 1)).map(({ id }) => id)
    if (all.length < 4) return 'nothing to forget'
    await raw('forget', ...which(all))
    return 'forget'
  }
  const past = () => new Date(Date.now() - between(random, 1, 1000) * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const plan = async (tag: string, ...excluded: string[]) => {
    const excludes = excluded.map((name) => `--exclude=${vault}/${name}`)
    const backing = raw('backup', '.', '--quiet', '--group-by', 'host,tags', '--tag', `plan:${tag}`, ...excludes)
    // It may be that nothing is left.
    await backing.catch((error: Error) => {
      if (!error.message.includes('snapshot is empty')) throw error
    })
  }
  const steps: Record<string, () => Promise<unknown>> = {
    own: () => backup(core, { folder: vault, verify: false }, host),
    'of all': () => raw('backup', '.', '--quiet'),
    'of all again': () => raw('backup', '.', '--quiet'),
    'plan a': () => plan('a', '[A-Za-m]*'),
    'plan b': () => plan('b', '[n-z]*', 'ideas.md'),
    'of another machine': () => raw('backup', vault, elsewhere, '--quiet', '--host', 'elsewhere'),
    'of another time': () => raw('backup', '.', '--quiet', '--time', past(), '--host', pick(random, ['elsewhere', 'there'])),
    'of all in another time': () => raw('backup', '.', '--quiet', '--time', past()),
    tag: async () => raw('tag', '--add', `mark${between(random, 1, 9999)}`, pick(random, await restic.snapshots()).id),
    'forget the oldest': () => takeBack((ids) => ids.slice(0, between(random, 1, 2))),
    'forget the newest': () => takeBack((ids) => ids.slice(-between(random, 1, 2))),
    'forget in between': () =>
      takeBack((ids) => ids.filter((_, at) => at > 0 && at < ids.length - 1 && random() < 0.4).concat(ids[1] ?? [])),
    'forget a machine': async () => {
      const gone = (await restic.snapshots()).filter(({ hostname }) => hostname === 'elsewhere')
      if (gone.length > 0) await raw('forget', ...gone.map(({ id }) => id))
    },
  }
  let made = 0
  return {
    step: async () => {
      const words = Array.from({ length: pick(random, [0, 1, 2, 5, 12]) }, () => (random() < 0.8 ? folder : other).change())
      const what = made++ < 2 ? 'of all' : pick(random, Object.keys(steps))
      await steps[what]?.()
      return note([...words, what.toUpperCase()].join(', '))
    },
    contentOf: (tree, path) => held.get(tree)?.get(path) ?? [],
  }
}
