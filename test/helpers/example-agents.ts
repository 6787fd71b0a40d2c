import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Running, start as startProgram } from './cli-run.ts'

/** The example that is shipped. */
const exampleFolder = path.join(import.meta.dirname, '..', '..', 'assets', 'examples', 'agents')

/** Its configuration, as it is written. */
// biome-ignore lint/suspicious/noExplicitAny: each test names what it needs of it
export const exampleConfiguration = (): any => JSON.parse(readFileSync(path.join(exampleFolder, 'backup_schedule.json'), 'utf8'))

/** The agents of the example, in the order of who needs whom. */
export const exampleAgents = ['em', 'z', 'jay', 'rick', 'leroy'] as const
/** One of {@link exampleAgents}. */
export type ExampleAgent = (typeof exampleAgents)[number]

/** Who has to get which topic; `nobody` what there is nobody for. */
const owners: Readonly<Record<string, string>> = { plan: 'z', build: 'jay', search: 'rick', review: 'leroy' }
const topics = ['plan', 'build', 'search', 'review', 'gossip']

/** One message of the inbox, in its place. */
type Message = { readonly topic: string; readonly text: string }

/** The example, copied into a folder: `agents/em` and so on, and `inbox`. */
export type ExampleSystem = {
  readonly root: string
  readonly inbox: string
  readonly folder: (agent: string, ...below: string[]) => string
  /** Puts so many more messages into the inbox. */
  readonly send: (count: number) => void
  /** How many lines em's log has so far. */
  readonly routed: () => number
  /** Whether every message that was sent has been worked through. */
  readonly isDone: () => boolean
  /** Every message was routed once and worked through once, by the one it was for, and was learnt from once. */
  readonly expectEachOnce: () => void
}

/** Makes such a system below a folder, with charters and skills, and nothing in the inbox. */
export function exampleSystem(root: string): ExampleSystem {
  const folder = (agent: string, ...below: string[]) => path.join(root, 'agents', agent, ...below)
  const inbox = path.join(root, 'inbox', 'messages.jsonl')
  const programs = readdirSync(exampleFolder).filter((name) => name.endsWith('.mjs'))
  mkdirSync(path.dirname(inbox), { recursive: true })
  writeFileSync(inbox, '')
  for (const agent of exampleAgents) {
    for (const name of programs) cpSync(path.join(exampleFolder, name), folder(agent, name))
    for (const place of ['skills', 'memory']) mkdirSync(folder(agent, place))
    writeFileSync(folder(agent, 'charter.md'), `# ${agent}\n`)
    writeFileSync(folder(agent, 'skills', 'first.md'), `What ${agent} can do.\n`)
    writeFileSync(folder(agent, 'memory', 'lessons_learned.md'), `What ${agent} has learnt.\n`)
  }
  const sent: Message[] = []
  const workers = exampleAgents.filter((agent) => agent !== 'em')
  const done = (agent: string) => linesOf(folder(agent, 'memory', 'results.jsonl'))
  const learnt = (agent: string) => linesOf(folder(agent, 'weights', 'learned_weights.json'), '')[0]
  const isFor = (agent: string) => sent.filter(({ topic }) => owners[topic] === agent)
  return {
    root,
    inbox,
    folder,
    send: (count) => {
      const more = Array.from({ length: count }, (_, index) => message(sent.length + index + 1))
      sent.push(...more)
      appendFileSync(inbox, more.map((one) => `${JSON.stringify(one)}\n`).join(''))
    },
    routed: () => linesIn(folder('em', 'queue', 'routed.jsonl')),
    isDone: () => workers.every((agent) => learnt(agent)?.['upTo'] === isFor(agent).length && done(agent).length >= isFor(agent).length),
    expectEachOnce: () => {
      // Nothing is left out here that a reader would leave out: not one line may be there twice.
      const log = linesOf(folder('em', 'queue', 'routed.jsonl'))
      expect(log.map(({ n, to, text }) => `${n} ${to} ${text}`)).toEqual(
        sent.map(({ topic, text }, index) => `${index + 1} ${owners[topic] ?? 'nobody'} ${text}`),
      )
      for (const agent of workers) {
        const numbers = sent.flatMap(({ topic }, index) => (owners[topic] === agent ? [index + 1] : []))
        expect(
          done(agent).map(({ n, message }) => `${n} ${message}`),
          agent,
        ).toEqual(numbers.map((number, index) => `${index + 1} ${number}`))
        const words = isFor(agent).reduce((sum, { text }) => sum + text.split(' ').length, 0)
        expect(learnt(agent), agent).toEqual({ upTo: numbers.length, words })
      }
    },
  }
}

/** Each agent of a system as a process that a test starts, kills and starts again by itself. All end with the test. */
export function exampleProcesses({ folder, inbox }: ExampleSystem) {
  const running = new Map<ExampleAgent, Running>()
  const start = (agent: ExampleAgent) => {
    const program = agent === 'em' ? 'em.mjs' : 'agent.mjs'
    running.set(agent, startProgram([process.execPath, program], { cwd: folder(agent), environment: { INBOX: inbox } }))
  }
  const ended = (agent: ExampleAgent) => running.get(agent)?.ended
  const kill = async (agent: ExampleAgent) => {
    running.get(agent)?.child.kill('SIGKILL')
    expect(await ended(agent)).toMatchObject({ signal: 'SIGKILL', stderr: '' })
  }
  onTestFinished(() => {
    for (const { child } of running.values()) child.kill('SIGKILL')
  })
  return { start, kill, ended }
}

function linesIn(file: string): number {
  return existsSync(file) ? readFileSync(file).reduce((count, byte) => count + Number(byte === 10), 0) : 0
}

/** What is JSON in a file of one object a line, as far as lines are ended. */
function linesOf(file: string, end = '\n'): Record<string, unknown>[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  return text
    .slice(0, text.lastIndexOf(end) + end.length)
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>]
      } catch {
        return []
      }
    })
}

function message(number: number): Message {
  // Of several words, so many that none is like its neighbour.
  return { topic: topics[(number * 7) % topics.length] ?? '', text: `message ${number}${' word'.repeat(number % 4)}` }
}
