import { one, operands } from './flags.ts'
import type { Plan } from './plan.ts'

/** What to write to stdout: a file's bytes, or a folder as an archive. */
export type DumpOptions = {
  readonly snapshot: string
  /** Taken literally. */
  readonly path: string
  /** For a folder. Default `tar`. */
  readonly archive?: 'tar' | 'zip'
}

/** @see https://restic.readthedocs.io/en/stable/050_restore.html#printing-files-to-stdout */
export function planDump(options: DumpOptions): Plan<never, true> {
  return {
    name: 'dump',
    args: ['dump', ...one('archive', options.archive), ...operands(options.snapshot, options.path)],
    // Makes the failure come as a message; the bytes themselves are not touched by it.
    json: true,
    framing: 'bytes',
    reader: () => ({ result: () => true }),
  }
}
