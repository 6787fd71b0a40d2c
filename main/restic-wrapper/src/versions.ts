/** A version of restic, as three numbers. */
export type Version = { readonly major: number; readonly minor: number; readonly patch: number }

/** What differs between the versions this package can meet, and since when it is there. */
export const features = {
  exitErrorMessages: '0.18.0',
  checkSummary: '0.18.0',
  interruptedExitCode: '0.19.0',
  missingSourceIsPartial: '0.19.0',
  forgetFailureIsPartial: '0.19.0',
  checkBySnapshot: '0.19.0',
  ownershipByName: '0.19.0',
} as const

/** Oldest version whose messages this package reads. */
export const oldestSupported = '0.18.0'

/** Reads `0.19.1`, `v0.19.1`, `restic 0.19.1 compiled with ...`, `0.19.1-dev (...)`. */
export function parseVersion(text: string): Version | undefined {
  const match = /(\d{1,5})\.(\d{1,5})\.(\d{1,5})/.exec(text)
  return match ? { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) } : undefined
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}

/** Whether `version` is `oldest` or newer; a text that holds no version is not. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(oldest)]
  return a !== undefined && b !== undefined && compareVersions(a, b) >= 0
}

/** Whether this version can be used: 0.18.0 or newer, but not 0.19.0, whose `stats --json` prints a progress bar into its JSON. */
export function isSupported(version: string): boolean {
  const parsed = parseVersion(version)
  if (!parsed) return false
  return isAtLeast(version, oldestSupported) && compareVersions(parsed, { major: 0, minor: 19, patch: 0 }) !== 0
}

/** Whether this version has a feature of the table. */
export function hasFeature(version: string, feature: keyof typeof features): boolean {
  return isAtLeast(version, features[feature])
}
