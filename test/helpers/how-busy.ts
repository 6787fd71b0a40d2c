import { availableParallelism, loadavg } from 'node:os'

/** How many times longer everything takes on this machine now than if it had nothing else to do; 1 at least. For times that are promised to a person. */
export function howBusy(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
}
