import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createShim, type Shim } from '../helpers/cli-shim.ts'
import type { FaultBench } from './fault-bench.ts'

/** Gives the operation a restic that can be held. It has its own again when the fault is disarmed. */
export function shimmed({ folder, restic, environment }: FaultBench): Shim {
  const shim = createShim(path.join(folder, 'fault'), restic)
  environment['VAULTKEEPER_RESTIC'] = shim.program
  return shim
}

/** Gives the operation another file as its restic, a shell script unless it says otherwise. @returns the file */
export function otherRestic({ folder, environment }: FaultBench, content: string | Buffer, mode = 0o755): string {
  const file = path.join(folder, 'fault', 'other', 'restic')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  chmodSync(file, mode)
  environment['VAULTKEEPER_RESTIC'] = file
  return file
}
