import { setImmediate as turn } from 'node:timers/promises'

const longestBusy = 15
let busySince = 0

/** Lets others have their turn after some ms of work without a pause. Reading folders synchronously is ten times as fast, but must not hold up everything. */
export async function giveWay(): Promise<void> {
  if (performance.now() - busySince < longestBusy) return
  await turn()
  busySince = performance.now()
}
