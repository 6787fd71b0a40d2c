/** What stands where a value should be: words that people write there. The short ones count only by themselves, for they come up in random text by chance. */
const words =
  /example|sample|dummy|placeholder|change[-_ ]?(?:me|this|it)|replace|insert|redacted|fixme|lorem|foobar|not[-_]?a[-_]|fake|mock|yourse|your[-_ ]|[-_ ]here\b|my[-_]?(?:super[-_]?)?(?:secret|password|token|key)|super[-_]?secret|passw(?:or)?d|letmein|s3cr3t|qwerty|hunter\d+|^(?:secret|passphrase|pass|pw|pwd|hidden)[-_]?\d{0,4}$|^(?:test|pass|admin|user|demo|welcome|abcd?)\d{1,6}[!?.#]*$/i
const shortWords =
  /(?<![A-Za-z0-9])(?:your?|test|testing|todo|tbd|foo|bar|baz|none|null|nil|undefined|unset|empty|true|false|secret|token|default|dev|demo|local|admin|root|guest|user|enter|add|set|xyz|abc)(?![A-Za-z0-9])/i
/** A reference to where the value is: a variable, a template, a keychain, what SOPS and Ansible have encrypted. */
const references =
  /\$\{|\$\(|\$[A-Za-z_\d@]|`|%[A-Za-z_]{2,}%|\{\{|\}\}|#\{|<[^>]*>|^\[.*\]$|^(?:op|vault|secret|keychain|env|file|ref|pass|bw|doppler|ssm|aws|gcp|azure)(?:-\w+)?:|^arn:|^projects\/|^ENC\[|^!|\*{3}|\.{3}|…|•/

/**
 * Whether a value is none: a placeholder, a reference to where the value is kept, or a run of characters that nobody would be given. Pure.
 * @param known it has the form of a known secret: documents are full of `AKIA…EXAMPLE` and `ghp_xxxx…`, but `sk_test_…` is one in spite of its words
 */
export function isPlaceholder(value: string, known = false): boolean {
  return words.test(value) || (!known && shortWords.test(value)) || references.test(value) || isMonotonous(value)
}

/** Repeats itself, or counts: `xxxxxxxx`, `0000-0000`, `123456789`, `abcdefgh`. */
function isMonotonous(value: string): boolean {
  const letters = value.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (letters.length < 4) return true
  if (new Set(letters).size <= Math.min(4, Math.ceil(letters.length / 4))) return true
  let steps = 0
  for (let index = 1; index < letters.length; index++) {
    const step = letters.charCodeAt(index) - letters.charCodeAt(index - 1)
    if (step === 0 || step === 1 || step === -1) steps++
  }
  return steps > (letters.length - 1) * 0.6 || /(.)\1{5}/.test(letters)
}
