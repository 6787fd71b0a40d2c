import path from 'node:path'
import { writeWeirdTree } from '../../helpers/cli-tree.ts'
import type { Kind } from '../kind.ts'

/** Names that have broken programs before: newlines, dashes, escapes, bytes that are no text. */
export const kind: Kind = {
  id: 'I8',
  says: 'names with newlines, escapes, dashes, bytes that are no text',
  operations: ['backup'],
  arm: (bench) => {
    writeWeirdTree(path.join(bench.vault, 'weird'))
    return { hit: () => true, wrong: ({ code, answer }) => (code === 0 ? [] : [`I8: ended with ${code}: ${answer?.problem?.sentence}`]) }
  },
}
