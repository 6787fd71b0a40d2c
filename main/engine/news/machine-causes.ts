import type { Configuration } from '../../contract/configuration.ts'
import type { Trouble } from '../health/trouble.ts'
import { lostMachine, quietMachine } from '../hosts/machine-troubles.ts'
import { machineName } from '../hosts/vault-names.ts'
import type { Cause } from './cause.ts'

/** What is to be told of another machine: that it has gone quiet, or that its snapshots are gone. Pure. */
export function machineCause({ about, name, problem, since, repository }: Trouble, { machines }: Configuration): Cause[] {
  const machine = machineOfSubject(name)
  if (about !== 'machine' || machine === null) return []
  const isQuiet = name.startsWith(quietMachine)
  return [
    {
      kind: isQuiet ? 'stale' : 'anomaly',
      subject: name,
      parts: [{ code: problem.code, since: since ?? '' }],
      title: isQuiet ? `${machineName(machine, machines)} has gone quiet` : `Snapshots of ${machineName(machine, machines)} are gone`,
      text: problem.sentence,
      remedy: problem.remedy,
      plan: null,
      repository,
      early: false,
    },
  ]
}

/** The machine that a subject of news is about; `null` for any other. Pure. */
export function machineOfSubject(subject: string): string | null {
  const prefix = [quietMachine, lostMachine].find((one) => subject.startsWith(one))
  return prefix === undefined ? null : subject.slice(prefix.length)
}

/** Whether anything is expected of a machine: not once a person has said that it is gone for good. Pure. */
export function isMachineExpected(subject: string, { machines }: Configuration): boolean {
  const machine = machineOfSubject(subject)
  return machine === null || machines[machine]?.staleAfter !== false
}
