import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { Progress } from '../../../contract/procedures/jobs.ts'
import type { RunHost, RunProgress } from '../../core.ts'

type Recovering = Extract<Progress, { step: 'recovering' }>
type At = Recovering['levels'][number][number]['at']

/** Where each agent of a recovery is, told to the host whenever one moves on. */
export type RecoveryBoard = {
  readonly move: (agent: string, at: At, note?: string) => void
  /** What is done next, once a step is recorded. */
  readonly passed: (agent: string, step: RecoveryStep) => void
  /** What a run of one agent tells: its sentences with the name before them, its numbers as those of the agent. */
  readonly hostOf: (agent: string, signal: AbortSignal) => RunHost
  /** From now on it takes so long at the latest, in ms. */
  readonly expect: (within: number) => void
}

/** What is done when a step is over. The last one is no end: how it ended tells the run. */
const after: Readonly<Record<RecoveryStep, At>> = {
  composed: 'stopping',
  stopping: 'stopping',
  stopped: 'saving',
  saved: 'restoring',
  restored: 'replacing',
  replacing: 'replacing',
  replaced: 'starting',
  started: 'verifying',
  verified: 'verifying',
}

/** @param monotonic milliseconds that only ever grow */
export function createBoard(
  levels: readonly (readonly { readonly agent: string }[])[],
  onProgress: RunHost['onProgress'],
  monotonic: () => number,
): RecoveryBoard {
  const board = levels.map((level) =>
    level.map(({ agent }): Recovering['levels'][number][number] => ({ agent, at: 'waiting', percent: null, note: null })),
  )
  let until: number | undefined
  const tell = () => {
    const secondsLeft = until === undefined ? undefined : Math.max(0, Math.round((until - monotonic()) / 1000))
    onProgress({
      step: 'recovering',
      levels: board.map((level) => level.map((one) => ({ ...one }))),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    })
  }
  const change = (agent: string, what: Partial<Recovering['levels'][number][number]>) => {
    for (const one of board.flat()) if (one.agent === agent) Object.assign(one, what)
    tell()
  }
  const move: RecoveryBoard['move'] = (agent, at, note) => change(agent, { at, percent: null, note: note ?? null })
  const told = (agent: string, progress: RunProgress) => {
    if (progress.step === 'note') {
      const named = progress.text.startsWith(`${agent}: `)
      onProgress({ step: 'note', text: named ? progress.text : `${agent}: ${progress.text}` })
      change(agent, { note: progress.text })
    } else if ('percent' in progress) change(agent, { percent: progress.percent })
  }
  return {
    move,
    passed: (agent, step) => move(agent, after[step]),
    hostOf: (agent, signal) => ({ signal, onProgress: (progress) => told(agent, progress) }),
    expect: (within) => {
      until = monotonic() + within
      tell()
    },
  }
}
