import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import { backup } from '../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from './temporary-home.ts'

/** A small agent: a shell script that touches a file five times a second. `beats`: what of it is backed up does so, or never does, or only from when there is a file `go` in its folder. */
export type SmallAgent = { readonly beats?: boolean | 'told' } & Record<string, unknown>

/** Small agents in a vault that is backed up, none of which runs. Whatever of them is started ends behind the tests of the file. */
export type SmallAgents = TestHome & {
  readonly folder: string
  /** The pids with which an agent was started, oldest first. */
  readonly starts: (agent: string) => number[]
  readonly events: <Name extends HistoryEvent['event']>(
    name: Name,
  ) => (Extract<HistoryEvent, { event: Name }> & { readonly time: string })[]
  /** Another engine on the same home, as a second Vaultkeeper is. */
  readonly another: () => Promise<TestHome>
}

const written: string[] = []
afterAll(() => {
  for (const folder of written.splice(0)) endAgent(folder)
})

/** The heartbeat of those that have no other: no busy machine is late with a beat, and one whose file is not there yet is dead at once. */
const heartbeat = { file: 'beat', lateAfter: '1m', deadAfter: '2m' }

/** Makes them, and backs them up. */
export async function smallAgents(agents: Record<string, SmallAgent>): Promise<SmallAgents> {
  const folder = temporaryFolder('small-agents')
  for (const [name, { beats }] of Object.entries(agents)) writeAgent(path.join(folder, name), beats)
  const home = await testHome()
  const text = JSON.stringify({
    version: 1,
    vaults: { agents: { path: folder, recoveryDocument: false } },
    plans: { weekly: { kind: 'weekly', schedule: '0 23 * * 0', sources: ['agents'], repositories: ['default'] } },
    verification: { check: false, drill: false },
    agents: Object.fromEntries(
      Object.entries(agents).map(([name, { beats: _, ...more }]) => [
        name,
        {
          path: path.join(folder, name),
          start: ['/bin/sh', 'run.sh'],
          heartbeat,
          preserve: ['starts'],
          stopWithin: '1s',
          aliveWithin: '20s',
          ...more,
        },
      ]),
    ),
  })
  const parsed = parseConfiguration(text, { person: folder, embedded: path.join(home.core.home.repositories, 'default') })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const inForce = (one: TestHome) => {
    one.core.settings.configuration = parsed.configuration
    return one
  }
  inForce(home)
  const saved = await backup(home.core, { folder, verify: false }, testHost())
  if (saved.verdict !== 'done' && saved.verdict !== 'not-verified') throw new Error(saved.problem?.sentence ?? saved.verdict)
  const starts = (name: string) => startsOf(path.join(folder, name))
  for (const name of Object.keys(agents)) written.push(path.join(folder, name))
  return {
    ...home,
    folder,
    starts,
    events: <Name extends HistoryEvent['event']>(name: Name) =>
      recorded(home.root).filter((line) => line.event === name) as unknown as (Extract<HistoryEvent, { event: Name }> & { time: string })[],
    another: async () => inForce(await testHome({ root: home.root, keychain: home.keychain })),
  }
}

/** Writes the program of an agent, and something that it remembers. */
export function writeAgent(folder: string, beats: SmallAgent['beats'] = true): void {
  mkdirSync(folder, { recursive: true })
  const wait = beats === 'told' ? 'until [ -e go ]; do sleep 0.1; done\n' : ''
  const loop = beats === false ? 'while :; do sleep 0.2; done' : 'while :; do echo . > beat; sleep 0.2; done'
  writeFileSync(path.join(folder, 'run.sh'), `echo $$ >> starts\n${wait}${loop}\n`)
  writeFileSync(path.join(folder, 'memory'), 'as it was backed up')
}

/** Ends whatever was started of an agent. */
export function endAgent(folder: string): void {
  for (const pid of startsOf(folder))
    try {
      // Nobody else's, should the number have been given again.
      if (readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '') === folder) process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
}

function startsOf(folder: string): number[] {
  const file = path.join(folder, 'starts')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : []
}
