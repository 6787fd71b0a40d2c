import type { Json } from '../messages/json.ts'
import type { Reader } from './plan.ts'

/** Reads a command whose answer is one JSON object. `read` gives `undefined` for what is not the answer. */
export function objectReader<Result>(read: (json: Json) => Result | undefined): () => Reader<never, Result> {
  return () => {
    let result: Result | undefined
    return {
      json(json) {
        result = read(json) ?? result
      },
      result: () => result,
    }
  }
}

/** Reads a command whose answer is one JSON array (`framing: 'values'`). */
export function arrayReader<Item>(read: (json: Json) => Item | undefined): () => Reader<never, Item[]> {
  return () => {
    const items: Item[] = []
    let seen = false
    return {
      array() {
        seen = true
      },
      json(json) {
        const item = read(json)
        if (item !== undefined) items.push(item)
      },
      result: () => (seen || items.length > 0 ? items : undefined),
    }
  }
}

/** Reads a command whose answer is text; its exit code says whether it worked. */
export function textReader<Result>(read: (lines: readonly string[]) => Result): () => Reader<never, Result> {
  return () => {
    const lines: string[] = []
    return {
      // Bounded: no text answer that is read this way is long.
      text(line) {
        if (lines.length < 100_000) lines.push(line)
      },
      result: () => read(lines),
    }
  }
}
