import type { Progress } from '../../contract/procedures/jobs.ts'
import { printable } from '../../contract/words/printable.ts'
import { wayBackWords } from '../../contract/words/recovery-in-words.ts'
import type { RunHost } from '../../engine/core.ts'
import type { Screen } from './screen.ts'

type Recovering = Extract<Progress, { step: 'recovering' }>
type End = keyof typeof ends

const ends = { recovered: ['good', '✔'], failed: ['bad', 'x'], 'not-started': ['attention', '-'] } as const

/** Tells of each agent of a recovery, when its way back has come to its end, by which level. */
export type Arrivals = {
  /** Takes what is told on the way, and passes it on. */
  readonly onProgress: RunHost['onProgress']
  /** How one ended; numbers come a few times a second, so that the last ones may not have been told. */
  readonly ended: (agent: string, at: End) => void
}

/** Makes it for one recovery. */
export function tellArrivals(screen: Screen, onProgress: RunHost['onProgress']): Arrivals {
  const told = new Set<string>()
  let levels: Recovering['levels'] = []
  const ended: Arrivals['ended'] = (agent, at) => {
    if (told.has(agent)) return
    told.add(agent)
    const [style, sign] = ends[at]
    const level = levels.findIndex((one) => one.some((other) => other.agent === agent))
    const which = levels.length < 2 || level < 0 ? '' : ` (level ${level + 1} of ${levels.length})`
    screen.tell(`${screen.paint(style, sign)} ${printable(agent)} ${lowered(wayBackWords[at])}${which}`)
  }
  return {
    ended,
    onProgress: (progress) => {
      if (progress.step === 'recovering') {
        levels = progress.levels
        for (const { agent, at } of levels.flat()) if (isEnd(at)) ended(agent, at)
      }
      onProgress(progress)
    },
  }
}

function isEnd(at: string): at is End {
  return at in ends
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
