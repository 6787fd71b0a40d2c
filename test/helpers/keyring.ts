import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { endBehind } from './servers/end-behind.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A session bus of our own, with gnome-keyring on it: what a desktop has, without a desktop. Nothing of the person's own is touched. */
export type Keyring = {
  /** For whoever asks this keychain. */
  readonly environment: NodeJS.ProcessEnv
  /** Starts the daemon with an open collection. */
  readonly start: () => Promise<void>
  readonly lock: () => Promise<void>
  /** The daemon is there and does not react any more. */
  readonly hang: () => void
  /** Ends the daemon, by force where need be. The bus stays. */
  readonly end: () => Promise<void>
  /** Throws all collections away; only while the daemon is not there. */
  readonly forget: () => void
}

const programs = { bus: 'dbus-daemon', keyring: 'gnome-keyring-daemon', ask: 'gdbus' } as const

/** Without folders of services: what was not started here does not start by itself. */
const busSettings = (
  folder: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

const service = ['--session', '--dest', 'org.freedesktop.secrets', '--object-path', '/org/freedesktop/secrets']

/** Starts the bus; the daemon comes with `start`. Both end with the tests of this file. @param folder where it has its files */
export async function startBus(folder: string = temporaryFolder('keyring')): Promise<Keyring> {
  const settings = path.join(folder, 'bus.conf')
  writeFileSync(settings, busSettings(folder))
  const bus = spawn(programs.bus, [`--config-file=${settings}`, '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [address] = await once(bus.stdout, 'data')
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_RUNTIME_DIR: folder,
    DBUS_SESSION_BUS_ADDRESS: String(address).trim(),
  }
  let daemon: ChildProcess | undefined
  const ask = (command: string, parameters: string[]) =>
    promisify(execFile)(programs.ask, [command, ...parameters], { env: environment, timeout: 10_000 })
  const end = async () => {
    const ending = daemon
    daemon = undefined
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    // By force: a daemon that was stopped hears nothing else.
    ending.kill('SIGKILL')
    await once(ending, 'exit')
  }
  endBehind(async () => {
    await end()
    bus.kill('SIGKILL')
  })
  return {
    environment,
    start: async () => {
      mkdirSync(path.join(folder, 'data', 'keyrings'), { recursive: true })
      daemon = spawn(programs.keyring, ['--foreground', '--unlock', '--components=secrets', `--control-directory=${folder}/control`], {
        env: environment,
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      daemon.stdin?.end('collection password')
      await ask('wait', ['--session', '--timeout', '10', 'org.freedesktop.secrets'])
      // It is on the bus before it has opened the collection.
      const none = async () => (await ask('call', [...service, '--method', readAlias, 'default'])).stdout.includes("'/'")
      while (await none()) await new Promise((resolve) => setImmediate(resolve))
    },
    lock: async () => {
      await ask('call', [...service, '--method', 'org.freedesktop.Secret.Service.Lock', "['/org/freedesktop/secrets/collection/login']"])
    },
    hang: () => {
      daemon?.kill('SIGSTOP')
    },
    end,
    forget: () => rmSync(path.join(folder, 'data', 'keyrings'), { recursive: true, force: true }),
  }
}

const readAlias = 'org.freedesktop.Secret.Service.ReadAlias'
