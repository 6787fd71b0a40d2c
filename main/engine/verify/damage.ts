import { type CheckResult, causeOnTheWay } from 'restic-wrapper'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { brokenSnapshots, snapshotIds } from '../repositories/local-files.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import { knownSnapshots } from '../state/queries.ts'

/** What is broken in a repository: its pack files, the files of people that lie in them, by their paths in the vault, and snapshots that cannot be read. */
export type Damage = {
  readonly packs: readonly string[]
  readonly snapshots: readonly string[]
  readonly files: readonly string[]
  readonly errors: readonly string[]
}

const mostFiles = 1000
const mostErrors = 50

/** How much of a repository is read: every byte, its structure alone, or the structure and the part `k/n` of its data. */
export type CheckDepth = 'all' | 'structure' | `${number}/${number}`

/**
 * Checks the repository, twice where something is missing from it, and, where packs are broken, asks which files lie in them.
 * @returns `undefined` when what was read is sound
 */
export async function findDamage(
  core: Core,
  opened: OpenRepository,
  host: RunHost,
  depth: CheckDepth = 'all',
): Promise<Damage | undefined> {
  const found = await look(opened, host, depth)
  if (found === undefined) return undefined
  // It is read without a lock, so that nothing waits for hours: what another machine's prune packs anew meanwhile is missing where it was a moment ago.
  if (!found.texts.some(tellsMissing)) return describe(core, opened, found, host)
  host.onProgress({ step: 'note', text: lookingOnceMore })
  const again = await look(opened, host, depth)
  return again && describe(core, opened, again, host)
}

/** What is said where something is missing. */
export const lookingOnceMore = 'Something is missing: looking once more, for another machine may have freed space meanwhile'

/** Whether restic says that something is not where it should be. Pure. */
export function tellsMissing(text: string): boolean {
  return /does not exist|not found|\(404\)|no such file|cannot find the file|file has been removed/i.test(text)
}

type Look = { readonly result: CheckResult | undefined; readonly texts: readonly string[] }

async function look(opened: OpenRepository, host: RunHost, depth: CheckDepth): Promise<Look | undefined> {
  const much = depth === 'all' ? { readData: true } : depth === 'structure' ? {} : { readDataSubset: depth }
  const task = opened.restic.check({ ...opened.target, noLock: true, noCache: true }, { ...much, progress: true }, { signal: host.signal })
  for await (const event of task)
    if (event.type === 'progress') host.onProgress({ step: 'checking', percent: event.percent, done: event.done, total: event.total })
  const outcome = await task.outcome
  if (outcome.kind === 'done') return undefined
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.kind === 'failed' && outcome.reason !== 'damaged') throw opened.problemOf(outcome)
  const texts = outcome.failures.map(({ item, message }) => `${item} ${message}`.trim())
  if (outcome.kind === 'failed') texts.push(...outcome.detail.split('\n').filter(Boolean))
  refuseUnread(opened, texts)
  return { result: outcome.kind === 'failed' ? outcome.partialResult : outcome.result, texts }
}

/** What can only be said of what was read, or is not there. */
const seenDamaged =
  /ciphertext verification failed|(?:invalid|wrong) data returned|hash mismatch|hash does not match|too short|\((?:404|500)\)|: input\/output error/i
const seenMissing = /pack [0-9a-f]{64}: does not exist/

/**
 * To restic a repository is damaged where something in it could not be loaded, also when its server did not let us in any more, the line was cut, or we may not
 * read what is on our own disk. That proves nothing of what is stored, and is told as what it is: throws that problem.
 */
export function refuseUnread(opened: OpenRepository, texts: readonly string[]): void {
  const [way] = texts.flatMap((line) => {
    const reason = causeOnTheWay(line)
    // Of a folder, no server has a say, and its path may read like one.
    return reason === undefined || (!opened.remote && reason !== 'permission-denied')
      ? []
      : [{ reason, message: /(?:failed|ReadFull\(<\S+>\)): (.*)$/.exec(line)?.[1] ?? line }]
  })
  // What could not be listed is missing to restic, to the last pack.
  const listed = !texts.some((text) => text.startsWith('List(data) failed'))
  if (way === undefined || texts.some((text) => seenDamaged.test(text) || (listed && seenMissing.test(text)))) return
  const detail = texts.slice(0, mostErrors).join('\n')
  throw opened.problemOf({ kind: 'failed', ...way, detail, exitCode: null, signal: null, failures: [], failureCount: 0 })
}

async function describe(core: Core, opened: OpenRepository, { result, texts }: Look, host: RunHost): Promise<Damage> {
  const packs = new Set(result?.brokenPacks ?? [])
  for (const text of texts) for (const match of text.matchAll(/pack ([0-9a-f]{64})/g)) packs.add(match[1] ?? '')
  const files = packs.size === 0 ? [] : await filesIn([...packs], opened, host)
  const snapshots = brokenIn(core, opened, texts)
  await core.record({ event: 'repository.damaged', repository: opened.name, files, packs: [...packs], snapshots })
  return { packs: [...packs], snapshots, files, errors: texts.slice(0, mostErrors) }
}

/** What restic names by the beginning of its id. In a folder the files tell as well: over one that is too short restic crashes before it names any. */
function brokenIn(core: Core, { name, remote, location }: OpenRepository, texts: readonly string[]): string[] {
  const broken = new Set(remote ? [] : brokenSnapshots(location))
  const ids = remote ? knownSnapshots(core.state.database, name).map(({ id }) => id) : snapshotIds(location)
  for (const text of texts) {
    const begin = /failed to load snapshot ([0-9a-f]{8}): .*(?:invalid data returned|ciphertext verification failed)/.exec(text)?.[1]
    if (begin !== undefined) broken.add(ids.find((id) => id.startsWith(begin)) ?? begin)
  }
  return [...broken]
}

/** What to say of it. Pure. */
export function damageProblem(
  { name, remote }: Pick<OpenRepository, 'name' | 'remote'>,
  { packs, snapshots, files, errors }: Damage,
): Problem {
  const made = (what: string, remedy: string): Problem => ({
    code: 'repository-damaged',
    sentence: `The repository "${name}" is damaged: ${what}.`,
    remedy,
    detail: errors.join('\n'),
  })
  const some = snapshots.map((id) => id.slice(0, 8)).join(', ')
  if (packs.length === 0 && snapshots.length > 0)
    return made(
      `${snapshots.length === 1 ? 'the snapshot' : 'the snapshots'} ${some} cannot be read`,
      remote
        ? 'Put that file back on the server (in its folder "snapshots") from a copy, or remove it there: no space is freed while it is so. The other snapshots are not touched by that.'
        : 'Mend it with: vaultkeeper verify --repair (the file of that snapshot is put aside; the other snapshots are not touched by that).',
    )
  return made(
    files.length === 0
      ? 'which files lie in the damaged parts cannot be told'
      : `${files.length} ${files.length === 1 ? 'file lies' : 'files lie'} in the damaged parts`,
    'Mend it with: vaultkeeper verify --repair (what is still in your folders is stored anew).',
  )
}

async function filesIn(packs: string[], opened: OpenRepository, host: RunHost): Promise<string[]> {
  const outcome = await opened.restic.findObjects(opened.readTarget, { kind: 'pack', ids: packs }, { signal: host.signal }).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  // Where the packs with the folders themselves are broken, restic cannot tell the names any more: the packs are named then.
  if (outcome.kind === 'failed') return []
  const names = new Set<string>()
  for (const { path } of outcome.result) if (path !== '' && names.size < mostFiles) names.add(path)
  return [...names].sort()
}
