import { type BenchPrograms, type Finding, linesAs, type Part } from './part.ts'
import { backInTime } from './race/back-in-time.ts'
import { borg } from './race/borg.ts'
import { borgmatic } from './race/borgmatic.ts'
import type { Contestant, Step } from './race/contestant.ts'
import { duplicity } from './race/duplicity.ts'
import { missingPeers } from './race/peers.ts'
import { largeFiles, manyNotes, type RaceData } from './race/race-data.ts'
import { besideSameKey, promisesBesidePeers, promisesBesideRestic } from './race/race-promises.ts'
import { raceTables } from './race/race-tables.ts'
import { rawRestic, resticOnOurs } from './race/raw-restic.ts'
import { type RaceRules, runRace } from './race/run-race.ts'
import { vaultkeeper } from './race/vaultkeeper.ts'
import { vaultkeeperServed } from './race/vaultkeeper-served.ts'

const bareVaultkeeper = vaultkeeper(false)
const provingVaultkeeper = vaultkeeper(true)
const servedVaultkeeper = vaultkeeperServed()
const ours = [bareVaultkeeper, provingVaultkeeper]
const sameEngine = 'Vorta runs borg and Déjà Dup runs duplicity, each below a window: what they take for the data is what those do.'

/** Vaultkeeper beside raw restic and the peers, over some thousand notes. */
export const peersPart: Part = {
  name: 'peers',
  says: 'Beside restic and the peers: notes',
  measure: (programs, amount) =>
    race(
      programs,
      (folder) => manyNotes(folder, amount.files ?? 20_000),
      [rawRestic, ...ours, servedVaultkeeper, resticOnOurs, borg, borgmatic, backInTime, duplicity],
      {
        rounds: amount.rounds ?? 5,
        repeats: 1,
        patience: amount.patience ?? 90,
        keeps: true,
      },
    ),
}

/** The same over few large files. */
export const largePart: Part = {
  name: 'large',
  says: 'Beside restic and the peers: large files',
  measure: (programs, amount) =>
    race(
      programs,
      (folder) => largeFiles(folder, amount.mebibytes ?? 2_048),
      [rawRestic, ...ours, servedVaultkeeper, resticOnOurs, borg, backInTime, duplicity],
      {
        rounds: amount.rounds ?? 5,
        repeats: 1,
        patience: amount.patience ?? 100,
        keeps: false,
        only: new Set<Step>([
          'first backup',
          'unchanged backup',
          'backup after 1 % changed',
          'restore one file',
          'restore all',
          'compare with diff -r',
        ]),
      },
    ),
}

/** The same over very many small files: the first backup and the full restore once, everything else over and over. */
export const millionPart: Part = {
  name: 'million',
  says: 'Beside restic and borg: very many small files',
  measure: (programs, amount) =>
    race(programs, (folder) => manyNotes(folder, amount.files ?? 1_000_000), [rawRestic, ...ours, borg], {
      rounds: 1,
      repeats: amount.rounds ?? 5,
      patience: Number.POSITIVE_INFINITY,
      keeps: true,
    }),
}

async function race(
  programs: BenchPrograms,
  makeData: (folder: string) => RaceData,
  contestants: readonly Contestant[],
  rules: RaceRules,
): Promise<Finding> {
  const { data, results } = await runRace(contestants, makeData, programs, rules)
  const resultOf = (contestant: Contestant) => results.find((result) => result.contestant === contestant)
  const [raw, bare, verified, served, onOurs] = [rawRestic, bareVaultkeeper, provingVaultkeeper, servedVaultkeeper, resticOnOurs].map(
    resultOf,
  )
  if (raw === undefined || bare === undefined || verified === undefined) throw new Error('We are always in the race.')
  const peers = results.filter((result) => ![raw, bare, verified, served, onOurs].includes(result))
  const promises = [
    ...promisesBesideRestic(raw, bare, verified),
    ...(onOurs === undefined ? [] : besideSameKey(onOurs, bare)),
    ...promisesBesidePeers(verified, bare, served, peers),
  ]
  const lines = linesAs('What is promised', promises)
  const missing = missingPeers()
  return {
    of: `${data.says}; ${rules.rounds === 1 ? `once, what is quick ${rules.repeats} times` : `up to ${rules.rounds} rounds`}, in turn; caches of the system warm; each step a process of its own, but for the Vaultkeeper that runs already.`,
    tables: [lines.table, ...raceTables(data.says, results)],
    missed: [
      ...lines.missed,
      ...results.flatMap(({ contestant, failed }) => (failed === undefined ? [] : [`${contestant.name} failed: ${failed}`])),
    ],
    notes: [sameEngine, ...(missing === undefined ? [] : [missing])],
    numbers: Object.fromEntries(results.map(({ contestant, costs, rounds }) => [contestant.name, { rounds, costs }])),
  }
}
