import type { FailureReason } from './outcome.ts'

/**
 * What restic, ssh, rclone and the servers behind them say, and the cause that it names; order matters: what says more stands first. Collected from
 * restic 0.19.1 and rclone 1.75.2 against servers that were made to fail, and from the error codes of S3, Azure, B2 and Google Cloud Storage.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 */
export const remoteCauses: readonly (readonly [FailureReason, RegExp])[] = [
  [
    'clock',
    /difference between the request time and the \w+(?:'s)? time is too large|requesttimetooskewed|request date header (?:is )?too old|token must be a short-lived token|certificate has expired or is not yet valid: current time \S+ is before/i,
  ],
  [
    'log-in-page',
    /invalid character '<' looking for beginning of value|\(511\)|network authentication required|negative content length|last-modified time format is invalid|expected element type <\w+> but have <html>/i,
  ],
  [
    'host-key',
    /host key verification failed|remote host identification has changed|someone is doing something nasty|no \S+ host key is known/i,
  ],
  ['certificate', /x509: |tls: failed to verify certificate|tls: (?:expired|bad|unknown) certificate|tls: certificate required/i],
  [
    'no-bucket',
    /nosuchbucket|specified bucket does not exist|bucket does(?:n't| not) exist|bucket not found|containernotfound|specified container does not exist/i,
  ],
  [
    'misconfigured',
    /didn't find (?:section in config file|backend called)|failed to load config file|fork\/exec \S+: no such file|executable file not found in|bucket name (?:cannot|can only|must|contains)|addressed using the specified endpoint|authorization header is malformed|(?<!cannot fetch token): 400 bad request|parsing repository location failed|no credentials found|could not find default credentials|private key should be a pem|illegal base64 data/i,
  ],
  [
    'refused',
    /\(40[137]\)|\b401 unauthorized|\b403 forbidden|access ?denied|authorizationfailure|authenticationfailed|invalidaccesskey|signaturedoesnotmatch|access key id you provided does not exist|request signature we calculated|provided token (?:has expired|is malformed)|failed to authenticate the request|invalid_grant|cannot fetch token: 40[013]|bad_auth_token|empty token found|couldn't fetch token|token (?:has )?expired|all access to this \w+ has been disabled|permission denied \((?:publickey|password|keyboard)/i,
  ],
  [
    'unavailable',
    /\((?:429|500|502|503|504)\)|please reduce your request rate|internal error, please try again|\bslowdown\b|too many requests|service unavailable|serverbusy|server is busy/i,
  ],
  [
    'unreachable',
    /connection refused|no such host|i\/o timeout|network is unreachable|no route to host|connection reset|connection closed|tls handshake|tls: |deadline exceeded|dial tcp|connection timed out|could not resolve|broken pipe|server gave http response|transport connection broken|unable to start the sftp session|ssh command exited|error talking http|temporary failure in name resolution|network is down|host is down|": EOF$/im,
  ],
]

/** Causes that the next try meets again, seconds later: restic is not left to try for minutes. */
const hopeless: ReadonlySet<FailureReason | undefined> = new Set([
  'clock',
  'log-in-page',
  'host-key',
  'certificate',
  'no-bucket',
  'misconfigured',
  'refused',
  'no-space',
  'disk-error',
])

/** Whether to try again within the same run is of no use. Pure. */
export function isHopeless(reason: FailureReason | undefined): boolean {
  return hopeless.has(reason)
}

/**
 * The cause on the way to a repository that keeps what it holds from being loaded, in a line of an error of restic's: nothing is said by it of what is stored.
 * A failure inside of the server (500) may be one of the disk below it, and a try that is made again is no end. Pure.
 */
export function causeOnTheWay(line: string): FailureReason | undefined {
  if (/\(500\)|retrying after/.test(line)) return undefined
  return remoteCauses.find(([, pattern]) => pattern.test(line))?.[0] ?? (notAllowed.test(line) ? 'permission-denied' : undefined)
}

/** What systems say of a file that is there and may not be opened. */
const notAllowed = /: (?:permission denied|operation not permitted|access is denied\.?)$/im

/** What ssh and rclone say as text; restic's own message after it tells only that they ended. */
const ofHelpers: readonly (readonly [FailureReason, RegExp])[] = remoteCauses.filter(([reason]) => reason !== 'unavailable')

/** The cause in the lines of ssh or rclone before restic's own. Pure. */
export function causeOfHelper(detail: string): FailureReason | undefined {
  const said = detail
    .split('\n')
    .filter((line) => /^(?:subprocess ssh|rclone): /.test(line.trimStart()))
    .join('\n')
  return ofHelpers.find(([, pattern]) => pattern.test(said))?.[0]
}
