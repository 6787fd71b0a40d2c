import { createHash } from 'node:crypto'

const mark = /^.*Written by: vaultkeeper service install\. Seal: ([0-9a-f]{64})\b.*\n/m

/**
 * Puts a line into a text that tells later whether anybody has changed the text since.
 * @param comment makes a comment of it, in the syntax of the file
 * @param line behind how many lines it stands
 */
export function sealed(text: string, comment: (line: string) => string, line = 0): string {
  const lines = text.split('\n')
  lines.splice(line, 0, comment(`Written by: vaultkeeper service install. Seal: ${hashOf(text)}`))
  return lines.join('\n')
}

/** Whether a text is one of {@link sealed}, and still as it was written. Line ends do not count. */
export function isAsSealed(text: string): boolean {
  const plain = text.replaceAll('\r\n', '\n')
  const [found, hash] = mark.exec(plain) ?? []
  return found !== undefined && hashOf(plain.replace(found, () => '')) === hash
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
