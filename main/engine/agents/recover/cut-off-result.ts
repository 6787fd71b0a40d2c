import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core } from '../../core.ts'
import { cutOffRecoveries, openRecoveries, recoverySteps, startedProcess } from '../../state/agent-queries.ts'
import type { KnownRun } from '../../state/queries.ts'
import { untouched } from './recovering.ts'

/** What became of the folder and of the process of an agent whose recovery was cut off, by the steps that are recorded. Once its folder is settled. */
export function cutOffResult(core: Core, { id, agent }: Pick<KnownRun, 'id'> & { readonly agent: string }): RecoverResult {
  const { database } = core.state
  const steps = recoverySteps(database, id)
  const stepOf = (step: string) => steps.find((one) => one.step === step)
  // One that went on with another that was cut off has composed and saved nothing itself: it tells all of that with its first step.
  const replaced = stepOf('replaced')
  const composed = stepOf('composed') ?? replaced
  const begun = [...openRecoveries(database), ...cutOffRecoveries(database)].findLast(({ levels }) => levels.flat().includes(agent))
  const process = startedProcess(database, agent)
  const started = process?.run === id ? process : undefined
  return {
    ...untouched(agent, steps[0]?.recovery ?? begun?.recovery ?? ''),
    folder: replaced !== undefined ? 'recovered' : 'as-before',
    process: stepOf('verified') !== undefined ? 'beats' : started === undefined ? 'not-started' : 'started',
    repository: composed?.repository ?? null,
    snapshots: [...(composed?.snapshots ?? [])],
    safety: (stepOf('saved') ?? replaced)?.safety ?? null,
    pid: started?.pid ?? null,
    log: started?.log ?? null,
  }
}
