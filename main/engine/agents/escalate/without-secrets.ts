import { assignmentsIn } from '../../guard/assignments.ts'
import { looksRandom } from '../../guard/looks-random.ts'
import { type SecretName, saysSecret } from '../../guard/says-secret.ts'
import { secretFormats } from '../../guard/secret-formats.ts'
import { redactionMask } from '../../secrets/redact.ts'

/**
 * Takes out of a text what has the form of a secret. Where the guard asks before it calls something a secret, here whatever may be one goes: a bundle is handed to others,
 * and a placeholder too few is no loss. Known secrets are the redactor's. Pure.
 */
export function withoutSecrets(text: string): string {
  let clean = withoutKeys(text)
  for (const pattern of wholeForms) clean = clean.replace(pattern, masked)
  for (const { pattern } of secretFormats) clean = clean.replace(pattern, masked)
  return withoutAssigned(clean)
}

/** Forms that are wider than those which the guard looks for: of each the group `secret` goes, or all of it. */
const wholeForms: readonly RegExp[] = [
  // A user, a password or a token in an address.
  /(?<=[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/)(?<secret>[^\s/?#@"'`<>]{1,300})(?=@)/dg,
  // What a signed address is signed with.
  /(?<=[?&](?:key|sig|signature|code|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature)=)(?<secret>[^\s&"'<>]{6,2000})/dgi,
  /\b(?:set-)?cookie["']?\s{0,2}[:=]\s{0,4}(?<secret>[^\r\n]{4,4000})/dgi,
  /\b(?:bearer|basic|apikey)\s{1,4}(?<secret>(?=[^\s"']{0,400}[\d+/=_.-])[A-Za-z0-9._~+/=-]{8,4000})/dgi,
]

const keyBegins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const keyEnds = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
/** More lines than a key has. */
const mostOfKey = 400

/** All lines of a private key, not the first alone: also with the time in front of each, on one line as in JSON, and where its beginning or its end is cut off. */
function withoutKeys(text: string): string {
  if (!keyBegins.test(text) && !keyEnds.test(text)) return text
  const lines = text.split('\n')
  let since: number | null = null
  for (const [at, line] of lines.entries()) {
    const [begin, end] = [keyBegins.exec(line), keyEnds.exec(line)]
    if (begin !== null && end !== null && begin.index < end.index) {
      lines[at] = `${line.slice(0, begin.index + begin[0].length)}${redactionMask}${line.slice(end.index)}`
    } else if (begin !== null) {
      since = at
      lines[at] = `${line.slice(0, begin.index + begin[0].length)}${redactionMask}`
    } else if (end !== null) {
      // Its beginning was cut off: back to where no line is of a key.
      for (let before = at - 1; since === null && before >= 0 && before > at - mostOfKey && isOfKey(lines[before]); before--)
        lines[before] = redactionMask
      lines[at] = `${redactionMask}${line.slice(end.index)}`
      since = null
    } else if (since !== null) {
      if (at - since < mostOfKey) lines[at] = redactionMask
      else since = null
    }
  }
  return lines.join('\n')
}

function isOfKey(line = ''): boolean {
  return /[A-Za-z0-9+/=]{16,80}[^A-Za-z0-9+/=]{0,8}$/.test(line.slice(-100))
}

/** A replacer for patterns with the flag `d`: of a match only the group `secret` goes, where there is one. */
function masked(whole: string, ...rest: unknown[]): string {
  const groups = rest.at(-1)
  const secret = typeof groups === 'object' && groups !== null && 'secret' in groups ? groups.secret : undefined
  if (typeof secret !== 'string' || secret === '') return redactionMask
  // "Basic authentication".
  if (/^basic\s/i.test(whole) && /^[a-z]+$/.test(secret)) return whole
  const at = whole.lastIndexOf(secret)
  return `${whole.slice(0, at)}${redactionMask}${whole.slice(at + secret.length)}`
}

/** `password=…`, `"apiKey": "…"`, `--token …`. */
function withoutAssigned(text: string): string {
  let clean = ''
  let done = 0
  const found = assignmentsIn(text, (name) => saysSecret(name) !== null).toSorted((one, other) => one.start - other.start)
  for (const { name, value, start, end } of found) {
    if (start < done || !maySecret(saysSecret(name), value)) continue
    clean += `${text.slice(done, start)}${redactionMask}`
    done = end
  }
  return clean + text.slice(done)
}

/** Words that programs say of a secret in its place: without them nobody could read why it was refused. */
const said =
  /^(?:null|nil|none|undefined|unset|true|false|yes|no|ok|missing|required|invalid|wrong|incorrect|expired|refused|denied|failed|failure|error|is|was|not|for|empty|redacted|hidden|the|a|an|in|to|from|of|and|or|has|must|could|cannot|authentication|unauthorized|\*+|•+|\[.*\]|<.*>)$/i

function maySecret(name: SecretName | null, value: string): boolean {
  const bare = value.replace(/[.,;:!?]+$/, '')
  if (bare.length < 3 || said.test(bare)) return false
  switch (name) {
    case 'password':
      return true
    case 'secret':
      return bare.length >= 8 && (/\d/.test(bare) || /[^A-Za-z]/.test(bare) || bare.length >= 20)
    case 'key':
      return looksRandom(bare, 12) || (bare.length >= 16 && /\d/.test(bare))
    case null:
      return false
  }
}
