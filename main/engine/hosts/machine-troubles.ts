import type { OtherMachine } from '../../contract/procedures/machines.ts'
import { quoted } from '../../contract/words/quoted.ts'
import { counted, sayDuration, sayMoment } from '../health/say-when.ts'
import type { Trouble } from '../health/trouble.ts'
import type { LostOfMachine } from '../state/machine-queries.ts'

/** What subjects of news about another machine begin with: whether it is quiet, and whether its snapshots are gone. */
export const quietMachine = 'other-machine/'
export const lostMachine = 'lost-of-machine/'

/** Machines that have gone quiet, and those whose newest snapshots somebody removed; of those that nobody expects any more nothing is told. Pure. */
export function machineTroubles(machines: readonly OtherMachine[], lost: readonly LostOfMachine[], zone: string, now: Date): Trouble[] {
  const given = new Set(machines.filter(({ by, allowed }) => by === 'configuration' && allowed === null).map(({ machine }) => machine))
  const names = new Map(machines.map(({ machine, name }) => [machine, name]))
  return [
    ...machines.flatMap((one) => quietTrouble(one, zone, now)),
    ...lost.filter(({ machine }) => !given.has(machine)).map((one) => lostTrouble(one, names.get(one.machine) ?? one.machine)),
  ]
}

function quietTrouble(
  { machine, name, newest, usual, by, allowed, quietSince, repositories }: OtherMachine,
  zone: string,
  now: Date,
): Trouble[] {
  if (quietSince === null || allowed === null) return []
  const silence = sayDuration(now.getTime() - Date.parse(newest))
  const rhythm =
    by === 'configuration'
      ? `you allow it ${sayDuration(allowed)}`
      : `it usually makes one every ${sayDuration(usual ?? allowed).replace(/^1 /, '')}`
  const [repository] = repositories
  return [
    {
      about: 'machine',
      name: `${quietMachine}${machine}`,
      problem: {
        code: 'machine-quiet',
        sentence: `${name} has gone quiet: its last snapshot is from ${silence} ago, of ${sayMoment(new Date(newest), zone, now)}; ${rhythm}.`,
        remedy: `Look on that machine whether it is on, and what its backups say. If it is gone for good: vaultkeeper machines ${quoted(machine)} --stale-after never`,
      },
      since: quietSince,
      attention: true,
      plan: null,
      repository: repositories.length === 1 ? (repository ?? null) : null,
    },
  ]
}

function lostTrouble({ machine, repository, count, since }: LostOfMachine, name: string): Trouble {
  return {
    about: 'machine',
    name: `${lostMachine}${machine}`,
    problem: {
      code: 'machine-snapshots-gone',
      sentence: `${counted(count, 'snapshot')} of ${name} ${count === 1 ? 'is' : 'are'} gone from the repository "${repository}", the newest among them, which no retention removes.`,
      remedy: `Ask whoever uses that machine; if it was nobody there, find out who can write to the repository. Your own snapshots are watched as before. If it is gone for good: vaultkeeper machines ${quoted(machine)} --stale-after never`,
    },
    since,
    attention: true,
    plan: null,
    repository,
  }
}
