import type { Outcome } from 'restic-wrapper'
import type { Problem } from '../contract/problem.ts'
import { wayProblem } from './way-problem.ts'

type Failed = Extract<Outcome<unknown>, { kind: 'failed' }>

/** What a person needs to hear about the repository that a failure is of. */
export type RepositoryInWords = {
  readonly name: string
  readonly location: string
  readonly hasKeys: boolean
  /** The password that was tried is the one that is kept, which opened it before. */
  readonly kept?: boolean
}

/** One sentence with the cause and one with the remedy for what restic came back with. Pure. */
export function resticProblem(failure: Failed, repository: RepositoryInWords): Problem {
  const { name, location } = repository
  const made = (code: string, sentence: string, remedy: string): Problem => ({
    code,
    sentence,
    remedy,
    ...(failure.detail || failure.message ? { detail: failure.detail || failure.message } : {}),
  })
  const onTheWay = wayProblem(failure, repository)
  if (onTheWay !== undefined) return made(onTheWay.code, onTheWay.sentence, onTheWay.remedy)
  switch (failure.reason) {
    case 'no-repository':
      return made(
        'repository-gone',
        `The repository "${name}" is not where it was: ${location}.`,
        'Connect its disk, or put the folder back. Vaultkeeper never makes a new one in its place.',
      )
    case 'repository-exists':
      return made(
        'repository-exists',
        `There is a repository already at ${location}.`,
        'Name another folder, or use the one that is there.',
      )
    case 'half-made':
      return made(
        'repository-half-made',
        `No repository can be made at ${location}: there are keys and no "config", so the making of one was cut off there, or its "config" was lost.`,
        'Look at what lies there. If there are no files in its folders data, index and snapshots, nothing was ever kept in it: remove all of it there, and run this again. Otherwise put the "config" back from a copy, or name another place.',
      )
    case 'locked':
      return made(
        'repository-busy',
        failure.lock
          ? `The repository "${name}" is in use by restic on ${failure.lock.host} (process ${failure.lock.pid}${failure.lock.age ? `, for ${failure.lock.age}` : ''}).`
          : `The repository "${name}" is in use by another program.`,
        'Wait until that has ended and try again. If nothing is running there any more: vaultkeeper unlock',
      )
    case 'unreadable-lock':
      return made(
        'lock-unreadable',
        `Nothing can be written to the repository "${name}": a lock in it cannot be read.`,
        `See which, and remove it if nobody needs it, with: vaultkeeper unlock --repository ${name}`,
      )
    case 'wrong-password':
      return repository.hasKeys
        ? made(
            'wrong-password',
            repository.kept
              ? `The password that is kept here does not open the repository "${name}" any more: it was changed elsewhere.`
              : `The password does not open the repository "${name}".`,
            repository.kept
              ? `Give the new one: vaultkeeper secret set ${name}. The old one is kept until the new one has opened it.`
              : `Give the one it was made with: vaultkeeper secret set ${name} (it stands in your emergency kit, if you made one).`,
          )
        : made(
            'key-missing',
            `The repository "${name}" has lost its key files (${location}/keys is empty): no password can open it.`,
            'Put the folder "keys" back from a copy of the repository.',
          )
    case 'bad-password':
      return made(
        'password-unusable',
        `The password for the repository "${name}" cannot be used: ${failure.message}.`,
        `Store another with: vaultkeeper secret set ${name}`,
      )
    case 'no-space': {
      const elsewhere = fullElsewhere(failure, location)
      if (elsewhere !== undefined)
        return made(
          'no-space',
          `The disk of ${elsewhere} is full, where restic keeps what it needs for a while.`,
          'Free some space there and run it again; what was backed up before is untouched.',
        )
      return made(
        'no-space',
        isServer(location)
          ? `The server of the repository "${name}" has no room left for it: ${failure.message}.`
          : `The disk that holds the repository "${name}" is full (${location}).`,
        isServer(location)
          ? 'Ask for more space there, or keep fewer snapshots, and run it again; what was backed up before is untouched.'
          : 'Free some space there and run it again; what was backed up before is untouched.',
      )
    }
    case 'read-only':
      return made(
        'repository-read-only',
        `The disk that holds the repository "${name}" is read-only (${location}).`,
        'Mount it writable and run it again. Restoring from it works meanwhile.',
      )
    case 'disk-error':
      return made(
        'repository-disk-error',
        `The disk that holds the repository "${name}" cannot ${/^(?:write|sync|fsync|rename) /.test(failure.message) ? 'be written' : 'be read'} (${location}): ${failure.message}.`,
        'Check its cable, and its health with: smartctl -a. It may be failing: have another copy elsewhere, and see what is affected with: vaultkeeper verify',
      )
    case 'permission-denied':
      return made(
        'repository-not-allowed',
        `You have not the rights that the repository "${name}" at ${location} needs.`,
        'Run as the user who made it, or give that user the folder back (chown).',
      )
    case 'damaged':
      return made(
        'repository-damaged',
        `The repository "${name}" is damaged: ${failure.message}.`,
        'See which files are affected with: vaultkeeper verify. Then mend what can be mended with: vaultkeeper verify --repair',
      )
    case 'snapshot-not-found':
      return made('snapshot-not-found', `The repository "${name}" holds no such snapshot.`, 'See what there is with: vaultkeeper snapshots')
    case 'path-not-found':
      return made('path-not-found', 'There is no such file or folder in that snapshot.', 'See what there is with: vaultkeeper ls SNAPSHOT')
    case 'source-missing':
      return made(
        'folder-missing',
        'The folder was gone when restic came to read it.',
        'Check that its disk is connected, and run it again.',
      )
    case 'item-errors':
      return made(
        'some-files-failed',
        `${failure.failureCount} ${failure.failureCount === 1 ? 'file' : 'files'} could not be restored.`,
        'See the list; free space or rights in the target are the usual causes. Run the same restore again with --overwrite if-changed.',
      )
    case 'interrupted':
      return made('restic-interrupted', 'restic was interrupted by another program.', 'Run it again; it goes on where it was.')
    case 'killed':
      return made(
        'restic-killed',
        `restic was killed (${failure.signal ?? 'by the system'}), perhaps for want of memory.`,
        'Run it again; it goes on where it was. If it happens again, free some memory.',
      )
    case 'crashed':
      return made('restic-crashed', 'restic crashed.', 'Run it again. If it happens again: vaultkeeper doctor')
    case 'program-missing':
    case 'program-not-executable':
    case 'program-not-restic':
      return made('restic-unusable', `restic could not be started: ${failure.message}.`, 'See what is wrong with: vaultkeeper doctor')
    case 'retrying-too-long':
    case 'silent-too-long':
    case 'took-too-long':
      return made(
        'repository-not-answering',
        `The repository "${name}" does not answer (${location}): ${failure.message}.`,
        'Check its disk or server, and try again.',
      )
    default:
      return made(
        'restic-failed',
        `restic failed: ${failure.message}.`,
        'Try again; vaultkeeper doctor tells whether the repository can be used.',
      )
  }
}

function isServer(location: string): boolean {
  return /^[a-z0-9]{2,}:/.test(location)
}

/** The file that there was no room for, where it is no file of the repository: restic's cache and its temporary files may lie on other disks. */
function fullElsewhere({ message, detail }: Failed, location: string): string | undefined {
  const file = /\b(?:write|mkdir|open|create|close|sync|fsync|rename) (\/[^\n]*?): no space left on device/.exec(
    `${message}\n${detail}`,
  )?.[1]
  return file === undefined || file.startsWith(location) ? undefined : file
}
