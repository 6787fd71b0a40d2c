import { scheduleJob } from 'node-schedule'

/**
 * Calls back at the minute itself. Of a time that has passed nothing is made: node-schedule (2.1.1) refuses such a job, and keeps it all the same for as long as
 * the program runs.
 * @returns ends it; to be called also when it was called back
 */
export function wakeAt(time: Date, call: () => void): () => void {
  const job = time.getTime() > Date.now() ? scheduleJob(time, call) : null
  return () => job?.cancel()
}
