import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readRegularFile } from '../config/read-regular-file.ts'
import type { GitAt } from '../git/git-at.ts'
import { type Blob, isUnread, mostOfFile, readBlobs, textOf } from './read-blobs.ts'
import type { SetUpFacts } from './read-set-up.ts'
import { type FileVersions, type StagedSecret, scanVersions } from './scan-versions.ts'

/** What was found, and which files were not looked into. */
export type SetUpSecrets = {
  readonly secrets: readonly StagedSecret[]
  readonly left: readonly { readonly file: string; readonly why: string }[]
}

/** So many files are looked into. */
const mostFiles = 1_000

/**
 * The secrets in the files of a set-up: in the folder (as far as `git add` would take them), the index, the last commit, and commits that no remote has. Each with
 * how far it has come.
 */
export async function findSetUpSecrets(git: GitAt, folder: string, facts: SetUpFacts): Promise<SetUpSecrets> {
  const earlier = facts.unpushed.slice(0, mostFiles)
  const gone = [...new Set(earlier.map(({ path }) => path))].filter((path) => !facts.entries.some((entry) => entry.path === path))
  const entries = [...facts.entries.slice(0, mostFiles), ...gone.map((path) => ({ path, oid: null, head: null, changed: false }))]
  const blobs = await readBlobs(
    git,
    [...entries.flatMap(({ oid, head }) => [oid, head]), ...earlier.map(({ oid }) => oid)].filter((oid) => oid !== null),
  )
  const left = new Map<string, string>()
  const textOfBlob = (path: string, oid: string | null) => {
    if (oid === null) return null
    const blob = blobs.get(oid)
    if (blob?.why === 'too-large') left.set(path, tooLarge)
    else if (isUnread(blob)) left.set(path, 'git does not have all of its contents here')
    return blob?.text ?? null
  }
  const secrets: StagedSecret[] = []
  for (const { path, oid, head, changed } of entries) {
    const versions: FileVersions = {
      path,
      loose: changed && !facts.filtered.has(path) ? readLoose(folder, path, left) : null,
      staged: textOfBlob(path, oid),
      committed: textOfBlob(path, head),
      earlier: [...new Set(earlier.filter((one) => one.path === path && one.oid !== head).map((one) => one.oid))].flatMap(
        (one) => textOfBlob(path, one) ?? [],
      ),
    }
    secrets.push(...scanVersions(versions))
    // Others have a turn between two files.
    await new Promise(setImmediate)
  }
  if (facts.entries.length > mostFiles) left.set('', `${(facts.entries.length - mostFiles).toLocaleString('en-US')} more files`)
  return {
    secrets: await withPushed(git, facts, secrets),
    left: [...left].map(([file, why]) => ({ file, why })),
  }
}

const tooLarge = `is larger than ${mostOfFile / 1024} KiB, or all of them together are too large`

/** The text of a file in the folder, as `git add` would take it: not through a link, and no FIFO. */
function readLoose(folder: string, path: string, left: Map<string, string>): string | null {
  const place = join(folder, path)
  if (lstatSync(place, { throwIfNoEntry: false })?.isFile() !== true) return null
  const found = readRegularFile(place, mostOfFile)
  if (found.kind === 'refused') left.set(path, found.why)
  return found.kind === 'file' ? textOf(found.bytes) : null
}

/** Those that some branch of a remote has, in the same file, are pushed. */
async function withPushed(git: GitAt, { tips, prefix }: SetUpFacts, secrets: readonly StagedSecret[]): Promise<StagedSecret[]> {
  const paths = [...new Set(secrets.filter(({ stage }) => stage === 'committed').map(({ path }) => path))]
  const blobs = await readBlobs(
    git,
    paths.flatMap((path) => tips.map((tip) => `${tip}:${prefix}${path}`)),
  )
  const there = (path: string): readonly Blob[] => tips.flatMap((tip) => blobs.get(`${tip}:${prefix}${path}`) ?? [])
  return secrets.map((secret) =>
    secret.stage === 'committed' && there(secret.path).some(({ text }) => text?.includes(secret.secret))
      ? { ...secret, stage: 'pushed' }
      : secret,
  )
}
