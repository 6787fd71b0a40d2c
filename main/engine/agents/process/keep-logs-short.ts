import { lstatSync } from 'node:fs'
import type { Core } from '../../core.ts'
import { allAgents } from '../agent-named.ts'
import { cutLog, logOf } from './agent-log.ts'

/** How often logs are looked at while none grows fast, and while one does; in ms. */
const [calm, wild] = [5_000, 500]
/** One that grows by so many bytes between two looks does. */
const fast = 1024 * 1024

/**
 * Keeps what agents write short as long as this process runs, whoever started them. Each look is one question to the disk for each agent.
 * @returns ends that
 */
export function keepLogsShort(core: Core): () => void {
  const sizes = new Map<string, number>()
  let timer: NodeJS.Timeout
  const look = () => {
    let grows = false
    for (const { name } of allAgents(core)) {
      const log = logOf(core, name)
      const size = sizeOf(log)
      if (Math.abs(size - (sizes.get(log) ?? size)) > fast) grows = true
      sizes.set(log, size)
      cutLog(log)
    }
    timer = setTimeout(look, grows ? wild : calm).unref()
  }
  look()
  return () => clearTimeout(timer)
}

function sizeOf(log: string): number {
  try {
    return lstatSync(log).size
  } catch {
    // Nothing was started yet, or its disk is not as it should be, which others tell.
    return 0
  }
}
