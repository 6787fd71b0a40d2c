/** What stands where a secret was. */
export const redactionMask = '•••'

/** Takes known secrets out of any text that is about to leave the process: history, log, errors. One for the whole engine. */
export type Redactor = {
  /** Makes a secret known. Very short ones are refused: masking every "a" would hide nothing and spoil everything. */
  readonly add: (secret: string) => void
  /** Whether a text is known as a secret. */
  readonly knows: (secret: string) => boolean
  /** What was typed and turned out to be no secret, such as a wrong password, is not masked in everything that is told from then on. */
  readonly forget: (secret: string) => void
  readonly redact: (text: string) => string
}

/** Creates a redactor that masks each known secret in the forms it takes on the way: plain, JSON-escaped, URL-encoded, base64. */
export function createRedactor(): Redactor {
  // Longest first: of a secret that another is a part of, nothing may be left over.
  let forms: string[] = []
  const known = new Map<string, readonly string[]>()
  const settle = () => {
    forms = [...new Set([...known.values()].flat())].sort((a, b) => b.length - a.length)
  }
  return {
    add: (secret) => {
      if (secret.length < 4 || known.has(secret)) return
      known.set(secret, formsOf(secret))
      settle()
    },
    knows: (secret) => known.has(secret),
    forget: (secret) => {
      if (known.delete(secret)) settle()
    },
    redact: (text) => {
      let clean = text
      for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, redactionMask)
      return clean
    },
  }
}

function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const inUrl = encodeURIComponent(secret.toWellFormed())
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), inUrl, ...base64Forms(secret)]
}

function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return bytes.length < 6 ? [] : [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('base64').replace(/=+$/, '')]
}
