// An agent (z, jay, rick or leroy, as its folder is called): takes what em has routed to it into a queue of its own, works through that, remembers, and learns.
// It may be killed at any moment, and its folder may be replaced by an older copy: it goes on, and nothing counts twice. README.md says why.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beat, isBeating } from './heartbeat.mjs'
import { NumberedLog } from './numbered-log.mjs'

const name = path.basename(process.cwd())
const atOnce = 50

/** em's log, which is only read here. Nobody writes into the folder of another one: so each can be brought back by itself. */
const routed = new NumberedLog(path.join('..', 'em', 'queue', 'routed.jsonl'))
/** What is for this agent: {"n":1,"message":4,"topic":"plan","text":"…"}; `message` is the number in em's log. */
const queue = new NumberedLog(path.join('queue', 'received.jsonl'))
/** What it did: {"n":1,"message":4,"words":7}. A message is done when its line is here, and at no other time. */
const results = new NumberedLog(path.join('memory', 'results.jsonl'))
/** What it learnt from all that: {"upTo":1,"words":7}, from the results up to that one. */
const weightsFile = path.join('weights', 'learned_weights.json')

const waiting = queue.open()
const weights = learnFrom(results.open())

if (process.env.PORT) answerOn(Number(process.env.PORT))

for (;;) {
  // The queue may be older than em's log, or newer: what is next for it is taken, all else is there already.
  const mine = routed.read().filter(({ to, number }) => to === name && number >= queue.next)
  waiting.push(...queue.add(mine.map(({ n, topic, text }) => ({ message: n, topic, text }))))

  // The results may be newer than the queue: what is done already is not done again.
  const toDo = waiting.splice(0, atOnce).filter(({ n }) => n >= results.next)
  learn(results.add(toDo.map(work)))
  beat()
  await pause(waiting.length > 0 ? 5 : 100)
}

/** Whatever the agent does. Should this reach beyond its folder (send a letter, book a flight), then pass `message` on, and have whoever is asked twice do it once. */
function work({ message, text }) {
  return {
    message,
    words: String(text ?? '')
      .split(/\s+/)
      .filter(Boolean).length,
  }
}

/** The weights as they were saved, brought up to the results that came after; made anew from all results where they are newer than these, or cannot be read. */
function learnFrom(done) {
  const saved = savedWeights()
  const from = saved.upTo <= done.length ? saved : { upTo: 0, words: 0 }
  for (const result of done.slice(from.upTo)) include(from, result)
  return from
}

function include(known, { n, words }) {
  known.upTo = n
  known.words += words
}

function learn(done) {
  if (done.length === 0) return
  for (const result of done) include(weights, result)
  fs.mkdirSync(path.dirname(weightsFile), { recursive: true })
  // Beside it first, and then in its place: so it is there whole, or as it was.
  fs.writeFileSync(`${weightsFile}.new`, JSON.stringify(weights))
  fs.renameSync(`${weightsFile}.new`, weightsFile)
}

function savedWeights() {
  try {
    const { upTo, words } = JSON.parse(fs.readFileSync(weightsFile, 'utf8'))
    if (Number.isInteger(upTo) && Number.isInteger(words)) return { upTo, words }
  } catch {
    // Not there yet, or torn by a full disk: it is made anew.
  }
  return { upTo: 0, words: 0 }
}

/** A heartbeat for those who ask by HTTP: good as long as the loop above goes round. */
function answerOn(port) {
  const server = http.createServer((_, response) => response.writeHead(isBeating() ? 200 : 503).end())
  server.listen(port, '127.0.0.1')
}
