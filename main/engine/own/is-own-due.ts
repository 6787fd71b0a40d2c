/**
 * When Vaultkeeper's own things were last kept in a repository, and the SHA-256 of the configuration that was among them. `outdone`: an anomaly was found since, or a person
 * decided something, which nothing but the history tells of.
 */
export type LastOwn = { readonly time: string; readonly configuration: string; readonly outdone: boolean }

/** So long they are as good as new while the configuration is the same, in ms; less than a day, so that a daily plan finds them due each time. */
const freshFor = 20 * 60 * 60_000

/** Whether Vaultkeeper's own things are to be kept again in a repository: the configuration is another one, more has come of people and their vaults, or it was long ago. Pure. */
export function isOwnDue(last: LastOwn | undefined, configuration: string, now: Date): boolean {
  if (last === undefined || last.configuration !== configuration || last.outdone) return true
  const age = now.getTime() - Date.parse(last.time)
  // A clock that was set back is no reason to wait for it.
  return age < 0 || age >= freshFor
}
