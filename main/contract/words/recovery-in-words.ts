import type { Progress } from '../procedures/jobs.ts'

/** Where an agent is on its way back. */
export type AgentOnItsWay = Extract<Progress, { step: 'recovering' }>['levels'][number][number]

/** The steps on the way back as a person would say them. */
export const wayBackWords: Readonly<Record<AgentOnItsWay['at'], string>> = {
  waiting: 'Waits for its turn',
  composing: 'Its backup is put together',
  stopping: 'Is being stopped',
  saving: 'What is there now is kept',
  restoring: 'Its files are restored',
  replacing: 'Its folder is put in place',
  starting: 'Is being started',
  verifying: 'Its heartbeat is waited for',
  recovered: 'Is back',
  failed: 'Did not come back',
  'not-started': 'Was not started',
}
