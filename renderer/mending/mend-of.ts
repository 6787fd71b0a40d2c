/** What mends a problem of a repository in a dialog right where it is met: its password, what its server asks for, or its place. */
export type MendKind = 'password' | 'credential' | 'place'

/** The dialog that mends a problem, by its code; `null` where none does. Pure. */
export function mendOf(code: string): MendKind | null {
  if (/^(wrong-password|password-(gone|not-set|unusable))$/.test(code)) return 'password'
  if (/^(credential-(not-set|unusable)|repository-refused)$/.test(code)) return 'credential'
  return /^(repository-gone|drive-(not-connected|went-away)|other-repository)$/.test(code) ? 'place' : null
}

/** What its button says. */
export const mendLabels: Readonly<Record<MendKind, string>> = {
  password: 'Enter the password',
  credential: 'Enter what it asks for',
  place: 'Show where it is',
}
