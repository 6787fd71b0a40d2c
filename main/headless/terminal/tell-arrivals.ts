import { wayBackWords } from '../../contract/words/recovery-in-words.ts'
import type { RunHost } from '../../engine/core.ts'
import { printable } from './printable.ts'
import type { Screen } from './screen.ts'

const ends = { recovered: ['good', '✔'], failed: ['bad', 'x'], 'not-started': ['attention', '-'] } as const

/** Tells of each agent of a recovery, when its way back has come to its end, by which level; all else is passed on. */
export function tellArrivals(screen: Screen, onProgress: RunHost['onProgress']): RunHost['onProgress'] {
  const told = new Set<string>()
  return (progress) => {
    if (progress.step === 'recovering')
      for (const [index, level] of progress.levels.entries())
        for (const { agent, at } of level) {
          if (!(at in ends) || told.has(agent)) continue
          told.add(agent)
          const [style, sign] = ends[at as keyof typeof ends]
          const which = progress.levels.length === 1 ? '' : ` (${index + 1} of ${progress.levels.length})`
          screen.tell(`${screen.paint(style, sign)} ${printable(agent)} ${lowered(wayBackWords[at])}${which}`)
        }
    onProgress(progress)
  }
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
