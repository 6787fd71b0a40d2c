import { exitCodes } from './exit-codes.ts'
import type { FailureReason } from './outcome.ts'
import { causeOfHelper, remoteCauses } from './remote-causes.ts'

/** What is known of a run that went wrong. Texts are raw: nothing has been redacted or cut yet. */
export type Evidence = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Message of `exit_error`, or the last lines of stderr. */
  readonly message: string
  /** The end of stderr. */
  readonly detail: string
  readonly command: string
}

/** Order matters: what says more stands first. */
const patterns: readonly (readonly [FailureReason, RegExp])[] = [
  ['repository-exists', /config file already exists|repository master key and config already initialized|repository already exists/i],
  ['half-made', /repository already contains keys/i],
  ['bad-password', /empty password is not allowed|resolving password failed|unable to read password/i],
  ['wrong-password', /wrong password or no key found/i],
  ['unreadable-lock', /invalid lock file|unable to create lock in backend: ciphertext verification failed/i],
  ['locked', /repository is already locked|unable to create lock in backend: .*locked by/i],
  [
    'no-space',
    /no space left on device|disk quota exceeded|insufficient storage|not enough space|quota ?exceeded|quota has been exceeded|cap[_ ]exceeded|storagefull|\(507\)/i,
  ],
  ['read-only', /read-only file system/i],
  ['disk-error', /: input\/output error|i\/o device error|cyclic redundancy check|: structure needs cleaning/i],
  ...remoteCauses,
  // What somebody else wrote and only they may read is whole: neither damaged nor not there.
  ['permission-denied', /load(?:ing)? (?:snapshot|index)\b.*: (?:permission denied|access is denied|operation not permitted)/i],
  ['source-missing', /all source directories\/files do not exist|nothing to backup|all target directories\/files do not exist/i],
  [
    'snapshot-not-found',
    /no matching id found|no snapshot found|failed to find snapshot|multiple ids with prefix|snapshot .* does not exist|failed to load snapshot .*(?:no such file|cannot find the file)/i,
  ],
  ['path-not-found', /path .*not found|not found in snapshot|: not a directory/i],
  [
    'usage',
    /unknown (?:shorthand )?flag|unknown command|flag needs an argument|invalid argument|requires? (?:at least|exactly|no) |wrong number of|no ?policy was specified|mutually exclusive/i,
  ],
  [
    'damaged',
    /ciphertext verification failed|repository contains errors|contains? damaged|invalid data returned|wrong data returned|hash mismatch|hash does not match|failed to load (?:index|snapshot)|loading index|not found in (?:(?:the )?index|repository)|tree \w+ is not known|unable to load (?:index|tree|snapshot)|unexpected eof|does not exist in the repository|blob .* not found|is damaged|config (?:could not|cannot) be (?:loaded|decoded)|config file has zero size|(?:file is|ciphertext) too short/i,
  ],
  ['permission-denied', /permission denied|access is denied|operation not permitted/i],
]

/** Which of the causes a text names. */
export function reasonInText(text: string): FailureReason | undefined {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0]
}

/** Causes that lie outside of the repository: what is inside is not told from a line of a try that failed. */
const outside: ReadonlySet<FailureReason> = new Set([
  'no-space',
  'read-only',
  'disk-error',
  'permission-denied',
  ...remoteCauses.map(([reason]) => reason),
])

/** The cause seen in restic's `returned error, retrying after` lines, where it can be told. */
export function reasonInRetries(text: string): FailureReason | undefined {
  const reason = reasonInText(text)
  return reason && outside.has(reason) ? reason : undefined
}

const shellNoise = /syntax error|not found|unexpected token|unterminated|cannot execute/i
/** What restic (0.19.1 at least) says of a config that is shorter than the key stream's start, and a file of another kind that is. */
const panicOfShortFile = /slice bounds out of range[\s\S]*\(\*Repository\)\.LoadUnpacked/
const goNoise = /goroutine \d|panic:|fatal error:|runtime:|SIGQUIT|SIGABRT|pthread_create/i

/** Names the reason of an end that was neither a success nor our own doing. */
export function classify(evidence: Evidence): FailureReason {
  const { exitCode, signal, message, detail, command } = evidence
  if (signal !== null) return 'killed'
  switch (exitCode) {
    case exitCodes.noRepository:
      return 'no-repository'
    case exitCodes.locked:
      return 'locked'
    case exitCodes.wrongPassword:
      return 'wrong-password'
    case exitCodes.interrupted:
      return 'interrupted'
    case exitCodes.crashed:
      if (isShortFile(detail)) return /\brestic\.LoadLock\(/.test(detail) ? 'unreadable-lock' : 'damaged'
      // A text file is handed to sh by execvp, and sh ends with 2 when it cannot make sense of it.
      return !goNoise.test(detail) && shellNoise.test(detail) ? 'program-not-restic' : 'crashed'
    case 126:
      return 'program-not-executable'
    case 127:
      return 'program-not-restic'
    case exitCodes.failed:
      return reasonOfFailure(message, detail, command)
    default:
      return 'unknown'
  }
}

/** Whether restic crashed because a file of the repository is shorter than any should be. */
export function isShortFile(detail: string): boolean {
  return panicOfShortFile.test(detail)
}

function reasonOfFailure(message: string, detail: string, command: string): FailureReason {
  if (command === 'restore' && /there were \d+ errors/i.test(message)) return reasonOfItems(detail)
  // A lock that was released between `list` and `cat`.
  if (command === 'cat lock' && /no such file|does not exist|not found|no matching/i.test(message)) return 'path-not-found'
  const named = reasonInText(message)
  // What ssh and rclone say comes as text before restic's own "unable to start the sftp session".
  if (named === 'unreachable') return causeOfHelper(detail) ?? named
  if (named) return named
  // 0.18 has no exit code of its own for a signal.
  if (/signal (?:interrupt|terminated) received/i.test(detail)) return 'interrupted'
  return reasonInText(detail) ?? 'unknown'
}

/** Restore counts its errors only; what they have in common is in the lines before. */
function reasonOfItems(detail: string): FailureReason {
  if (/: no space left on device|: disk quota exceeded/i.test(detail)) return 'no-space'
  if (/ciphertext verification failed|invalid data returned|hash mismatch|not found in (?:index|repository)/i.test(detail)) return 'damaged'
  return /: read-only file system/i.test(detail) ? 'read-only' : 'item-errors'
}
