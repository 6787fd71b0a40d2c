/** Codes of problems that lie with a repository, its place, its password or the way there, and not with what was to be backed up. */
const others: ReadonlySet<string> = new Set([
  'other-repository',
  'drive-not-connected',
  'credential-not-set',
  'bucket-missing',
  'clock-differs',
  'network-log-in',
  'no-space',
  'key-missing',
  'wrong-password',
])

/** Whether a problem is one of the repository that a run was in, by its code. Pure. */
export function isOfRepository(code: string): boolean {
  return others.has(code) || /^(?:repository|password|keychain|credential|host-key|place|rclone|ssh)-/.test(code)
}
