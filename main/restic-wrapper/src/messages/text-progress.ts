/** Progress of a command that has none in JSON mode (check, prune, copy, repair). */
export type StepProgress = {
  readonly type: 'progress'
  /** 0 to 1, of the current step. */
  readonly percent: number
  readonly done: number
  readonly total: number
  /** What is counted: `packs`, `snapshots`, `packs copied`, ... */
  readonly unit: string
  readonly secondsElapsed: number
}

/** Reads `[0:01] 51.61%  16 / 31 packs` (also `[1:02:03]`). */
export function parseStepProgress(line: string): StepProgress | undefined {
  const match = /^\[([\d:]+)\]\s+([\d.]+)%\s+(\d+) \/ (\d+)\s*(.*)$/.exec(line)
  if (!match) return undefined
  const [, clock = '', percent, done, total, unit = ''] = match
  return {
    type: 'progress',
    percent: Math.min(1, Number(percent) / 100) || 0,
    done: Number(done),
    total: Number(total),
    unit: unit.trim(),
    secondsElapsed: clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
  }
}
