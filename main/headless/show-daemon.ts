import { printable } from '../contract/words/printable.ts'
import type { DaemonShow } from '../engine/daemon/daemon.ts'
import type { Engine } from '../engine/engine.ts'
import type { Screen } from './terminal/screen.ts'
import { skippedPlan, skipWords } from './terminal/skip-words.ts'
import { counted, moment } from './terminal/words.ts'

/**
 * How long after the last thing that happened memory is given back, in ms: nothing else would ask for it in a process that idles. Several times, for
 * compiled functions go only when they were not used for some rounds.
 */
const settling = 4_000
const rounds = 4

/** Shows what the schedule does, a line for each thing; `command` is the one that runs it. */
export function showDaemon({ core }: Engine, screen: Screen, command: 'daemon' | 'serve'): DaemonShow {
  const now = () => moment(core.ports.clock.now())
  let timer: NodeJS.Timeout | undefined
  const giveBack = (left = rounds) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // What V8 keeps for the next time, some 20 MB, goes with this flavour only; by itself it would two minutes later.
      globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
      if (left > 1) giveBack(left - 1)
    }, settling).unref()
  }
  return {
    onReady: () => {
      giveBack()
      const { configuration } = core.settings
      const plans = Object.values(configuration?.plans ?? {}).filter(({ enabled }) => enabled).length
      if (screen.json) screen.emit({ command, event: 'ready', pid: process.pid, plans })
      else screen.say(`${now()}  Running the schedule: ${counted(plans, 'plan')}. End it with Ctrl-C.`)
    },
    onEnded: ({ id: run, kind, plan, repository, vault, target, verdict, problem, result }) => {
      giveBack()
      const label = typeof result?.['label'] === 'string' ? result['label'] : null
      if (screen.json) return screen.emit({ command, event: 'ended', run, kind, plan, repository, vault, verdict, label, problem })
      const what = [kind, ...(plan?.startsWith('@') ? [] : [plan]), vault].filter((part) => part !== null).join(' ')
      const how = problem === null ? `${verdict}${label === null ? '' : `, ${label}`}` : `${verdict}: ${problem.sentence}`
      screen.say(printable(`${now()}  ${what} into ${repository ?? target}: ${how}`))
    },
    onSkipped: (skip) => {
      if (screen.json) return screen.emit({ command, event: 'skipped', ...skip })
      screen.say(`${now()}  ${skippedPlan(skip)}: not run, ${skipWords(skip)}`)
    },
    onTrouble: (text) => screen.tell(printable(`${now()}  ${text}`)),
  }
}
