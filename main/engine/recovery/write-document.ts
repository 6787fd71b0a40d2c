import { chmodSync, existsSync, rmSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import type { RecoveryDocument, RecoveryState, WrittenDocument } from '../../contract/procedures/recovery.ts'
import { leftovers, replaceFile } from '../config/replace-file.ts'
import { uniqueName } from '../config/tidy-configuration.ts'
import type { Core } from '../core.ts'
import { tryLock } from '../home/lock.ts'
import { fail, ProblemError, systemCode } from '../problem-error.ts'
import { vaultCalled } from '../runs/vault-called.ts'
import type { RecoveryFacts } from './facts.ts'
import { gatherFacts } from './gather-facts.ts'
import { placeInVault } from './place-in-vault.ts'
import { type DocumentThere, readDocument } from './read-document.ts'
import { recoveryDocument } from './recovery-document.ts'
import { isSameText, seal } from './sealed-document.ts'

/** How the recovery document of a vault stands, and what it should say. */
export function recoveryDocumentOf(core: Core, vault: string): RecoveryDocument {
  const about = aboutVault(core, vault)
  const facts = gatherFacts(core)
  if (about.inside === null) return { ...shown(about), text: textFor(core, facts, null), state: 'off', problem: null }
  try {
    const place = placeInVault(about.folder, about.inside, false)
    const there = place === null ? null : readDocument(place)
    const text = textFor(core, facts, there)
    const state: RecoveryState = there === null ? 'missing' : isSameText(text, there.text) ? 'current' : 'outdated'
    return { ...shown(about), text, state, problem: null }
  } catch (error) {
    const problem = problemOf(error, about)
    return { ...shown(about), text: textFor(core, facts, null), state: stateOf(problem), problem }
  }
}

/** Brings the recovery documents up to date, of one vault or of all that the configuration names. What stands in the way of one is told with it. */
export async function writeDocuments(core: Core, only?: string): Promise<WrittenDocument[]> {
  const vaults = only === undefined ? Object.keys(core.settings.configuration?.vaults ?? {}) : [only]
  if (vaults.length === 0) return []
  const facts = gatherFacts(core)
  const written: WrittenDocument[] = []
  for (const vault of vaults) written.push(await writeOne(core, vault, facts))
  return written
}

/** The id of a vault of the configuration by its id, name or path. Throws a problem for another one, and for a name of several. */
export function vaultNamedHere(core: Core, text: string): string {
  const vaults = Object.entries(core.settings.configuration?.vaults ?? {}).map(([id, { name, path }]) => ({ id, name, path }))
  return (
    vaultCalled(vaults, text)?.id ??
    fail(
      'vault-not-configured',
      `The configuration has no vault "${text}", and only its vaults have a recovery document.`,
      vaults.length === 0
        ? 'Vaults are written into the configuration: vaultkeeper config path'
        : `There are: ${vaults.map(({ id }) => id).join(', ')}.`,
    )
  )
}

type About = { readonly vault: string; readonly name: string; readonly folder: string; readonly inside: string | null }

function aboutVault(core: Core, vault: string): About {
  const configured = core.settings.configuration?.vaults[vaultNamedHere(core, vault)]
  const {
    name,
    path,
    recoveryDocument: inside,
  } = configured ?? fail('vault-not-configured', `There is no vault "${vault}".`, 'Name another one.')
  return { vault, name, folder: path, inside }
}

function shown({ vault, name, folder, inside }: About): { vault: string; name: string; path: string | null } {
  return { vault, name, path: inside === null ? null : join(folder, inside) }
}

async function writeOne(core: Core, vault: string, facts: RecoveryFacts): Promise<WrittenDocument> {
  const about = aboutVault(core, vault)
  const nothing = { ...shown(about), written: false, kept: null, problem: null }
  if (about.inside === null) return { ...nothing, state: 'off' }
  const lock = tryLock(core.home.locks, 'recovery-documents', 'writing the recovery documents')
  // Whoever holds it writes the same.
  if (lock === undefined) return { ...nothing, state: 'outdated' }
  try {
    const place = placeInVault(about.folder, about.inside, true)
    if (place === null) return { ...nothing, state: 'missing' }
    const there = readDocument(place)
    const text = textFor(core, facts, there)
    if (there !== null && isSameText(text, there.text)) return { ...nothing, state: 'current' }
    const path = join(place.folder, place.name)
    for (const left of leftovers(path)) rmSync(left, { force: true })
    const kept = there?.sealed.edited === true ? keepAside(core, path, there.bytes) : null
    if (!replaceFile(path, there?.bytes ?? null, text, uniqueName(core))) return { ...nothing, kept, state: 'outdated' }
    // It holds nothing that others of this computer may not see who may see the vault.
    if (there === null) chmodSync(path, 0o644)
    await core.record({ event: 'recovery.written', vault, path, ...(kept === null ? {} : { kept }) })
    return { ...nothing, kept, state: 'current', written: true }
  } catch (error) {
    const problem = problemOf(error, about)
    return { ...nothing, state: stateOf(problem), problem }
  } finally {
    lock.release()
  }
}

/** The whole text of the file. Its date is that of the last change: as long as nothing else of it is another, it stays. */
function textFor(core: Core, facts: RecoveryFacts, there: DocumentThere | null): string {
  const places = there?.sealed.places ?? []
  const today = core.ports.clock.now().toISOString().slice(0, 10)
  const asBefore = there === null || there.sealed.date === '' ? null : seal(recoveryDocument(facts, there.sealed.date), places)
  return asBefore !== null && isSameText(asBefore, there?.text ?? '') ? asBefore : seal(recoveryDocument(facts, today), places)
}

/** What somebody changed outside of the marked places is not thrown away: the file as it was, beside the new one. */
function keepAside(core: Core, path: string, bytes: Uint8Array): string {
  const stem = path.slice(0, path.length - extname(path).length)
  for (let number = 1; ; number++) {
    const aside = `${stem}.old${number === 1 ? '' : `.${number}`}${extname(path)}`
    if (!existsSync(aside) && replaceFile(aside, null, bytes, uniqueName(core))) return aside
  }
}

function stateOf({ code }: Problem): RecoveryState {
  return code === 'recovery-document-foreign' || code === 'recovery-document-outside' ? 'foreign' : 'missing'
}

/** What keeps a file from being written is told, whatever it is: the backup goes on. */
function problemOf(error: unknown, { folder, inside }: About): Problem {
  if (error instanceof ProblemError) return error.problem
  const code = systemCode(error)
  if (code === '') throw error
  return {
    code: 'recovery-document-not-written',
    sentence: `The recovery document ${basename(inside ?? '')} cannot be written into ${folder} (${code}).`,
    remedy:
      code === 'ENOSPC'
        ? 'Free some space there.'
        : 'See that the folder may be written to, or switch it off there: "recoveryDocument": false.',
  }
}
