import type { Looked } from './judge-changes.ts'
import { type ByteKind, kindOfBytes } from './kind-of-bytes.ts'
import type { ReplacedFile, SeenFile, SortedChanges } from './sort-changes.ts'

/** Reads the first bytes of files as they were before, and as they are in the newer snapshot. */
export type Readers = {
  readonly before: (files: readonly SeenFile[]) => Promise<ReadonlyMap<string, Buffer>>
  readonly after: (files: readonly SeenFile[]) => Promise<ReadonlyMap<string, Buffer>>
}

/** So many files of a sort are looked into, those that can be had quickly first. */
const atMost = 20
const quick = 2 ** 20
/** Shorter ones tell nothing. */
const shortest = 8

/**
 * How many of the files that changed, or came in the place of others, are noise, or zeros, and were none before: of each sort a few are read, the same ones for the
 * same changes. What was noise before (secrets, keys, archives of one's own kind) does not count. What was text and is not any more in most of its bytes does:
 * some malware encrypts sixteen bytes and leaves sixteen, so that no measure of noise finds it. What begins with nothing but zeros, and did not, is lost.
 */
export async function lookIntoFiles(
  sorted: SortedChanges,
  read: Readers,
): Promise<{ readonly modified: Looked; readonly converted: Looked; readonly replaced: Looked; readonly added: Looked }> {
  const pairs = {
    modified: choose(sorted.modified, ({ after }) => after),
    converted: choose(sorted.converted, ({ after }) => after),
    replaced: choose(sorted.replaced, ({ after }) => after),
  }
  const all = [...pairs.modified, ...pairs.converted, ...pairs.replaced]
  // Only where something is gone may what is new be that in another shape.
  const places = Math.min(sorted.added.length, sorted.gone.length)
  const added = places === 0 ? [] : choose(sorted.added, (file) => file)
  const after = await read.after([...all.map((pair) => pair.after), ...added])
  const is = (kind: ByteKind, bytes: Buffer | undefined) => bytes !== undefined && kindOfBytes(bytes) === kind
  const became = (kind: ByteKind) => all.filter((pair) => is(kind, after.get(pair.after.path)))
  const [noisy, mixed, zeroed] = [became('noise'), became('mixed'), became('zeros')]
  const noisyAdded = added.filter(({ path }) => is('noise', after.get(path)))
  const gone = noisyAdded.length === 0 ? [] : choose(sorted.gone, (file) => file)
  const asked = [...[...noisy, ...mixed, ...zeroed].map((pair) => pair.before), ...gone]
  const before = asked.length === 0 ? new Map<string, Buffer>() : await read.before(asked)
  const was = (kind: ByteKind, pair: ReplacedFile) => is(kind, before.get(pair.before.path))
  const turned = new Set([...noisy.filter((pair) => !was('noise', pair)), ...mixed.filter((pair) => was('text', pair))])
  const lost = new Set(zeroed.filter((pair) => !was('zeros', pair)))
  const looked = (some: readonly ReplacedFile[], count: number): Looked => {
    const seen = some.filter((pair) => after.has(pair.after.path))
    const among = (set: ReadonlySet<ReplacedFile>) => seen.filter((pair) => set.has(pair)).length
    return { count, looked: seen.length, noise: among(turned), zeros: among(lost) }
  }
  const goneNoise = gone.filter(({ path }) => is('noise', before.get(path))).length / Math.max(1, gone.length)
  const seenAdded = added.filter(({ path }) => after.has(path)).length
  const noise = Math.max(0, noisyAdded.length - Math.round(goneNoise * seenAdded))
  return {
    modified: looked(pairs.modified, sorted.modified.length),
    converted: looked(pairs.converted, sorted.converted.length),
    replaced: looked(pairs.replaced, sorted.replaced.length),
    added: { count: places, looked: seenAdded, noise, zeros: 0 },
  }
}

/** A few of many, spread over them as if by chance, but always the same. */
function choose<One>(many: readonly One[], fileOf: (one: One) => SeenFile): One[] {
  const able = many.filter((one) => fileOf(one).size >= shortest)
  const turns = able.map((one, index) => ({ one, slow: fileOf(one).size > quick ? 1 : 0, turn: Math.imul(index + 1, 0x9e3779b1) >>> 0 }))
  const inTurn = turns.toSorted((one, other) => one.slow - other.slow || one.turn - other.turn)
  return inTurn.slice(0, atMost).map(({ one }) => one)
}
