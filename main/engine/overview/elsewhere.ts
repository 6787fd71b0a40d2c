import type { VaultCopy, VaultOverview } from '../../contract/procedures/overview.ts'
import { sayDuration } from '../health/say-when.ts'

/**
 * Whether a vault is also somewhere that a dead disk would not take along: only a copy counts that is as new as it should be. A place where nothing was ever
 * put holds none. Pure.
 */
export function elsewhereOf(
  copies: readonly Pick<VaultCopy, 'place' | 'snapshots' | 'fresh' | 'lastGood'>[],
  now: Date,
): VaultOverview['elsewhere'] {
  const holding = copies.filter(({ snapshots }) => snapshots > 0)
  const away = holding.filter(({ place }) => place !== 'this-disk')
  const lastGood =
    away
      .flatMap((copy) => copy.lastGood ?? [])
      .toSorted()
      .at(-1) ?? null
  if (holding.length === 0) return { state: 'none', lastGood: null, sentence: null }
  if (away.length === 0) return { state: 'none', lastGood: null, sentence: 'It is only on this disk.' }
  if (away.some(({ fresh }) => fresh)) return { state: 'fresh', lastGood, sentence: null }
  return { state: 'stale', lastGood, sentence: `${oldCopy(lastGood, now).replace(/^./, (first) => first.toUpperCase())}.` }
}

/** `the copy elsewhere is 9 days old` */
export function oldCopy(lastGood: string | null, now: Date, name?: string): string {
  const copy = name === undefined ? 'copy' : `copy of ${name}`
  return lastGood === null
    ? `no ${copy} elsewhere is good`
    : `the ${copy} elsewhere is ${sayDuration(now.getTime() - Date.parse(lastGood))} old`
}

/** What nobody planned is as good as its last copy for so long, in ms. */
const longAgo = 8 * 86_400_000

/** What the freshness of a copy is judged by. Times are RFC 3339 texts. */
export type CopyFreshness = {
  /** How each plan stands that fills it. */
  readonly lanes: readonly { readonly lastGood: string | null; readonly staleSince: string | null }[]
  /** Its newest good backup, or else its newest snapshot. */
  readonly newest: string | null
  readonly damaged: boolean
}

/** Whether a copy is as new as its plan wants it; where none fills it, whether it is of the last eight days. Pure. */
export function isFreshCopy({ lanes, newest, damaged }: CopyFreshness, now: Date): boolean {
  if (damaged) return false
  if (lanes.length > 0) return lanes.some(({ lastGood, staleSince }) => lastGood !== null && staleSince === null)
  return newest !== null && now.getTime() - Date.parse(newest) <= longAgo
}

/**
 * The same of a mirror: it is as new as what it is filled from, unless it has been behind for longer than it may. Pure.
 * @param source of the repository that it is filled from
 */
export function isFreshMirror(
  { newest, damaged }: CopyFreshness,
  { behind, source }: { behind: boolean; source: CopyFreshness },
  now: Date,
): boolean {
  return !damaged && newest !== null && !behind && isFreshCopy(source, now)
}
