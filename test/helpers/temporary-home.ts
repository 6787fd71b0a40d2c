import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import type { Core, RunHost, RunProgress } from '../../main/engine/core.ts'
import { createEngine } from '../../main/engine/engine.ts'
import type { Desktop, Machine, Ports } from '../../main/engine/ports.ts'
import { type FakeKeychain, fakeKeychain } from './fake-keychain.ts'
import { cheapenKey, isCheap } from './forge-snapshots.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** An engine on a home of its own, with what tests ask of it. */
export type TestHome = {
  readonly core: Core
  readonly root: string
  readonly keychain: FakeKeychain
  readonly environment: NodeJS.ProcessEnv
  /** Sets the clock; `undefined` lets it run again. */
  readonly setTime: (time: Date | undefined) => void
  readonly logged: string[]
  readonly killChildren: () => void
  readonly close: () => void
}

/** Mains, a network that nobody counts, and a zone that no test machine has any say in. */
export const calmMachine: Machine = {
  power: async () => ({ source: 'mains', percent: null }),
  network: async () => ({ online: true, metered: false }),
  zone: () => 'UTC',
}

const open = new Set<() => void>()
afterAll(() => {
  for (const close of open) close()
})

/** An engine with the machine's restic, a keychain in memory, and none of the person's own environment. */
export async function testHome(
  options: {
    root?: string
    keychain?: FakeKeychain
    environment?: NodeJS.ProcessEnv
    machine?: Partial<Machine>
    desktop?: Desktop
    keepAwake?: Ports['keepAwake']
    loginItem?: Ports['loginItem']
    /** Snapshots bear the time that is set. */
    shifted?: boolean
    /** In ms; see the port of this name. */
    outagePatience?: number
  } = {},
): Promise<TestHome> {
  const root = options.root ?? path.join(temporaryFolder('home'), 'home')
  const keychain = options.keychain ?? fakeKeychain()
  const environment = { PATH: process.env['PATH'], VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'], ...options.environment }
  const logged: string[] = []
  let time: Date | undefined
  const ports: Ports = {
    clock: { now: () => time ?? new Date(), monotonic: () => performance.now(), shifted: options.shifted === true },
    keychain,
    machine: { ...calmMachine, ...options.machine },
    ...(options.desktop === undefined ? {} : { desktop: options.desktop }),
    ...(options.keepAwake === undefined ? {} : { keepAwake: options.keepAwake }),
    ...(options.loginItem === undefined ? {} : { loginItem: options.loginItem }),
    ...(options.outagePatience === undefined ? {} : { outagePatience: options.outagePatience }),
    environment,
    log: (text) => logged.push(text),
    randomBytes,
  }
  const { core: made, close, killChildren } = await createEngine(root, ports)
  let closed = false
  // Half a second of each restic process goes into deriving the key: a repository of ours is spared that from its second process on.
  const core: Core = {
    ...made,
    record: async (event) => {
      // An agent that was ended behind the tests: its end would make the home anew, which is removed next.
      if (closed) return
      await made.record(event)
      if (event.event === 'repository.known') cheapenNew(event.location, keychain.entries.get(`repository:${event.repository}`))
    },
  }
  const closeOnce = () => {
    if (!closed) close()
    closed = true
    // Thousands of starts in one file: nothing holds what was closed.
    open.delete(closeOnce)
  }
  open.add(closeOnce)
  return {
    core,
    root,
    keychain,
    environment,
    setTime: (to) => {
      time = to
    },
    logged,
    killChildren,
    close: closeOnce,
  }
}

/** Makes the key of a repository that was just made cheap; one that others made, or that has several keys, is left as it is. */
function cheapenNew(location: string, password: string | undefined): void {
  const folder = path.join(location, 'keys')
  const names = existsSync(folder) ? readdirSync(folder) : []
  if (password === undefined || names.length !== 1 || readdirSync(path.join(location, 'snapshots')).length > 0) return
  if (!isCheap(location)) cheapenKey(location, password)
}

/** A host that nobody cancels, unless the test does; what it is told lies in `told`. */
export function testHost(signal: AbortSignal = new AbortController().signal): RunHost & { told: RunProgress[]; notes: () => string } {
  const told: RunProgress[] = []
  return {
    signal,
    told,
    onProgress: (progress) => told.push(progress),
    notes: () => told.map((one) => (one.step === 'note' ? one.text : '')).join('\n'),
  }
}

/** The events of a home's history as they stand on the disk. */
export function recorded(root: string): (HistoryEvent & { seq: number })[] {
  return readFileSync(path.join(root, 'system-history.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
