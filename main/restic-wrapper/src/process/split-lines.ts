/** What {@link createLineSplitter} hands out, and how long a line may be. */
export type LineSplitterSettings = {
  /** Longest line kept, in UTF-16 units; longer ones are dropped and counted. */
  readonly maxLength: number
  readonly onLine: (line: string) => void
  readonly onDropped?: () => void
}

/** Takes raw bytes, gives whole lines. */
export type LineSplitter = {
  push(chunk: Buffer): void
  /** The stream is over: a last line without a newline is handed out too. */
  end(): void
}

/**
 * Cuts a byte stream into lines. Bytes are joined before they are decoded, so a cut inside a UTF-8 character does no harm; what is not
 * UTF-8 becomes U+FFFD. A whole chunk is decoded at once because that is several times faster than line by line. Blank lines are skipped.
 */
export function createLineSplitter(settings: LineSplitterSettings): LineSplitter {
  const { maxLength, onLine, onDropped } = settings
  // No UTF-16 unit takes more than three bytes, so beyond this an unfinished line is too long whatever it holds.
  const maxPendingBytes = maxLength * 3
  let pending: Buffer[] = []
  let pendingBytes = 0
  let dropping = false

  const hand = (raw: string) => {
    const line = cleanLine(raw)
    if (line.length > maxLength) onDropped?.()
    else if (line !== '') onLine(line)
  }
  const keep = (rest: Buffer) => {
    if (dropping || rest.length === 0) return
    pending.push(rest)
    pendingBytes += rest.length
    if (pendingBytes <= maxPendingBytes) return
    dropping = true
    pending = []
    pendingBytes = 0
  }
  const takePending = (head: Buffer): Buffer => {
    if (pending.length === 0) return head
    const whole = Buffer.concat([...pending, head])
    pending = []
    pendingBytes = 0
    return whole
  }

  return {
    push(chunk) {
      let body = chunk
      if (dropping) {
        const end = chunk.indexOf(10)
        if (end === -1) return
        dropping = false
        onDropped?.()
        body = chunk.subarray(end + 1)
      }
      const last = body.lastIndexOf(10)
      if (last === -1) return keep(body)
      for (const line of takePending(body.subarray(0, last)).toString('utf8').split('\n')) hand(line)
      keep(body.subarray(last + 1))
    },
    end() {
      if (dropping) onDropped?.()
      else if (pendingBytes > 0) hand(takePending(Buffer.alloc(0)).toString('utf8'))
      dropping = false
    },
  }
}

const leadingTerminalNoise = /^(?:\r|\u001b\[[0-9;]*[A-Za-z])+/

/** Removes what restic writes to redraw a terminal line (`\r`, `ESC[2K`) before a line, and a `\r` after it. */
function cleanLine(line: string): string {
  const first = line.charCodeAt(0)
  let clean = first === 13 || first === 27 ? line.replace(leadingTerminalNoise, '') : line
  while (clean.charCodeAt(clean.length - 1) === 13) clean = clean.slice(0, -1)
  return clean
}
