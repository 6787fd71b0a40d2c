import type { Outcome, Repository, Snapshot } from 'restic-wrapper'
import type { Core } from '../core.ts'
import { programOptions } from '../repositories/reach/programs.ts'
import type { Reach } from '../repositories/reach/reach.ts'
import { withSecrets } from '../repositories/reach/with-secrets.ts'
import { resticOf } from '../repositories/restic-of.ts'
import type { Credentials } from '../secrets/credential.ts'

type Failed = Extract<Outcome<unknown>, { kind: 'failed' }>

/** What restic found at a place. `there`: a repository, which was not opened. `opened`: with what is in it, and whether a lock could be written and removed. */
export type Asked =
  | { readonly kind: 'nothing' | 'there' | 'wrong-password' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failed }
  | {
      readonly kind: 'opened'
      readonly id: string
      readonly snapshots: readonly Snapshot[]
      /** Why no lock could be written; it was read without one then. */
      readonly notWritten: Failed | undefined
      /** What was written could not be removed again. */
      readonly notRemoved: boolean
    }

/** How a place is asked. */
export type Question = {
  /** For the notes on processes. */
  readonly name: string
  readonly reach: Reach
  readonly credentials: Credentials
  /** Without it is only asked whether something is there. */
  readonly password: string | undefined
}

/** What keeps on failing for so long fails: somebody sits in front of it. In milliseconds. */
const retrying = 4_000

/** Asks restic what is at a place. Nothing is made there but, with the right password, a lock that is removed again. Throws a problem where a program is missing. */
export async function askRestic(core: Core, { name, reach, credentials, password }: Question, signal: AbortSignal): Promise<Asked> {
  const programs = await programOptions(reach, core.ports.environment)
  const restic = await resticOf(core, name, { signal, onLine: () => undefined })
  const way = withSecrets(reach, credentials)
  const value = password ?? core.ports.randomBytes(16).toString('hex')
  const target: Repository = {
    ...way,
    options: { ...way.options, ...programs },
    password: { from: 'value', value },
    noCache: true,
  }
  const control = { signal, limits: { retrying } }
  const config = await restic.catConfig({ ...target, noLock: true }, {}, control).outcome
  if (config.kind === 'cancelled') return { kind: 'stopped' }
  if (config.kind === 'failed') {
    if (config.reason === 'no-repository') return { kind: 'nothing' }
    if (config.reason === 'wrong-password') return { kind: password === undefined ? 'there' : 'wrong-password' }
    return { kind: 'failed', failure: config }
  }
  const { id } = config.result
  const written = await restic.snapshots(target, {}, control).outcome
  if (written.kind === 'cancelled') return { kind: 'stopped' }
  if (written.kind !== 'failed')
    return { kind: 'opened', id, snapshots: written.result, notWritten: undefined, notRemoved: leftLock(written) }
  const read = await restic.snapshots({ ...target, noLock: true }, {}, control).outcome
  if (read.kind === 'cancelled') return { kind: 'stopped' }
  if (read.kind === 'failed') return { kind: 'failed', failure: read }
  return { kind: 'opened', id, snapshots: read.result, notWritten: written, notRemoved: false }
}

/** restic ends well when it could not remove its own lock, and says so on the way. */
function leftLock(outcome: Exclude<Outcome<unknown>, { kind: 'failed' | 'cancelled' }>): boolean {
  const lines = outcome.kind === 'done' ? outcome.warnings : outcome.failures.map(({ message }) => message)
  return lines.some((line) => /unlock|remove.*lock|lock.*remov/i.test(line))
}
