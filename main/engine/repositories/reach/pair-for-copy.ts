import { clashOf, type Repository } from 'restic-wrapper'
import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { searchPath } from '../../restic/search-path.ts'
import { findCredentials } from '../../secrets/credential.ts'
import type { OpenRepository } from '../open-repository.ts'
import { needsOf } from './needs-of.ts'
import { programOptions } from './programs.ts'
import { rcloneRemoteOf } from './rclone-remote-of.ts'
import { mergeSshWords } from './ssh-words.ts'

/** What to call `copy` with: `restic.copy(target, { from })`. */
export type CopyPair = { readonly target: Repository; readonly from: Repository }

/**
 * The two repositories of a `copy` in a form in which one restic can reach both: what restic is told by variables and options counts for both. Two SFTP
 * servers get the keys of both; of two places of the same kind with other keys (S3, B2, Azure, Google) the one that is read from is reached through
 * rclone, its keys in the environment of that restic. Throws `copy-impossible` with what can be done where neither helps: call it before anything is begun.
 * Folders, REST servers and places of different kinds never clash.
 */
export async function pairForCopy(core: Core, target: OpenRepository, source: OpenRepository): Promise<CopyPair> {
  const pair = withOneSsh(target.target, source.target)
  const clash = clashOf(pair.target, pair.from)
  if (clash === undefined) return pair
  const place = core.settings.configuration?.repositories[source.name]
  const [rclone] = await searchPath('rclone', core.ports.environment, process.platform)
  const way =
    place === undefined
      ? null
      : rcloneRemoteOf(place, await findCredentials(core, source.name, needsOf(place, { platform: process.platform })))
  if (way === null || rclone === undefined) return impossible(target.name, source.name, way === null ? null : 'rclone', clash)
  const { location, environment, secrets } = way
  const { environment: _, secretFiles: __, options: ___, caCertificate: ____, ...usual } = pair.from
  return {
    target: pair.target,
    from: { ...usual, location, environment, secrets, options: await programOptions({ program: 'rclone' }, core.ports.environment) },
  }
}

function withOneSsh(target: Repository, source: Repository): CopyPair {
  const [one, other] = [target.options?.['sftp.args'], source.options?.['sftp.args']]
  if (one === undefined || other === undefined || one === other) return { target, from: source }
  const options = { 'sftp.args': mergeSshWords(one, other) }
  return {
    target: { ...target, options: { ...target.options, ...options } },
    from: { ...source, options: { ...source.options, ...options } },
  }
}

function impossible(target: string, source: string, missing: 'rclone' | null, clash: string): never {
  const sentence = `One restic cannot reach "${source}" and "${target}" at once: both need ${clash}, with different values.`
  if (missing === 'rclone')
    return fail(
      'copy-impossible',
      sentence,
      'Install rclone (https://rclone.org/install): then the one is reached through it, and the copy is made.',
    )
  return fail(
    'copy-impossible',
    sentence,
    clash === 'RCLONE_CONFIG' || clash === 'RCLONE_CONFIG_PASS'
      ? 'Put both remotes into one configuration file of rclone, and name that in both.'
      : 'Let a plan write to both instead, or give both the same keys.',
  )
}
