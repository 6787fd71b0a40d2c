import { existsSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { parentPort, Worker, workerData } from 'node:worker_threads'

/** What somebody does who wants a restore to write elsewhere. */
export type Swapping = { readonly swaps: () => number; readonly stop: () => Promise<void> }

/** Puts a link to `outside` in the place of a folder and the folder back again, over and over, in a thread of its own, until it is stopped. */
export async function swapFolder(folder: string, outside: string): Promise<Swapping> {
  const shared = new SharedArrayBuffer(8)
  const [stopped, count] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)]
  const worker = new Worker(new URL(import.meta.url), { workerData: { folder, outside, shared } })
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('exit', () => resolve())
    worker.on('error', reject)
  })
  await new Promise((resolve) => worker.once('message', resolve))
  return {
    swaps: () => Atomics.load(count, 0),
    stop: () => {
      Atomics.store(stopped, 0, 1)
      return ended
    },
  }
}

if (parentPort !== null && workerData?.shared !== undefined) {
  const { folder, outside, shared } = workerData as { folder: string; outside: string; shared: SharedArrayBuffer }
  const [stopped, count] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)]
  parentPort.postMessage('begun')
  let aside = 0
  for (let stop = 0; stop === 0; stop = Atomics.load(stopped, 0)) {
    const real = `${folder}.real-${aside}`
    let whole = 1
    for (const step of [
      () => renameSync(folder, real),
      () => symlinkSync(outside, folder),
      () => unlinkSync(folder),
      () => renameSync(real, folder),
    ])
      try {
        step()
      } catch {
        whole = 0
        // The restore was quicker: it may have put a folder of its own there. That one is swapped from then on.
        if (existsSync(real) && existsSync(folder)) aside += 1
      }
    Atomics.add(count, 0, whole)
  }
}
