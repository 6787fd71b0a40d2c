import { exitCode } from '../../contract/exit-code.ts'
import { changesOf, grownBetween, type TwoStates, twoStates } from '../../engine/content/compare-states.ts'
import { countChanges } from '../../engine/content/count-changes.ts'
import { diffFile, diffWithDisk, type FileComparison } from '../../engine/content/diff-file.ts'
import { entryAt } from '../../engine/index/list-folder.ts'
import { fail } from '../../engine/problem-error.ts'
import { lookInto, type Where } from '../../engine/runs/look-into.ts'
import { isSnapshotName, parseReference } from '../../engine/runs/resolve-snapshot.ts'
import type { KnownSnapshot } from '../../engine/state/queries.ts'
import { type CommonOptions, type Session, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
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
  return withEngine(options, async (session) => {
    const { name, path } = parseReference(one)
    if (options.disk) return diffDisk(session, name, path ?? plain(words[0]), options)
    const { core } = session.engine
    // What cannot name a snapshot is a path: "diff latest notes/ideas.md".
    const named = words[0] === undefined ? undefined : parseReference(words[0])
    const other = named !== undefined && (words.length > 1 || isSnapshotName(named.name)) ? named : undefined
    const states = await twoStates(core, [name, other?.name], options, session.host)
    const wanted = plain(words[1]) ?? path ?? (other === undefined ? plain(words[0]) : other.path)
    try {
      return await (wanted === undefined || isFolder(states, wanted)
        ? showStates(session, states, wanted, options)
        : showFile(session, states, wanted))
    } finally {
      states.index.close()
    }
  })
}

function plain(path: string | undefined): string | undefined {
  return path?.replace(/^(?:\.?\/)+|\/+$/g, '') || undefined
}

function isFolder({ index, from, to }: TwoStates, path: string): boolean {
  const types = [from, to].map((snapshot) => (snapshot === null ? undefined : entryAt(index, snapshot.id, path)?.type))
  return types.every((type) => type === undefined || type === 'dir') && types.includes('dir')
}

async function showStates(
  { engine, host, screen }: Session,
  states: TwoStates,
  folder: string | undefined,
  options: DiffOptions,
): Promise<number> {
  const { repository, from, to } = states
  const named = { repository, from: from && brief(from), to: brief(to) }
  if (options.grew) {
    const grown = grownBetween(states, options.limit ?? 20)
    if (screen.json) screen.emit({ command: 'diff', exitCode: exitCode.done, ...named, grown })
    else {
      screen.say(headOf(states, engine.core.ports.clock.now(), screen))
      for (const line of grownLines(grown, screen.paint)) screen.quote(line)
    }
    return exitCode.done
  }
  const all = await changesOf(engine.core, states, folder, host)
  const changes = options.metadata ? all : all.filter(({ change }) => change !== 'metadata')
  const counts = countChanges(all)
  if (screen.json) {
    const shown = options.limit === undefined ? changes : changes.slice(0, options.limit)
    screen.emit({ command: 'diff', exitCode: exitCode.done, ...named, counts, changes: shown.map(({ unsure: _, ...change }) => change) })
    return exitCode.done
  }
  screen.say(headOf(states, engine.core.ports.clock.now(), screen))
  const { lines, left } = changeLines(changes, options.limit ?? mostShown, screen.paint)
  for (const line of lines) screen.quote(line)
  if (left > 0) screen.say(screen.paint('faint', `and ${left} more: --limit ${lines.length + left}`))
  screen.say(changesInWords(counts))
  return exitCode.done
}

async function showFile({ engine, host, screen }: Session, states: TwoStates, path: string): Promise<number> {
  const { repository, from, to } = states
  const compared = await diffFile(engine.core, states, path, host)
  if (screen.json)
    screen.emit({ command: 'diff', exitCode: exitCode.done, repository, from: from && brief(from), to: brief(to), file: compared })
  else sayFile(compared, from === null ? 'nothing' : nameOf(from), nameOf(to), engine.core.ports.clock.now(), screen)
  return exitCode.done
}

async function diffDisk(
  { engine: { core }, host, screen }: Session,
  name: string,
  path: string | undefined,
  options: DiffOptions,
): Promise<number> {
  if (path === undefined)
    return fail('path-missing', 'Only a file is compared with the disk.', 'Name it: vaultkeeper diff latest notes/ideas.md --disk')
  const looked = await lookInto(core, name, options, host)
  try {
    const compared = await diffWithDisk(core, looked, path, host)
    const { repository, snapshot } = looked
    if (screen.json) screen.emit({ command: 'diff', exitCode: exitCode.done, repository, from: brief(snapshot), to: null, file: compared })
    else sayFile(compared, nameOf(snapshot), 'the disk', core.ports.clock.now(), screen)
    return exitCode.done
  } finally {
    looked.index.close()
  }
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

function headOf({ from, to }: TwoStates, now: Date, screen: Screen): string {
  const when = (snapshot: KnownSnapshot) =>
    `${screen.paint('strong', nameOf(snapshot))} (${whenInWords(new Date(snapshot.time), now).replace(/^on /, '')})`
  return from === null ? `All that is in ${when(to)}, the first of its kind` : `From ${when(from)} to ${when(to)}`
}

function nameOf({ id, label }: KnownSnapshot): string {
  return printable(label ?? id.slice(0, 8))
}

function brief({ id, label, time, vault }: KnownSnapshot): Record<string, unknown> {
  return { id, label, time, vault }
}
