import { EventEmitter } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import type { NewsMessage } from '../../main/contract/news-message.ts'
import { followSystem } from '../../main/electron/system/follow-system.ts'
import { createKeepAwake } from '../../main/electron/system/keep-awake.ts'
import { runDaemon } from '../../main/engine/daemon/daemon.ts'
import type { Machine } from '../../main/engine/ports.ts'
import { waitFor } from './cli-processes.ts'
import { createFakeElectron } from './fake-electron/fake-electron.ts'
import type { FakeKeychain } from './fake-keychain.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { calmMachine, recorded, testHome } from './temporary-home.ts'

type Answer<Question extends 'power' | 'network'> = Awaited<ReturnType<Machine[Question]>>

/**
 * An engine whose daemon runs in this process, as in the tray app, with what the app makes of the system's events, under the fake Electron. Its clock stands
 * still but for `at`; its machine answers what the test says. The vault is the folder `notes`.
 */
export async function systemBench(options: {
  platform?: NodeJS.Platform
  configuration: object
  started: string
  /** Where another one was, to begin after its end. */
  folder?: string
  keychain?: FakeKeychain
}) {
  const folder = options.folder ?? temporaryFolder('system')
  const platform = options.platform ?? 'linux'
  const fake = createFakeElectron({ platform, cwd: folder })
  const answers = {
    power: { source: 'mains', percent: null } as Answer<'power'>,
    network: { online: true, metered: false } as Answer<'network'>,
    /** How often it was asked. */
    asked: 0,
  }
  const listeners = new Set<() => void>()
  const stirred = () => {
    for (const listener of [...listeners]) listener()
  }
  const shown: NewsMessage[] = []
  const home = await testHome({
    root: path.join(folder, 'home'),
    machine: {
      ...calmMachine,
      power: async () => {
        answers.asked++
        return answers.power
      },
      network: async () => answers.network,
      onChange: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    desktop: { show: async (message) => void shown.push(message), withdraw: () => undefined },
    keepAwake: createKeepAwake(fake.electron),
    environment: { HOME: folder },
    ...(options.keychain === undefined ? {} : { keychain: options.keychain }),
  })
  home.setTime(new Date(options.started))
  const notes = path.join(folder, 'notes')
  mkdirSync(notes, { recursive: true })
  const text = JSON.stringify({
    version: 1,
    vaults: { notes: { path: notes } },
    verification: { check: false, drill: false },
    ...options.configuration,
  })
  writeFileSync(path.join(home.root, 'backup_schedule.json'), text)
  const stopping = new AbortController()
  const ready = Promise.withResolvers<void>()
  const trouble: string[] = []
  const daemon = runDaemon(
    home.core,
    { signal: stopping.signal, onProgress: () => undefined },
    { onReady: ready.resolve, onTrouble: (what) => trouble.push(what) },
    async () => undefined,
  )
  const stop = async () => {
    stopping.abort()
    await daemon
  }
  const log: string[] = []
  const killed: number[] = []
  const signals = new EventEmitter()
  const system = followSystem({
    electron: fake.electron,
    platform,
    home: home.core.home,
    machine: { stirred },
    end: async () => {
      await stop()
      fake.app.exit(0)
    },
    kill: () => {
      killed.push(...home.core.running)
      home.killChildren()
    },
    show: () => log.push('shown'),
    log: (line) => log.push(line),
    signals,
  })
  onTestFinished(async () => {
    system.close()
    await stop()
    home.close()
  })
  await Promise.race([ready.promise, daemon])
  if (home.core.settings.problems.length > 0) throw new Error(home.core.settings.problems.join('\n'))
  const events = <Name extends HistoryEvent['event']>(name: Name) =>
    recorded(home.root).filter((line) => line.event === name) as unknown as Extract<HistoryEvent, { event: Name }>[]
  const runs = () => {
    const outcomes = new Map(events('run.outcome').map((line) => [line.run, line]))
    return events('run.intent')
      .filter(({ kind }) => kind === 'backup')
      .map(({ run, due, trigger }) => {
        const { verdict = 'open', problem } = outcomes.get(run) ?? {}
        return [due?.slice(5, 16), trigger, verdict, problem?.code].filter(Boolean).join(' ')
      })
  }
  return {
    ...home,
    folder,
    notes,
    fake,
    machine: answers,
    system,
    shown,
    log,
    /** The processes that were ended by force. */
    killed,
    signals,
    trouble,
    daemon,
    stop,
    events,
    /** The backups of the history: `due trigger verdict code`, without what does not apply. */
    runs,
    /** Sets the clock, and tells nobody. */
    at: (time: string) => home.setTime(new Date(time)),
    /** Has the daemon look now, as it does by itself every half minute. */
    look: stirred,
    /** Waits until so many backups have ended. */
    ended: (count: number) =>
      waitFor(`${count} ended backups: ${runs()}`, () => runs().filter((run) => !run.endsWith('open')).length >= count, 60_000),
  }
}

/** One of them. */
export type SystemBench = Awaited<ReturnType<typeof systemBench>>
