/** Hides secrets in a text. */
export type Redact = (text: string) => string

const mask = '***'
const secretName = /KEY|SECRET|TOKEN|PASS|CREDENTIAL|AUTH|SAS|SIGNATURE/i

/** To mask every "u" would hide nothing, and spoil all that is said. */
const shortest = 3

/** Makes a function that replaces every given secret by `***`, longer ones first so that no half of one stays. */
export function createRedactor(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets.filter((secret) => secret.length >= shortest))].sort((a, b) => b.length - a.length)
  if (known.length === 0) return maskLocation
  return (text) => {
    let clean = text
    for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, mask)
    return maskLocation(clean)
  }
}

/** Values of variables whose names say that they are secret. */
export function secretsOfEnvironment(environment: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(environment ?? {}).flatMap(([name, value]) => (secretName.test(name) ? [value] : []))
}

/** Whether a location carries a user or password: `rest:https://user:pw@host/`. */
export function locationHasUserInfo(location: string): boolean {
  return location.includes('://') && location.slice(location.indexOf('://')).includes('@')
}

/** The password parts of a location, as written and decoded. */
export function secretsOfLocation(location: string): string[] {
  if (!locationHasUserInfo(location)) return []
  const rest = location.slice(location.indexOf('://') + 3)
  const [authority = ''] = rest.split(/[/?#]/)
  // An at-sign may stand in the path as well.
  const info = rest.slice(0, authority.includes('@') ? authority.lastIndexOf('@') : rest.lastIndexOf('@'))
  const password = info.includes(':') ? info.slice(info.indexOf(':') + 1) : ''
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

/** `rest:https://user:pw@host/` becomes `rest:https://user:***@host/`, in any text. */
export function maskLocation(text: string): string {
  return text.includes('://') ? text.replace(/(:\/\/[^\s/:@"']*):[^\s/"']*@/g, `$1:${mask}@`) : text
}
