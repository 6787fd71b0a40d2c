import { existsSync, statfsSync } from 'node:fs'
import { hostname } from 'node:os'
import type { HistoryEvent, HistoryLine } from '../contract/history-event.ts'
import type { Core } from './core.ts'
import { openHistory } from './history/history.ts'
import { releaseBallast } from './home/ballast.ts'
import { type Home, homeAt, isUsualHome, prepareHome, throwHomeProblem } from './home/home.ts'
import { keepOutOfCoreDumps } from './machine/keep-out-of-core-dumps.ts'
import type { Ports } from './ports.ts'
import { fail, systemCode } from './problem-error.ts'
import { beginEntryNames } from './secrets/entry-names.ts'
import { ownEntries } from './secrets/own-entries.ts'
import { createRedactor, type Redactor } from './secrets/redact.ts'
import { rememberKeychain } from './secrets/remember-keychain.ts'
import { type MendableState, openMendableState } from './state/mendable-state.ts'
import { homeHost } from './state/queries.ts'

/** A running engine on one home. Several may run on the same home at once; they share its locks. */
export type Engine = {
  readonly core: Core
  /** Ends every restic process at once, for a person who does not want to wait for a polite end. */
  readonly killChildren: () => void
  readonly close: () => void
}

/**
 * Builds the engine by hand: home, redactor, state, history. Nothing is started, and nothing acts until a run is asked for.
 * Throws a problem when the home cannot be used.
 */
export async function createEngine(root: string, ports: Ports, redactor: Redactor = createRedactor()): Promise<Engine> {
  // Before there is any secret in memory.
  keepOutOfCoreDumps()
  const home = homeAt(root)
  prepareHome(home)
  const state = await openStateThere(home)
  const id = ports.randomBytes(4).toString('hex')
  // Without them a home counts as an older one, as it is where its records are lost: what it has in the keychain lies under the plain names.
  if (state.last() === undefined && !existsSync(home.keychainMark)) beginEntryNames(home, id)
  const keychain = ownEntries(ports.keychain, home, await isUsualHome(root, ports.environment), id)
  const core = assemble(home, { ...ports, keychain }, redactor, state)
  if (homeHost(state.database) === undefined) await core.record({ event: 'home.created', host: hostOf(ports.environment) })
  return {
    core,
    killChildren: () => {
      for (const pid of core.running) killGroup(pid)
    },
    close: () => state.close(),
  }
}

/**
 * The name under which a new home makes its snapshots: the machine's own, or what `VAULTKEEPER_HOST` says. Where several machines of one name, or several homes
 * of one account, share a repository, only this tells them apart.
 */
function hostOf(environment: NodeJS.ProcessEnv): string {
  const wished = environment['VAULTKEEPER_HOST']?.trim()
  if (!wished) return hostname()
  if (/^[^\s,@/\\"'\p{Cc}]{1,253}$/u.test(wished)) return wished
  return fail('host-not-valid', 'VAULTKEEPER_HOST is no name for a machine.', 'Give it a name of letters, digits, dots and hyphens.')
}

/** A disk that is full to the last byte takes not even the state: the reserve is given back, so that restoring goes on. */
async function openStateThere(home: Home): Promise<MendableState> {
  try {
    return await openMendableState(home)
  } catch (error) {
    if (!isFull(error, home)) throw error
    if (!releaseBallast(home)) return throwHomeProblem(home, { code: 'ENOSPC' })
    return openStateThere(home)
  }
}

/** SQLite says "disk I/O error" or "disk is full", depending on where it was. */
function isFull(error: unknown, home: Home): boolean {
  const sqlite = systemCode(error) === 'ERR_SQLITE_ERROR'
  const { bavail, bsize } = statfsSync(home.root)
  return sqlite && bavail * bsize < 256 * 1024
}

function assemble(home: Home, ports: Ports, redactor: Redactor, state: MendableState): Core {
  // The line is on the disk when the state is told of it: a state that cannot take it now (disk full, held by another) is brought up later.
  const quietly = (error: unknown) => ports.log(redactor.redact(`state: ${error instanceof Error ? error.message : String(error)}`))
  const take = (line: HistoryLine) => {
    try {
      state.take(line)
    } catch (error) {
      quietly(error)
    }
  }
  const history = openHistory(home, ports.clock, redactor, take, () => state.last()?.seq ?? 0)
  const record = async (event: HistoryEvent) => {
    const { seq } = await history.append(event)
    if ((state.last()?.seq ?? 0) < seq) await state.catchUp().catch(quietly)
  }
  const keychain = rememberKeychain(ports.keychain, home)
  return {
    home,
    ports: { ...ports, keychain },
    redactor,
    history,
    state,
    record,
    settings: { configuration: null, problems: [] },
    running: new Set(),
    unrecorded: [],
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
