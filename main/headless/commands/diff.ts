import { exitCode } from '../../contract/exit-code.ts'
import type { FileComparison } from '../../contract/procedures/file-diff.ts'
import type { KnownSnapshot } from '../../contract/procedures/snapshots.ts'
import { printable } from '../../contract/words/printable.ts'
import type { PairRequest } from '../../engine/content/compare-pair.ts'
import { fail } from '../../engine/problem-error.ts'
import type { Where } from '../../engine/runs/look-into.ts'
import { isSnapshotName, parseReference } from '../../engine/runs/resolve-snapshot.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { changeLines, changesInWords, grownLines } from '../terminal/show-changes.ts'
import { bodyLines } from '../terminal/show-diff.ts'
import { bytesInWords, whenInWords } from '../terminal/words.ts'

/** What to compare, and what to show of it. */
export type DiffOptions = CommonOptions &
  Where & { readonly disk?: boolean; readonly grew?: boolean; readonly metadata?: boolean; readonly limit?: number }

/** A person reads no more. */
const mostShown = 200

/**
 * `vaultkeeper diff SNAPSHOT [SNAPSHOT] [PATH]`, `vaultkeeper diff SNAPSHOT PATH --disk`: what changed between two snapshots, or, of a file, line by line. A
 * path may also stand behind the first snapshot and a colon. One snapshot alone is compared with the one before it.
 */
export function diffCommand(one: string, words: readonly string[], options: DiffOptions): Promise<number> {
  const { name, path } = parseReference(one)
  const { vault, repository } = options
  if (options.disk)
    return withClient(options, (session) => diffDisk(session, { snapshot: name, vault, repository }, path ?? plain(words[0])))
  // What cannot name a snapshot is a path: "diff latest notes/ideas.md".
  const named = words[0] === undefined ? undefined : parseReference(words[0])
  const other = named !== undefined && (words.length > 1 || isSnapshotName(named.name)) ? named : undefined
  const wanted = plain(words[1]) ?? path ?? (other === undefined ? plain(words[0]) : other.path)
  const pair = { snapshot: name, other: other?.name, vault, repository }
  return withClient(options, async (session) =>
    wanted === undefined || (await isFolder(session, pair, wanted))
      ? showStates(session, pair, wanted, options)
      : showFile(session, pair, wanted),
  )
}

function plain(path: string | undefined): string | undefined {
  return path?.replace(/^(?:\.?\/)+|\/+$/g, '') || undefined
}

async function isFolder({ client, signal }: ClientSession, pair: PairRequest, path: string): Promise<boolean> {
  const { before, after } = await client.files.pair({ ...pair, path }, { signal })
  const types = [before?.type, after?.type]
  return types.every((type) => type === undefined || type === 'dir') && types.includes('dir')
}

async function showStates(session: ClientSession, pair: PairRequest, folder: string | undefined, options: DiffOptions): Promise<number> {
  const { engine, client, signal, screen } = session
  const now = engine.core.ports.clock.now()
  if (options.grew) {
    const { grown, ...states } = await client.files.grew({ ...pair, limit: options.limit }, { signal })
    if (screen.json) screen.emit({ command: 'diff', exitCode: exitCode.done, ...brief(states), grown })
    else {
      screen.say(headOf(states, now, screen))
      for (const line of grownLines(grown, screen.paint)) screen.quote(line)
    }
    return exitCode.done
  }
  // A person sees folders that came or went as one, so that all is needed to show some.
  const asked = { ...pair, path: folder, metadata: options.metadata, limit: screen.json ? options.limit : undefined }
  const { counts, changes, total: _, ...states } = await client.files.changes(asked, { signal })
  if (screen.json) {
    screen.emit({ command: 'diff', exitCode: exitCode.done, ...brief(states), counts, changes })
    return exitCode.done
  }
  screen.say(headOf(states, now, screen))
  const { lines, left } = changeLines(changes, options.limit ?? mostShown, screen.paint)
  for (const line of lines) screen.quote(line)
  if (left > 0) screen.say(screen.paint('faint', `and ${left} more: --limit ${lines.length + left}`))
  screen.say(changesInWords(counts))
  return exitCode.done
}

async function showFile({ engine, client, signal, screen }: ClientSession, pair: PairRequest, path: string): Promise<number> {
  const { file, ...states } = await client.files.diff({ ...pair, path }, { signal })
  const { from, to } = states
  if (screen.json) screen.emit({ command: 'diff', exitCode: exitCode.done, ...brief(states), file })
  else sayFile(file, from === null ? 'nothing' : nameOf(from), to === null ? 'nothing' : nameOf(to), engine.core.ports.clock.now(), screen)
  return exitCode.done
}

async function diffDisk(
  { engine, client, signal, screen }: ClientSession,
  snapshot: PairRequest,
  path: string | undefined,
): Promise<number> {
  if (path === undefined)
    return fail('path-missing', 'Only a file is compared with the disk.', 'Name it: vaultkeeper diff latest notes/ideas.md --disk')
  const { file, ...states } = await client.files.diff({ ...snapshot, path, disk: true }, { signal })
  if (screen.json) screen.emit({ command: 'diff', exitCode: exitCode.done, ...brief(states), file })
  else sayFile(file, states.from === null ? '' : nameOf(states.from), 'the disk', engine.core.ports.clock.now(), screen)
  return exitCode.done
}

function sayFile(file: FileComparison, from: string, to: string, now: Date, screen: Screen): void {
  const side = (which: string, of: FileComparison['before'], time: string | null) =>
    of === null
      ? `${which}: not there`
      : `${which}: ${bytesInWords(of.bytes)}, ${time === null ? '' : `changed ${whenInWords(new Date(time), now)}`}`
  screen.say(screen.paint('strong', printable(file.path)) + (file.formerPath === null ? '' : `, which was ${printable(file.formerPath)}`))
  screen.say(`${screen.paint('bad', '---')} ${side(from, file.before, file.times.before)}`)
  screen.say(`${screen.paint('good', '+++')} ${side(to, file.after, file.times.after)}`)
  if (file.same) {
    screen.say('The content is the same.')
    return
  }
  for (const line of bodyLines(file, screen)) screen.quote(line)
  if (file.how === 'binary' || file.how === 'not-read')
    for (const [which, of] of [
      [from, file.before],
      [to, file.after],
    ] as const)
      if (of !== null) screen.say(screen.paint('faint', `  SHA-256 ${of.sha256}  ${which}`))
}

type States = { readonly repository: string; readonly from: KnownSnapshot | null; readonly to: KnownSnapshot | null }

function headOf({ from, to }: States & { readonly to: KnownSnapshot }, now: Date, screen: Screen): string {
  const when = (snapshot: KnownSnapshot) =>
    `${screen.paint('strong', nameOf(snapshot))} (${whenInWords(new Date(snapshot.time), now).replace(/^on /, '')})`
  return from === null ? `All that is in ${when(to)}, the first of its kind` : `From ${when(from)} to ${when(to)}`
}

function nameOf({ id, label }: KnownSnapshot): string {
  return printable(label ?? id.slice(0, 8))
}

function brief({ repository, from, to }: States): Record<string, unknown> {
  const one = (snapshot: KnownSnapshot | null) =>
    snapshot && { id: snapshot.id, label: snapshot.label, time: snapshot.time, vault: snapshot.vault }
  return { repository, from: one(from), to: one(to) }
}
