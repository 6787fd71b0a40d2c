import type { EndedRun, EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import type { Tone } from '../../parts/tones.ts'
import { count, counted } from '../../words/counted.ts'

/** The run that brought one agent back, or was to. */
export type RecoverRun = EndedRunOf<'recover'>

/** Whether a run was one of bringing an agent back. Pure. */
export function isRecoverRun(run: EndedRun): run is RecoverRun {
  return run.kind === 'recover'
}

/** How bringing agents back ended: `z, jay and rick are back`, `2 of 3 agents are back`. Pure. */
export function recoveryTitle({ runs, verdict }: Pick<JobEnd, 'runs' | 'verdict'>): { readonly tone: Tone; readonly title: string } {
  const recovered = runs.filter(isRecoverRun)
  const back = recovered.filter(isBack)
  const [first] = recovered
  if (verdict === 'cancelled' && back.length < recovered.length) return { tone: 'attention', title: 'It was cancelled' }
  if (recovered.length === 0)
    return { tone: verdict === 'done' ? 'good' : 'bad', title: verdict === 'done' ? 'Nothing had to be done' : 'Nothing was brought back' }
  if (recovered.length === 1 && first !== undefined)
    return isBack(first)
      ? { tone: 'good', title: `${nameOf(first)} is back` }
      : { tone: 'bad', title: `${nameOf(first)} did not come back` }
  if (back.length === recovered.length) return { tone: 'good', title: `All ${back.length} agents are back` }
  return { tone: 'bad', title: `${back.length} of ${counted(recovered.length, 'agent')} are back` }
}

/** The name of the agent that a run was about. Pure. */
export function nameOf({ result, vaultName }: RecoverRun): string {
  return result?.agent ?? vaultName ?? 'The agent'
}

/** Whether an agent lives again, whoever brought it back. Pure. */
export function isBack({ verdict, problem }: Pick<RecoverRun, 'verdict' | 'problem'>): boolean {
  return verdict === 'done' || verdict === 'warnings' || problem?.code === 'agent-back-already'
}

/** What was done to one agent, in a sentence. Pure. */
export function recoveredInWords({ result }: Pick<RecoverRun, 'result'>): string {
  if (result === null) return ''
  const { folder, process, added, replaced, preserved, took } = result
  const alive = {
    'not-started': 'it was not started',
    // What kept it from living, or that nobody can tell, stands beside it.
    started: 'it was started',
    beats: 'it was started, and beats',
  }[process]
  if (folder === 'as-before')
    return process === 'not-started' ? 'Its folder is as it was before.' : `Its folder is as it was before; ${alive}.`
  const left = preserved === 0 ? [] : [`${counted(preserved, 'file')} left as ${preserved === 1 ? 'it was' : 'they were'}`]
  const changed =
    replaced + added === 0 ? ['Its files were as in the backup'] : [`${counted(replaced, 'file')} replaced`, `${count(added)} brought back`]
  const files = [...changed, ...left].join(', ')
  return `${files}; ${alive}, after ${durationInWords(took)}.`
}
