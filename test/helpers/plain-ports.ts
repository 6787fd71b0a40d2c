import { randomBytes } from 'node:crypto'
import { type Ports, systemClock } from '../../main/engine/ports.ts'

/** What an engine needs in a process of its own, for `startNode`: no keychain, on the mains and online, in UTC; secrets come by the environment. */
export function plainPorts(more: Partial<Ports> = {}): Ports {
  const absent = async () => ({ state: 'absent', why: '' }) as const
  return {
    clock: systemClock,
    keychain: { get: absent, set: absent, remove: absent, probe: absent },
    machine: {
      power: async () => ({ source: 'mains', percent: null }),
      network: async () => ({ online: true, metered: false }),
      zone: () => 'UTC',
    },
    environment: process.env,
    log: () => undefined,
    randomBytes,
    ...more,
  }
}
