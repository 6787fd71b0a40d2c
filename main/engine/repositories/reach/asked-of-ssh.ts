import type { Failed } from 'restic-wrapper'
import type { Core } from '../../core.ts'
import { askSsh } from './ask-ssh.ts'

/**
 * The failure of a command on an SFTP server, with the cause that ssh itself names: restic loses the last words of ssh now and then, and is left with a session
 * that did not start. What it could tell stays as it is.
 */
export async function askedOfSsh<Result>(
  core: Core,
  repository: string,
  failure: Failed<Result>,
  signal: AbortSignal,
): Promise<Failed<Result>> {
  const place = core.settings.configuration?.repositories[repository]
  if (place?.type !== 'sftp' || failure.reason !== 'unreachable') return failure
  const answer = await askSsh(core, place, signal)
  switch (answer.kind) {
    case 'in':
      return failure
    case 'host-key-changed':
      return { ...failure, reason: 'host-key', message: 'REMOTE HOST IDENTIFICATION HAS CHANGED' }
    case 'host-key-unknown':
      return { ...failure, reason: 'host-key', message: 'no host key is known' }
    case 'key-refused':
      return { ...failure, reason: 'refused', message: `it takes no key of ours (it would take: ${answer.offers})` }
    case 'no-sftp':
      return { ...failure, reason: 'misconfigured', message: 'the server lets us in, but offers no SFTP' }
    case 'no-answer':
      return { ...failure, message: answer.why }
  }
}
