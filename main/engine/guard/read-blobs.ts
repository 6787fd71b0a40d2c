import type { GitAt } from '../git/git-at.ts'

/** Larger ones are no text that a person writes, in bytes. */
export const mostOfFile = 1024 * 1024
/** So much is read in one look, in bytes. */
const mostOfAll = 4 * 1024 * 1024

/** A content of the repository: its text, or why there is none. `oid` as git names it, also where it was asked for as `COMMIT:PATH`. */
export type Blob = { readonly oid: string; readonly text: string | null; readonly why: 'binary' | 'too-large' | null }

/**
 * Contents of a repository by their names (`OID`, `COMMIT:PATH`); those that are not there are left out. Two processes of git, whatever their number.
 * @param most of all together, in bytes
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export async function readBlobs(git: GitAt, names: readonly string[], most = mostOfAll): Promise<Map<string, Blob>> {
  // Each is a line.
  const asked = [...new Set(names)].filter((name) => !name.includes('\n'))
  const found = new Map<string, Blob>()
  if (asked.length === 0) return found
  const sizes = await git(['cat-file', '--batch-check'], { input: asked.map((name) => `${name}\n`).join('') })
  const wanted: string[] = []
  let sum = 0
  for (const [index, line] of sizes.stdout.split('\n').entries()) {
    const name = asked[index]
    const [, oid, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? []
    if (name === undefined || oid === undefined) continue
    if (Number(size) > mostOfFile || sum + Number(size) > most) found.set(name, { oid, text: null, why: 'too-large' })
    else {
      sum += Number(size)
      wanted.push(name)
      found.set(name, { oid, text: null, why: null })
    }
  }
  const texts = await textsOf(git, [...new Set(wanted.map((name) => found.get(name)?.oid ?? ''))])
  for (const name of wanted) {
    const oid = found.get(name)?.oid ?? ''
    const text = texts.get(oid)
    if (text !== undefined) found.set(name, { oid, text, why: text === null ? 'binary' : null })
  }
  return found
}

/** `null`: no text. */
async function textsOf(git: GitAt, oids: readonly string[]): Promise<Map<string, string | null>> {
  const texts = new Map<string, string | null>()
  if (oids.length === 0) return texts
  const chunks: Buffer[] = []
  await git(['cat-file', '--batch'], { input: oids.map((oid) => `${oid}\n`).join(''), onOutput: (chunk) => chunks.push(chunk) })
  const output = Buffer.concat(chunks)
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at)
    const [, oid = '', size = '0'] = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString('latin1', at, end === -1 ? output.length : end)) ?? []
    if (end === -1 || oid === '') break
    texts.set(oid, textOf(output.subarray(end + 1, end + 1 + Number(size))))
    at = end + 1 + Number(size) + 1
  }
  return texts
}

/** As git tells binary from text: by a NUL in its beginning. Pure. */
export function textOf(content: Uint8Array): string | null {
  return content.subarray(0, 8_000).includes(0) ? null : new TextDecoder().decode(content)
}
