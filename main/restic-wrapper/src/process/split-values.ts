import type { LineSplitter } from './split-lines.ts'

/** What {@link createValueSplitter} hands out. */
export type ValueSplitterSettings = {
  /** Longest element kept, in bytes; V8 cannot hold a string of more than about 512 MiB. */
  readonly maxBytes: number
  /** JSON text of one element. */
  readonly onValue: (json: string) => void
  /** The outer array was seen; tells `[]` from no answer at all. */
  readonly onArray?: () => void
  readonly onDropped?: () => void
}

const QUOTE = 34
const BACKSLASH = 92
const NEWLINE = 10

/**
 * Cuts a byte stream that holds one JSON array of objects (`find`, `forget`, `snapshots` print a single line that may be hundreds of
 * megabytes long) into its elements, without waiting for the end. Objects outside an array count as elements; text outside is skipped
 * up to the end of its line.
 */
export function createValueSplitter(settings: ValueSplitterSettings): LineSplitter {
  let depth = 0 // of braces and brackets inside the current element
  let inArray = false
  let inString = false
  let escaped = false
  let skippingLine = false
  let parts: Buffer[] = []
  let bytes = 0
  let oversize = false

  const keep = (part: Buffer) => {
    if (oversize) return
    bytes += part.length
    if (bytes > settings.maxBytes) {
      oversize = true
      parts = []
    } else parts.push(part)
  }
  const finish = () => {
    if (oversize) settings.onDropped?.()
    else settings.onValue(Buffer.concat(parts).toString('utf8'))
    parts = []
    bytes = 0
    oversize = false
  }

  return {
    push(chunk) {
      let start = depth > 0 ? 0 : -1
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i]
        if (inString) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) inString = false
          continue
        }
        if (depth > 0) {
          if (byte === QUOTE) inString = true
          else if (byte === 123 || byte === 91) depth++
          else if (byte === 125 || byte === 93) {
            depth--
            if (depth === 0) {
              keep(chunk.subarray(start, i + 1))
              start = -1
              finish()
            }
          }
          continue
        }
        if (skippingLine) {
          if (byte === NEWLINE) skippingLine = false
        } else if (byte === 123) {
          depth = 1
          start = i
        } else if (byte === 91 && !inArray) {
          inArray = true
          settings.onArray?.()
        } else if (byte === 93) inArray = false
        else if (!inArray && byte !== NEWLINE && byte !== 32 && byte !== 13 && byte !== 44) skippingLine = true
      }
      if (start !== -1) keep(chunk.subarray(start))
    },
    end() {
      // An element that never ended was cut off with the process: it is not handed out.
      if (depth > 0) settings.onDropped?.()
      depth = 0
      parts = []
    },
  }
}
