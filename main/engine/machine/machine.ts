import type { Machine } from '../ports.ts'
import { machineZone, machineZoneReader } from '../schedule/zone.ts'
import { linuxPower } from './linux-power.ts'
import { networkNow, readNetwork } from './network.ts'
import { readPower, suppliesOfLinux } from './power.ts'
import { untilBetter } from './until-better.ts'

/** Several plans that are due at once ask within moments: one answer does for them. */
const goodFor = 10_000

/** The machine that this process runs on, and a way for its host to say that something happened to it. */
export type HostMachine = Machine & {
  readonly onChange: NonNullable<Machine['onChange']>
  /** What was answered counts no more, and whoever waits for it is told. */
  readonly stirred: () => void
}

/**
 * The machine that this process runs on. What it cannot find out is unknown; it never throws. Once it had to answer that there is no network, or no mains, it
 * looks every few seconds whether that is over, as long as somebody wants to hear of it: whoever waits for it does not have to ask again and again.
 */
export function createMachine(environment: NodeJS.ProcessEnv): HostMachine {
  const reader = machineZoneReader(environment)
  const listeners = new Set<() => void>()
  const stirred = () => {
    power.forget()
    network.forget()
    for (const listener of [...listeners]) listener()
  }
  const wanted = () => listeners.size > 0
  const { platform } = process
  const online = untilBetter(() => networkNow(), wanted, stirred)
  // Elsewhere to look takes a process each time, and the desktop tells.
  const plugged = untilBetter(() => platform !== 'linux' || linuxPower(suppliesOfLinux).source !== 'battery', wanted, stirred)
  const power = remembered(async () => {
    const answer = await readPower(platform, environment)
    if (answer.source === 'battery' && platform === 'linux') plugged.watch()
    return answer
  })
  const network = remembered(async () => {
    const answer = await readNetwork(platform, environment)
    if (!answer.online) online.watch()
    return answer
  })
  return {
    power: power.ask,
    network: network.ask,
    zone: () => machineZone(reader),
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stirred,
  }
}

function remembered<Answer>(ask: () => Promise<Answer>): { readonly ask: () => Promise<Answer>; readonly forget: () => void } {
  let asked: { at: number; answer: Promise<Answer> } | undefined
  return {
    ask: () => {
      if (asked === undefined || performance.now() - asked.at > goodFor) asked = { at: performance.now(), answer: ask() }
      return asked.answer
    },
    forget: () => {
      asked = undefined
    },
  }
}
