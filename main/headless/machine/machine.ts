import type { Machine } from '../../engine/ports.ts'
import { machineZone, machineZoneReader } from '../../engine/schedule/zone.ts'

/** The machine that this process runs on. */
export function createMachine(environment: NodeJS.ProcessEnv): Machine {
  const reader = machineZoneReader(environment)
  return {
    power: async () => ({ source: 'unknown', percent: null }),
    network: async () => ({ online: true, metered: null }),
    zone: () => machineZone(reader),
  }
}
