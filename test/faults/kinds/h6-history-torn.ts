import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** A crash cut the last line of the history off: it is accounted for, and everything goes on. */
export const kind: Kind = {
  id: 'H6',
  says: 'last line of the history cut off',
  operations: ['backup', 'restore', 'prune', 'copy'],
  arm: (bench, { random }) => {
    const file = path.join(bench.home, 'system-history.jsonl')
    const text = readFileSync(file, 'utf8')
    const last = text.slice(text.trimEnd().lastIndexOf('\n') + 1)
    // What was being written when it ended: one line more, not whole.
    writeFileSync(file, `${text}${last.slice(0, between(random, 1, last.length - 2))}`)
    return {
      hit: ({ lines }) => lines.some(({ event }) => event === 'history.torn'),
      wrong: ({ code, answer }) => (code === 0 ? [] : [`H6: ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
