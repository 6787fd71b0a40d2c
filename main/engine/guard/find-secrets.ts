import { assignmentsIn } from './assignments.ts'
import { isPlaceholder } from './is-placeholder.ts'
import { entropyOf } from './looks-random.ts'
import { saysSecret } from './says-secret.ts'
import { secretFormats } from './secret-formats.ts'
import { isSecretValue } from './secret-value.ts'

/** A secret in a text. `secret` is the secret itself: it is compared with other texts, and never told. `line` from 1; `begins`: at most its first two characters. */
export type FoundSecret = {
  readonly kind: string
  readonly issuer: string | null
  readonly line: number
  readonly secret: string
  readonly begins: string | null
}

/** Files whose long names are checksums, by the hundred: only known formats are looked for there. */
const locks =
  /(?:^|\/)(?:[^/]*[.-]lock(?:\.(?:json|ya?ml))?|package-lock\.json|npm-shrinkwrap\.json|go\.sum|[^/]*\.(?:svg|map|min\.js|min\.css|ipynb|tfstate\.lock))$/i
/** Tests are full of passwords that nobody has. */
const tests = /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures?|testdata|e2e)\/|[._-](?:test|spec)s?\.[a-z]{1,4}$/i
/** What a person writes on a line whose secret is none; the words of other programs count as well. */
const allowed = /not a secret|gitleaks:allow|secretlint-disable-line|allowlist[ -]secret|trufflehog:ignore/i
/** More than anybody can read. */
const most = 100

type Span = { readonly start: number; readonly end: number }

/** The secrets in a text, in order: known formats, and what is assigned to a name that says so and looks like one. Pure. @param file its name, for what it is */
export function findSecrets(text: string, file: string): FoundSecret[] {
  const found: (Span & Omit<FoundSecret, 'line'>)[] = []
  const isTest = tests.test(file)
  const add = ({ start: from, end: to }: Span, kind: string, issuer: string | null, begins: boolean) => {
    if (isTest && kind.startsWith('password')) return
    if (found.some(({ start, end }) => from < end && start < to)) return
    const secret = text.slice(from, to)
    found.push({ start: from, end: to, kind, issuer, secret, begins: begins ? secret.slice(0, 2) : null })
  }
  for (const { kind, issuer, pattern } of secretFormats)
    for (const { indices, 0: whole } of text.matchAll(pattern)) {
      const [start = 0, end = whole.length] = indices?.groups?.['secret'] ?? indices?.[0] ?? []
      if (isOfFormat(kind, text.slice(start, end), whole)) add({ start, end }, kind, issuer, !kind.startsWith('password'))
    }
  if (!locks.test(file))
    for (const assignment of assignmentsIn(text, (name) => saysSecret(name) !== null)) {
      const said = saysSecret(assignment.name)
      if (said !== null && isSecretValue(assignment, said))
        add(assignment, said === 'password' ? 'password' : 'secret', null, said !== 'password')
    }
  return withLines(
    text,
    found.toSorted((one, other) => one.start - other.start),
  )
}

/** Whether what has the form of a secret is none after all. `whole`: with what stands around it. */
function isOfFormat(kind: string, secret: string, whole: string): boolean {
  if (kind === 'password in an address') {
    const user = /:\/\/([^:]*):/.exec(whole)?.[1] ?? ''
    return secret !== user && !isPlaceholder(secret) && secret.length >= 4
  }
  if (kind === 'password') {
    // RFC 7617: user, colon, password.
    const [user, password] = Buffer.from(secret, 'base64').toString('latin1').split(':')
    return (
      user !== undefined &&
      password !== undefined &&
      /^[\x20-\x7e]+$/.test(user + password) &&
      user !== password &&
      !isPlaceholder(password)
    )
  }
  return !isPlaceholder(secret, true) && entropyOf(secret) >= 2.6
}

function withLines(text: string, found: readonly (Span & Omit<FoundSecret, 'line'>)[]): FoundSecret[] {
  let line = 1
  let at = 0
  const told: FoundSecret[] = []
  for (const { start, end: _, ...secret } of found) {
    for (let next = text.indexOf('\n', at); next !== -1 && next < start; next = text.indexOf('\n', at)) {
      line++
      at = next + 1
    }
    const ending = text.indexOf('\n', start)
    if (!allowed.test(text.slice(Math.max(at, start - 500), ending === -1 ? start + 1000 : ending))) told.push({ ...secret, line })
    if (told.length === most) break
  }
  return told
}
