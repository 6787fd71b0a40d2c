import type { Assignment } from './assignments.ts'
import { isPlaceholder } from './is-placeholder.ts'
import { looksRandom } from './looks-random.ts'
import type { SecretName } from './says-secret.ts'

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
/** Places, checksums, public halves, numbers, and what is encrypted already. */
const otherwise =
  /^(?:[./~\\]|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:\/\/|sha\d{1,3}[-:]|md5[-:]|ssh-|age1|ecdsa-|data:|[\d.,:+-]+$|\/\/|\$2[aby]\$|\$argon2|\$6\$)|\.(?:json|ya?ml|env|txt|pem|key|crt|ts|js|py|sh|toml|ini)$/
/** Code that stands where a value could: `config.apiKey`, `getToken()`, `tokens[0]`. */
const code = /[()[\]{}]|=>|^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$|^[a-z]+[A-Z][A-Za-z]*$|^(?:new|await|this|self|process|os)\b/

/** Whether a value that is given to a name of this kind looks like a secret. Pure. */
export function isSecretValue({ name, value, form }: Assignment, said: SecretName): boolean {
  if (value.length < 6 || /\s/.test(value) || otherwise.test(value) || isPlaceholder(value)) return false
  if (form === 'bare' && code.test(value)) return false
  // POSTGRES_PASSWORD=postgres, "password": "password"
  if (name.toLowerCase().includes(value.toLowerCase())) return false
  if (uuid.test(value)) return said === 'secret' && /api_?-?key|secret/i.test(name)
  switch (said) {
    case 'password':
      return isPassword(value, form)
    case 'secret':
      return looksRandom(value, form === 'variable' ? 12 : 16)
    case 'key':
      return looksRandom(value, 20)
  }
}

/** What people think up has letters and something else; in `.env`, where every value is one, letters are enough. */
function isPassword(value: string, form: Assignment['form']): boolean {
  if (!/^[\x21-\x7e]+$/.test(value) || !/[A-Za-z]/.test(value)) return false
  if (form === 'variable') return value.length >= 8
  const others = value.replace(/[A-Za-z]/g, '').replace(/[-_. :*?!]+$/, '')
  return value.length >= 8 && (/\d/.test(others) || new Set(others.replace(/[-_./: ]/g, '')).size >= 2)
}
