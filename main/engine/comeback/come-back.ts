import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ComebackMachine } from '../../contract/procedures/comeback.ts'
import { findConfiguration } from '../config/find-configuration.ts'
import { loadConfiguration } from '../config/load-configuration.ts'
import { putInForce } from '../config/put-in-force.ts'
import { replaceFile } from '../config/replace-file.ts'
import type { Core, RunHost } from '../core.ts'
import { verifyHistory } from '../history/verify-history.ts'
import { clearTemporary } from '../home/sweep-leftovers.ts'
import { writePrivateFile } from '../home/write-private-file.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import type { JobOutcome } from '../jobs/jobs.ts'
import { makeFolders } from '../machine/make-folders.ts'
import { ownFiles } from '../own/own-files.ts'
import { fail } from '../problem-error.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import { embedded } from '../repositories/repository-place.ts'
import { endOrphan } from '../repositories/stale-locks.ts'
import { underLock } from '../runs/under-lock.ts'
import { knownRepositories } from '../state/queries.ts'
import { chooseMachine, refuseOtherRepository } from './choose-machine.ts'
import { embeddedNote } from './embedded-note.ts'
import { isEmbeddedGone } from './forget-embedded.ts'
import { freshHistory } from './fresh-history.ts'
import { judgeFound } from './judge-found.ts'
import { whereToKeep } from './keep-password.ts'
import { machinesIn } from './look-for-machines.ts'
import { nameless, openBackups, type WayToBackups } from './open-backups.ts'
import { proposedConfiguration, proposedName } from './propose-configuration.ts'
import { readNewestOwn } from './read-newest-own.ts'
import type { RestoredOwn } from './read-own.ts'
import { refuseOverwriting } from './refuse-overwriting.ts'
import { restoreCommands } from './restore-commands.ts'
import { restoreVaults } from './restore-vaults.ts'
import { settleHome } from './settle-home.ts'
import { swapHistory } from './swap-history.ts'
import { takenRemedy } from './taken-remedy.ts'
import { comebackState, forgetComeback, rememberComeback, unfinishedComeback } from './unfinished-comeback.ts'

/** What is to come back, and how. */
export type ComebackWish = WayToBackups & {
  /** May be left out where there is one machine only. */
  readonly host?: string | undefined
  /** Ids of the vaults that are to be restored. */
  readonly vaults: readonly string[]
  readonly mendPlace: boolean
  readonly takeOver: boolean
  readonly keepIn: 'keychain' | 'file'
}

/**
 * Brings a machine back into a home in which nothing was set up: its configuration and history, its name, its repository and the password of it, and the vaults that are wanted.
 * Nothing of a home that has a life of its own is touched. It is remembered from before the first step until after the last, and each step finds what it did before: killed
 * anywhere, it is said again and comes to the same. Throws problems.
 */
export function comeBack(core: Core, wish: ComebackWish, host: RunHost): Promise<JobOutcome> {
  return underLock(core, 'comeback', 'bringing a machine back', host, () => comeBackInTurn(core, wish, host))
}

async function comeBackInTurn(core: Core, wish: ComebackWish, host: RunHost): Promise<JobOutcome> {
  await core.state.catchUp()
  refuseTaken(core)
  // What a try that was killed has left.
  await endOrphan(core, nameless)
  clearTemporary(core.home)
  host.onProgress({ step: 'note', text: 'Opening the backups' })
  const backups = await openBackups(core, wish, host)
  const before = unfinishedComeback(core)
  const machine = chooseMachine(await machinesIn(core, backups, host), before, wish)
  const { told, seen } = machine
  const own = await readNewestOwn(core, backups, seen.own, before?.history !== true, host)
  try {
    const recorded = knownRepositories(core.state.database)
    const toldOf = own?.about.repositories ?? []
    refuseOtherRepository(
      before,
      backups.id,
      [toldOf, recorded].map((some) => some.map(({ id }) => id)),
    )
    const known = toldOf.find(({ id }) => id === backups.id)
    const name = known?.name ?? recorded.find(({ id }) => id === backups.id)?.name ?? proposedName
    // Where it cannot be kept is said before anything is done.
    const kept = await whereToKeep(core, name, known?.password, wish.keepIn)
    await refuseOverwriting(core, name, wish.password, kept)
    const remarks: string[] = []
    if (before?.history !== true) {
      const unfinished = { host: told.host, repository: backups.id, from: placeInWords(backups.place), history: false, begun: [] }
      rememberComeback(core, unfinished)
      host.onProgress({ step: 'note', text: `Bringing back the configuration and the history of ${told.host}` })
      writeConfiguration(core, own?.configuration ?? proposedConfiguration(backups.settings, told.vaults))
      if (own === undefined) await freshHistory(core, told)
      else remarks.push(...(await bringHistory(core, own)))
      rememberComeback(core, { ...unfinished, history: true })
    }
    await loadConfiguration(core).then((loaded) => putInForce(core, loaded))
    const ended = await settleHome(
      core,
      { name, backups, password: wish.password, kept, machine: told.host, own: own?.own, mendPlace: wish.mendPlace },
      host,
    )
    const comeback = endedRun.comeback(core, ended)
    if (ended.verdict !== 'done' && ended.verdict !== 'warnings') return { runs: [comeback], remarks }
    const judged = await judgeFound(core, name, wish.vaults, host)
    const restored = await restoreVaults(core, name, wish.vaults, host)
    const verdict = gravestVerdict([comeback.verdict, restored.verdict])
    // Said again, what could not be restored is restored.
    if (!host.signal.aborted && verdict !== 'failed' && verdict !== 'interrupted' && verdict !== 'cancelled') forgetComeback(core)
    return {
      runs: [comeback, ...restored.runs],
      remarks: [
        // An older one may have been taken than was told of: its history is read only now.
        ...new Set([...remarks, ...told.notes, ...(own?.notes ?? [])]),
        ...judged,
        ...(restored.remarks ?? []),
        ...leftOut(core, name, told, wish.vaults),
        ...leftOnTheOldOne(core),
        ...passwordsToGive(core, name),
      ],
      verdict,
    }
  } finally {
    own?.remove()
  }
}

function refuseTaken(core: Core): void {
  if (comebackState(core).home !== 'taken') return
  fail('home-taken', `Vaultkeeper is set up here already (${core.home.root}), and nothing of that is overwritten.`, takenRemedy(core))
}

/** As it was written, with all its comments. What a try before this one has put there stays. */
function writeConfiguration(core: Core, text: Uint8Array | string): void {
  const { path, file } = findConfiguration(core)
  if (file.kind !== 'missing') return
  makeFolders(dirname(path))
  replaceFile(path, null, text, core.ports.randomBytes(6).toString('hex'))
}

/** @returns what a person should know of it */
async function bringHistory(core: Core, { folder }: RestoredOwn): Promise<string[]> {
  const file = join(folder, ownFiles.history)
  const check = await verifyHistory(file)
  bringHostKeys(core, folder)
  await swapHistory(core, file)
  const [first] = check.breaks
  return first === undefined
    ? []
    : [`The history that came back does not hold (${first.file}, line ${first.line}: ${first.why}): see vaultkeeper history --verify.`]
}

/** Those that a person confirmed there, beside those that were confirmed here. */
function bringHostKeys({ home }: Core, folder: string): void {
  const file = join(folder, ownFiles.knownHosts)
  if (!existsSync(file)) return
  const linesOf = (place: string) => (existsSync(place) ? readFileSync(place, 'utf8').split('\n').filter(Boolean) : [])
  const here = linesOf(home.knownHosts)
  // A key that was confirmed here a moment ago is the one that counts.
  const names = new Set(here.map((line) => line.split(' ')[0]))
  const lines = [...here, ...linesOf(file).filter((line) => !names.has(line.split(' ')[0]))]
  writePrivateFile(home.knownHosts, `${lines.join('\n')}\n`)
}

/** What nobody asked for, with what brings it back. */
function leftOut(core: Core, repository: string, { vaults }: ComebackMachine, wanted: readonly string[]): string[] {
  return vaults.flatMap(({ id, name, path, there }) => {
    const commands = there || wanted.includes(id) ? undefined : restoreCommands(core, repository, id, path ?? 'FOLDER')
    return commands === undefined ? [] : [`${name} is not restored yet. Bring it back with: ${commands}`]
  })
}

/** The repository in the home itself was lost with it, unless somebody has copied it already. */
function leftOnTheOldOne(core: Core): string[] {
  const { configuration } = core.settings
  const note = configuration !== null && isEmbeddedGone(core) ? embeddedNote(configuration, core.home.repositories) : null
  return note === null ? [] : [note]
}

/** The passwords of other places are in nobody's backup. */
function passwordsToGive(core: Core, name: string): string[] {
  const others = Object.entries(core.settings.configuration?.repositories ?? {}).filter(
    ([other, { enabled }]) => other !== name && other !== embedded && enabled !== false,
  )
  return others.map(([other]) => `The repository "${other}" needs its password again: vaultkeeper secret set ${other}`)
}
