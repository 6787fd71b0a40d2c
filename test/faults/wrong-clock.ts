import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FaultBench } from './fault-bench.ts'

/** The clock of the operation's own Vaultkeeper. `jump`: sets it, in ms beside the right time. */
export type WrongClock = { readonly jump: (by: number) => void }

/** Gives the operation a clock that is wrong. It has the right one again when the fault is disarmed. @param by in ms */
export function wrongClock({ folder, environment }: Pick<FaultBench, 'folder' | 'environment'>, by: number): WrongClock {
  const file = path.join(folder, 'fault', 'clock')
  writeFileSync(file, String(by))
  environment['FAULTS_CLOCK'] = file
  environment['NODE_OPTIONS'] = `${environment['NODE_OPTIONS'] ?? ''} --import=${path.join(import.meta.dirname, 'shifted-clock.ts')}`
  return {
    jump: (next) => {
      if (existsSync(file)) writeFileSync(file, String(next))
    },
  }
}
