import type { GitAt } from '../git/git-at.ts'
import type { GitEnd } from '../git/run-git.ts'
import { fail } from '../problem-error.ts'

/** Larger ones are no text that a person writes, in bytes. */
export const mostOfFile = 1024 * 1024
/** So much is read in one look, in bytes. */
const mostOfAll = 4 * 1024 * 1024

/** A content of the repository: its text, or why there is none. `oid` as git names it, also where it was asked for as `COMMIT:PATH`. */
export type Blob = { readonly oid: string; readonly text: string | null; readonly why: 'binary' | 'too-large' | null }

/**
 * Contents of a repository by their names (`OID`, `COMMIT:PATH`); those that are not there are left out. Two processes of git, whatever their number. Throws a problem
 * where git did not end well or told of fewer than it was asked for: what was not read is not to pass for what holds nothing.
 * @param most of all together, in bytes
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export async function readBlobs(git: GitAt, names: readonly string[], most = mostOfAll): Promise<Map<string, Blob>> {
  // Each is a line.
  const asked = [...new Set(names)].filter((name) => !name.includes('\n'))
  const found = new Map<string, Blob>()
  if (asked.length === 0) return found
  const input = asked.map((name) => `${name}\n`).join('')
  // An answer is the name as it was asked for, or the object's own with kind and size.
  const sizes = await git(['cat-file', '--batch-check'], { input, most: Buffer.byteLength(input) + asked.length * 100 })
  const lines = sizes.stdout.split('\n').slice(0, -1)
  // One line for each, also of what is missing.
  if (!endedWell(sizes) || lines.length !== asked.length) return unread(sizes)
  const wanted: string[] = []
  let sum = 0
  for (const [index, line] of lines.entries()) {
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
  const end = await git(['cat-file', '--batch'], { input: oids.map((oid) => `${oid}\n`).join(''), onOutput: (chunk) => chunks.push(chunk) })
  const output = Buffer.concat(chunks)
  for (let at = 0; at < output.length; ) {
    const head = output.indexOf('\n', at)
    if (head === -1) break
    const [, oid = '', size = '0'] = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString('latin1', at, head)) ?? []
    const next = head + 1 + Number(size) + 1
    // No content at all, or cut off in the middle of it.
    if (oid === '' || next > output.length) break
    texts.set(oid, textOf(output.subarray(head + 1, next - 1)))
    at = next
  }
  if (!endedWell(end) || texts.size !== oids.length) return unread(end)
  return texts
}

function endedWell({ code, ended, cut }: GitEnd): boolean {
  return code === 0 && ended === null && !cut
}

function unread({ stderr }: GitEnd): never {
  const remedy = 'See what it says with: git fsck'
  return fail('set-up-unreadable', 'git could not give what is in the files that are to be looked into.', remedy, stderr.split('\n')[0])
}

/** Whether nothing can be said of a content that was asked for: git does not have it (a partial clone, a damaged one), or handed nothing out. Pure. */
export function isUnread(blob: Blob | undefined): boolean {
  return blob === undefined || (blob.text === null && blob.why === null)
}

/** As git tells binary from text: by a NUL in its beginning. Pure. */
export function textOf(content: Uint8Array): string | null {
  return content.subarray(0, 8_000).includes(0) ? null : new TextDecoder().decode(content)
}
