import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { makeFolders } from '../machine/make-folders.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { messageOf } from '../problem-of-error.ts'
import { knownRepositories } from '../state/queries.ts'
import { chunkerSources } from './chunker-source.ts'
import { removeLeftByMaking } from './left-by-making.ts'
import { type OpenRepository, openRepository } from './open-repository.ts'
import { type CopyPair, pairForCopy } from './reach/pair-for-copy.ts'
import { knownAs } from './repository-identity.ts'
import { embedded, missingDrive } from './repository-place.ts'

/** Makes one in a folder where nothing is, or nothing but what a creation that was cut off has left. Throws problems. */
export async function makeInFolder(
  core: Core,
  opened: OpenRepository,
  place: 'nothing' | 'half-made' | 'other-files' | 'not-reachable',
  password: PasswordSource,
  host: RunHost,
): Promise<void> {
  const { name, location } = opened
  if (place === 'other-files')
    fail(
      'place-taken',
      `${location} holds other files, so no repository is made there.`,
      name === embedded
        ? 'Empty that folder, or set VAULTKEEPER_HOME to another one.'
        : 'Empty that folder, or name another one in the configuration.',
    )
  if (place === 'not-reachable') fail('place-not-reachable', `${location} cannot be read.`, 'Check the rights on that folder.')
  const drive = missingDrive(location)
  if (drive !== undefined)
    fail(
      'drive-not-connected',
      `The drive of the repository "${name}" is not connected: ${location} is not there.`,
      'Connect it; the backup is made up for then.',
    )
  // Left by a creation that was cut off: nothing else is in it, and we said before that we would make it there.
  if (place === 'half-made') removeLeftByMaking(location)
  await makeRepository(core, opened, password, host)
}

/** Makes it, in a place that was found to be free. */
export async function makeRepository(core: Core, opened: OpenRepository, password: PasswordSource, host: RunHost): Promise<void> {
  const { name, location, remote } = opened
  await core.record({ event: 'repository.creating', repository: name, location, password })
  if (!remote) makeFolders(location, 0o700)
  host.onProgress({ step: 'note', text: `Making the encrypted repository "${name}"` })
  const like = await likeWhich(core, opened, host)
  const outcome = like && (await opened.restic.init(like.target, { copyChunkerParamsFrom: like.from }, { signal: host.signal }).outcome)
  if (like !== undefined && outcome?.kind === 'failed')
    core.ports.log(core.redactor.redact(`init: not cut like "${like.name}": ${outcome.message}`))
  const made = outcome?.kind === 'done' ? outcome : await opened.restic.init(opened.target, {}, { signal: host.signal }).outcome
  const { id } = opened.done(made)
  await quicken(core, opened, host)
  await knownAs(core, opened, id, password)
}

/** What it spares is time: where it cannot be done, the repository is as good. */
export async function quicken(core: Core, opened: OpenRepository, host: RunHost): Promise<void> {
  if (opened.remote) return
  try {
    const { quickenNew } = await import('./quick-key/quick-key.ts')
    await quickenNew(opened, host)
  } catch (error) {
    if (host.signal.aborted) throw error
    core.ports.log(core.redactor.redact(`key of ${opened.name}: ${messageOf(error)}`))
  }
}

/**
 * The first of those that it is to cut files like which can be opened now, and reached by the same restic. Without any it works as well, but copies between them
 * take more room.
 */
async function likeWhich(core: Core, opened: OpenRepository, host: RunHost): Promise<(CopyPair & { readonly name: string }) | undefined> {
  const { name } = opened
  const made = knownRepositories(core.state.database).flatMap((one) => (one.id === null ? [] : [one.name]))
  for (const source of chunkerSources(core.settings.configuration, made, name)) {
    try {
      return { name: source, ...(await pairForCopy(core, opened, await openRepository(core, source, 'read', host))) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      host.onProgress({
        step: 'note',
        text: `"${source}" cannot be opened now, so that copies between it and "${name}" may take more room`,
      })
    }
  }
  return undefined
}
