/** The oldest restic that Vaultkeeper works with. */
export const OLDEST_RESTIC = '0.18.0'

/** Versions that are new enough and still not used, each with its reason as the end of a sentence. */
const AVOIDED: Readonly<Record<string, string>> = {
  '0.19.0': 'restic 0.19.0, which has defects in `stats` and with SFTP; 0.19.1 mends them',
}

/**
 * The version in the answer to `restic version`, or undefined when this is not restic's answer. Two forms are met:
 *
 *     restic 0.19.1 compiled with go1.26.4 on linux/amd64
 *     restic 0.18.0-dev (compiled manually) compiled with go1.24.1 on linux/arm64
 */
export function parseResticVersion(output: string): string | undefined {
  return /^restic (\d+\.\d+\.\d+)(?:[-+ ]|$)/m.exec(output)?.[1]
}

/** Less than, equal to or more than zero, as for `Array.prototype.sort`; both are `number.number.number`. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split('.').map(Number), right.split('.').map(Number)]
  for (let place = 0; place < 3; place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Why this version is not used, as the end of a sentence ("is ..."), or undefined when it is fine. */
export function versionFault(version: string): string | undefined {
  if (compareVersions(version, OLDEST_RESTIC) < 0)
    return `restic ${version}, older than ${OLDEST_RESTIC}, the oldest that Vaultkeeper works with`
  return AVOIDED[version]
}
