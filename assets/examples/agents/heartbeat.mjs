import fs from 'node:fs'

const file = 'heartbeat.json'
const every = 500
const stillGood = 5000
let last = 0

/** Called by the loop that does the work, not by a timer of its own: a loop that is stuck must not look alive. */
export function beat() {
  if (Date.now() - last < every) return
  last = Date.now()
  // Written beside and put in its place: whoever reads it never meets half of it.
  fs.writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, at: new Date(last).toISOString() }))
  fs.renameSync(`${file}.new`, file)
}

/** Whether this process has beaten of late. */
export function isBeating() {
  return Date.now() - last < stillGood
}

/** Whether the process that beats into the folder that we are in is there, and has beaten of late. */
export function isAlive() {
  const { pid, at } = JSON.parse(fs.readFileSync(file, 'utf8'))
  process.kill(pid, 0)
  return Date.now() - Date.parse(at) < stillGood
}
