import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'

/**
 * While it restores somebody puts links in the place of folders, again and again. Not a byte lands outside. An ordinary user has no guard against that where the
 * files are others', but is told.
 */
export const kind: Kind = {
  id: 'J3',
  says: 'folders of the target swapped for links during a restore',
  operations: ['restore'],
  weight: 2,
  asPerson: true,
  arm: (bench) => {
    const outside = path.join(bench.folder, 'fault', 'outside')
    mkdirSync(outside)
    let swaps = 0
    const links = () =>
      Array.from({ length: 7 }, (_, number) => path.join(bench.back, `area ${number}`)).filter((place) =>
        lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink(),
      )
    /** What is swapped between the last look and the record of the end, or behind it, nobody can tell of: it takes some 10 ms. */
    const isOlderThanTheWord = (link: string) => {
      const told = String(bench.history().findLast(({ event }) => event === 'run.outcome')?.time)
      return lstatSync(link).mtimeMs < Date.parse(told) - 100
    }
    return {
      strike: async (running) => {
        for (let turn = 0; isAlive(running.pid); turn++) {
          const place = path.join(bench.back, `area ${turn % 7}`)
          if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) {
            renameSync(place, path.join(bench.folder, 'fault', `aside ${turn}`))
            try {
              symlinkSync(outside, place)
              swaps += 1
            } catch {
              // restic was faster, and made the folder again.
            }
          }
          if (turn % 7 === 6) await delay(1)
        }
      },
      hit: () => swaps > 0,
      // What somebody takes away meanwhile is not there.
      vaultMoved: true,
      wrong: ({ code }) => [
        ...(readdirSync(outside).length === 0 || (bench.ordinary && code !== 0)
          ? []
          : [`J3: ${readdirSync(outside).length} files landed outside of the target`]),
        ...(code === 0 && links().some(isOlderThanTheWord) ? ['J3: folders are links by now, and it says that all is there'] : []),
      ],
      disarm: () => {
        for (const link of links()) rmSync(link)
      },
    }
  },
}
