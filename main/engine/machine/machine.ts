import type { Machine } from '../ports.ts'
import { machineZone, machineZoneReader } from '../schedule/zone.ts'
import { readNetwork } from './network.ts'
import { readPower } from './power.ts'

/** Several plans that are due at once ask within moments: one answer does for them. */
const goodFor = 10_000

/** The machine that this process runs on. What it cannot find out is unknown; it never throws. */
export function createMachine(environment: NodeJS.ProcessEnv): Machine {
  const reader = machineZoneReader(environment)
  return {
    power: remembered(() => readPower(process.platform, environment)),
    network: remembered(() => readNetwork(process.platform, environment)),
    zone: () => machineZone(reader),
  }
}

function remembered<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: { at: number; answer: Promise<Answer> } | undefined
  return () => {
    if (asked === undefined || performance.now() - asked.at > goodFor) asked = { at: performance.now(), answer: ask() }
    return asked.answer
  }
}
