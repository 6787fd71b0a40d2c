import type { OpenRepository } from '../repositories/open-repository.ts'
import { refuseUnread } from './damage.ts'
import type { Findings } from './findings.ts'
import { hashDump } from './hash-dump.ts'
import { judgeFile, reportMissing } from './read-back-selected.ts'
import { shownPath } from './walk-source.ts'

/** Compares one file with its source as the repository gives it back: what is larger than the whole budget may be larger than the disk that a copy would lie on. */
export async function readBackLarge(
  opened: OpenRepository,
  request: {
    readonly snapshot: string
    readonly root: string
    readonly path: string
    readonly begun: number
    readonly unreadable: ReadonlySet<string>
    readonly signal: AbortSignal
    readonly onBytes: (read: number) => void
  },
  found: Findings,
): Promise<void> {
  const { snapshot, root, path, begun, unreadable, signal, onBytes } = request
  const place = `${Buffer.from(root).toString('latin1')}/${path}`
  const shown = shownPath(path)
  const { outcome, ...back } = await hashDump(opened, snapshot, `/${shown}`, signal, onBytes)
  if (outcome.kind !== 'failed') {
    opened.done(outcome)
    return judgeFile(place, shown, back, begun, found)
  }
  if (outcome.reason === 'path-not-found') return reportMissing(place, shown, unreadable, found)
  if (outcome.reason !== 'damaged' && outcome.reason !== 'unknown') throw opened.problemOf(outcome)
  refuseUnread(opened, [outcome.message])
  found.add({ path: shown, finding: 'damaged', why: outcome.message })
}
