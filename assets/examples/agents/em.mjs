// em, the execution manager: takes messages from the inbox, decides who gets each, and writes that down in a log, from which the others take what is theirs.
// It may be killed at any moment, and its folder may be replaced by an older copy: every message is routed exactly once. README.md says why.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beat } from './heartbeat.mjs'
import { NumberedLog } from './numbered-log.mjs'

/** Who does what. This depends on nothing but the message itself: were it decided anew, it would be decided alike. */
const routes = { plan: 'z', build: 'jay', search: 'rick', review: 'leroy' }

/** So many are routed at once, each with one write to the disk. */
const atOnce = 25

/** One message a line: {"topic":"plan","text":"…"}. It is not in the folder of any agent, so that it outlives them all, and nobody but those who send adds to it. */
const inbox = process.env.INBOX ?? path.join('..', '..', 'inbox', 'messages.jsonl')

/** What was routed: {"n":1,"to":"z","number":1,"topic":"plan","text":"…"}. `n` is the line of the inbox, `number` counts what one agent got. */
const routed = new NumberedLog(path.join('queue', 'routed.jsonl'))

// Where it left off is written nowhere else than in the log: so the two can never differ.
const given = {}
for (const { to, number } of routed.open()) given[to] = number

let read = 0
const known = linesOfInbox()
if (known.length < routed.next - 1)
  throw new Error(`The inbox holds ${known.length} messages, but ${routed.next - 1} were routed: it is not the one that it was.`)
let waiting = known.slice(routed.next - 1)
for (;;) {
  const messages = waiting.splice(0, atOnce).map(route)
  routed.add(messages)
  beat()
  await pause(waiting.length > 0 ? 5 : 100)
  if (waiting.length === 0) waiting = linesOfInbox()
}

function route(line) {
  const { topic, text } = parsed(line)
  // What nobody can do anything with has its number, too.
  const to = Object.hasOwn(routes, topic) ? routes[topic] : 'nobody'
  given[to] = (given[to] ?? 0) + 1
  return { to, number: given[to], topic, text }
}

/** The whole lines that came since the last look. */
function linesOfInbox() {
  if (!fs.existsSync(inbox)) return []
  const bytes = fs.readFileSync(inbox).subarray(read)
  const end = bytes.lastIndexOf(10) + 1
  read += end
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
}

function parsed(line) {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}
