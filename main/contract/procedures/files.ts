import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { Entry, EntryState, FileKind } from './entry.ts'
import { FileComparison } from './file-diff.ts'
import { list, procedure, Where } from './procedure.ts'
import { KnownSnapshot } from './snapshots.ts'

const SnapshotName = z.string().describe('An id or the beginning of one, a label, "latest" or "last-good".')
const FilePath = z.string().describe('Relative to the root of the vault, without a slash at its ends; empty is the root.')
const Limit = z.int().min(1)

/** One thing in a snapshot. */
const One = Where.extend({ snapshot: SnapshotName, path: FilePath })
/** By name folders come first; by size and time the largest and the newest. `reverse`: the other way round. */
const Order = { sort: z.enum(['name', 'size', 'time']).default('name'), reverse: z.boolean().default(false) }
/** `ask` false: only what is indexed already, at once; else repositories are asked where they may have more. */
const Asked = Where.extend({ ask: z.boolean().default(true) })

/** A repository that could not be asked, and why. `from`: what was indexed of it before was searched instead, what of it can be read, or there is nothing. */
const UnaskedIndex = z.object({ repository: z.string(), problem: Problem, from: z.enum(['last index', 'the rest', 'nothing']) })

const Seen = z.object({ id: z.string(), time: z.string() })

/** A path as it was in the newest snapshot that has it; `gone`: it was deleted since. `snapshots`: how many have it. */
export const FoundPath = Entry.extend({ snapshots: z.number(), oldest: Seen, newest: Seen, gone: z.boolean() })
/** See the schema of this name. */
export type FoundPath = z.infer<typeof FoundPath>

/** What was found of one vault in one repository. `of`: how many snapshots were searched. `more`: there is more than was asked for. */
export const FoundInVault = z.object({
  repository: z.string(),
  vault: z.string().nullable(),
  vaultName: z.string().nullable(),
  of: z.number(),
  found: list(FoundPath),
  more: z.boolean(),
})
/** See the schema of this name. */
export type FoundInVault = z.infer<typeof FoundInVault>

/** A snapshot as people name it. */
export const NamedSnapshot = z.object({ id: z.string(), label: z.string().nullable(), time: z.string() })
/** See the schema of this name. */
export type NamedSnapshot = z.infer<typeof NamedSnapshot>

/** The versions of a path of one vault in one repository, newest first, each with the snapshots that have it, oldest first. `root`: where the vault lies. */
export const PathVersions = z.object({
  repository: z.string(),
  vault: z.string().nullable(),
  vaultName: z.string().nullable(),
  root: z.string().nullable(),
  path: z.string(),
  /** The newest snapshot does not have it any more. */
  gone: z.boolean(),
  versions: list(EntryState.extend({ snapshots: list(NamedSnapshot) })),
})
/** See the schema of this name. */
export type PathVersions = z.infer<typeof PathVersions>

/**
 * What there is to see of a file or a link. `text`: its beginning, `shown` bytes of `size`; line ends and control characters are as they are. `bytes`: what is no
 * text. A link leads to `target`, as it is written in it; `null` when that cannot be told.
 */
export const Preview = z.discriminatedUnion('what', [
  z.object({ what: z.literal('text'), kind: FileKind, size: z.number(), shown: z.number(), text: z.string() }),
  z.object({ what: z.literal('bytes'), kind: FileKind, size: z.number() }),
  z.object({ what: z.literal('link'), target: z.string().nullable() }),
])
/** See the schema of this name. */
export type Preview = z.infer<typeof Preview>

/** What became of one path between two snapshots. `formerPath`: where it was before, of what was renamed. */
export const PathChange = z.object({
  path: z.string(),
  change: z.enum(['added', 'removed', 'modified', 'renamed', 'metadata', 'type']),
  formerPath: z.string().nullable(),
  before: EntryState.nullable(),
  after: EntryState.nullable(),
})
/** See the schema of this name. */
export type PathChange = z.infer<typeof PathChange>

/** How many files and links came, went and changed, and by how many bytes. `bytesGrown`: of what was modified; less than 0 where it shrank. */
export const ChangeCounts = z.object({
  added: z.number(),
  removed: z.number(),
  modified: z.number(),
  renamed: z.number(),
  metadata: z.number(),
  bytesAdded: z.number(),
  bytesRemoved: z.number(),
  bytesGrown: z.number(),
})
/** See the schema of this name. */
export type ChangeCounts = z.infer<typeof ChangeCounts>

/** A folder and how its content grew, with everything below it. Bytes are those of files, before deduplication. */
export const GrownFolder = z.object({
  folder: z.string(),
  bytesBefore: z.number(),
  bytesAfter: z.number(),
  filesBefore: z.number(),
  filesAfter: z.number(),
  changes: z.number(),
})
/** See the schema of this name. */
export type GrownFolder = z.infer<typeof GrownFolder>

/** Two snapshots to compare: from `snapshot` to `other`; without `other`, from the one before `snapshot` (of the same plan, if there is one) to it. */
const Two = Where.extend({ snapshot: SnapshotName, other: SnapshotName.optional() })
/** `from` null: there is none before, or nothing. */
const TwoStates = z.object({ repository: z.string(), from: KnownSnapshot.nullable(), to: KnownSnapshot })

/** What lies in snapshots, out of the index; the contents out of the repository. */
export const files = {
  list: procedure
    .route({ method: 'GET', path: '/files', summary: 'A page of what a folder of a snapshot holds; `total` counts all of it' })
    .input(One.extend({ ...Order, offset: z.int().min(0).default(0), limit: Limit.max(10_000).default(200) }))
    .output(z.object({ repository: z.string(), snapshot: z.string(), entries: list(Entry), total: z.number() })),
  walk: procedure
    .route({ method: 'GET', path: '/files/walk', summary: 'All that a folder of a snapshot holds, or of a file itself, in chunks' })
    .input(One.extend({ ...Order, recursive: z.boolean().default(true), limit: Limit.optional() }))
    .output(eventIterator(list(Entry))),
  find: procedure
    .route({ method: 'GET', path: '/files/find', summary: 'Find files in all snapshots by a part of their name, a glob or a path' })
    .input(
      Asked.extend({
        pattern: z.string(),
        in: SnapshotName.optional().describe('Only in this snapshot.'),
        offset: z.int().min(0).default(0),
        limit: Limit.default(100).describe('How many, of each vault in each repository.'),
      }),
    )
    .output(z.object({ groups: list(FoundInVault), unasked: list(UnaskedIndex) })),
  versions: procedure
    .route({ method: 'GET', path: '/files/versions', summary: 'All versions of a file, newest first' })
    .input(
      Asked.extend({
        path: z.string().describe('A path in a vault, or an absolute one of this machine.'),
        onDisk: z.string().optional().describe('The absolute path that may be meant as well.'),
      }),
    )
    .output(
      z.object({ found: list(PathVersions), vaults: z.number().describe('How many vaults there are.'), unasked: list(UnaskedIndex) }),
    ),
  preview: procedure
    .route({ method: 'GET', path: '/files/preview', summary: 'The beginning of a text, or what kind of file it is' })
    .input(One)
    .output(z.object({ repository: z.string(), snapshot: z.string(), entry: Entry, preview: Preview })),
  raw: procedure.route({ method: 'GET', path: '/files/raw', summary: 'The bytes of a picture, up to 20 MB' }).input(One).output(z.file()),
  pair: procedure
    .route({ method: 'GET', path: '/files/pair', summary: 'Which two snapshots are compared, and what they have at a path' })
    .input(Two.extend({ path: FilePath.default('') }))
    .output(TwoStates.extend({ before: Entry.nullable(), after: Entry.nullable() })),
  diff: procedure
    .route({
      method: 'GET',
      path: '/files/diff',
      summary: 'How a file differs, line by line: between two snapshots, or from one to the disk',
    })
    .input(Two.extend({ path: FilePath, disk: z.boolean().default(false) }))
    .output(z.object({ repository: z.string(), from: KnownSnapshot.nullable(), to: KnownSnapshot.nullable(), file: FileComparison })),
  changes: procedure
    .route({ method: 'GET', path: '/files/changes', summary: 'What changed between two snapshots, path by path; `total` counts all' })
    .input(
      Two.extend({
        path: FilePath.default(''),
        metadata: z.boolean().default(false).describe('Also what only got other times or rights.'),
        offset: z.int().min(0).default(0),
        limit: Limit.optional(),
      }),
    )
    .output(TwoStates.extend({ counts: ChangeCounts, changes: list(PathChange), total: z.number() })),
  grew: procedure
    .route({ method: 'GET', path: '/files/grew', summary: 'The folders that grew most between two snapshots' })
    .input(Two.extend({ limit: Limit.default(20) }))
    .output(TwoStates.extend({ grown: list(GrownFolder) })),
}
