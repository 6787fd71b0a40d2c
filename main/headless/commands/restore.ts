import { exitCode } from '../../contract/exit-code.ts'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { LookedAhead, RestorePreview } from '../../contract/procedures/restores.ts'
import { printable } from '../../contract/words/printable.ts'
import { fail } from '../../engine/problem-error.ts'
import { parseReference } from '../../engine/runs/resolve-snapshot.ts'
import { type ClientSession, type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding, showProblem } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, durationInWords } from '../terminal/words.ts'

/** What a restore has to show. */
type RestoreResult = NonNullable<EndedRunOf<'restore'>['result']>
type Tally = RestorePreview['fates']['added']
type FirstOf<Value> = { readonly count: number; readonly first: readonly Value[] }
type Wish = Parameters<ClientSession['client']['restores']['start']>[0]

/** What `restore` can be told. */
type RestoreOptions = CommonOptions & {
  readonly to?: string
  readonly inPlace?: boolean
  readonly overwrite?: OverwritePolicy
  readonly dryRun?: boolean
  readonly special?: boolean
  readonly vault?: string
  readonly repository?: string
  readonly verify: boolean
  readonly undo: boolean
}

/** `vaultkeeper restore SNAPSHOT[:PATH]... --to FOLDER | --in-place` */
export function restoreCommand(references: readonly string[], options: RestoreOptions): Promise<number> {
  return withClient(options, async (session) => {
    const wish: Wish = {
      ...snapshotAndPaths(references),
      vault: options.vault,
      repository: options.repository,
      target: options.to === undefined ? null : fromWhereCalled(options.to),
      overwrite: options.overwrite,
      special: options.special,
      verify: options.verify,
      undo: options.undo,
    }
    if (options.dryRun) return showPreview(session, wish)
    const ended = await followRun(session, await session.client.restores.start(wish), 'restore')
    return showEnding(session.screen, ended, (result) => [...describeRestore(result, session.screen), ...howToUndo(ended.run, options)])
  })
}

/** All references are to one snapshot; one to the whole of it makes the others needless. */
function snapshotAndPaths(references: readonly string[]): { readonly snapshot: string; readonly paths: readonly string[] } {
  const [first, ...others] = references.map(parseReference)
  const { name: snapshot } = first ?? { name: '' }
  if (others.some(({ name }) => name !== snapshot))
    fail('several-snapshots', 'These are paths of several snapshots.', 'Restore those of one snapshot at a time.')
  const paths = references.flatMap((one) => parseReference(one).path ?? [])
  return { snapshot, paths: paths.length < references.length ? [] : paths }
}

/** `vaultkeeper restore --finish RUN` */
export function finishCommand(run: string, options: RestoreOptions): Promise<number> {
  return withClient(options, async (session) => {
    const { verify, special } = options
    const ended = await followRun(session, await session.client.restores.finish({ run, verify, special }), 'restore')
    return showEnding(session.screen, ended, (result) => [...describeRestore(result, session.screen), ...howToUndo(ended.run, options)])
  })
}

async function showPreview({ client, signal, screen }: ClientSession, wish: Wish): Promise<number> {
  const looked = await client.restores.preview(wish, { signal })
  const { preview, refusal } = looked
  const code = refusal === null ? exitCode.done : exitCode.failed
  if (screen.json) screen.emit({ command: 'restore', dryRun: true, exitCode: code, preview, problem: refusal })
  else for (const line of describePreview(looked, screen)) screen.say(line)
  if (!screen.json && refusal !== null) showProblem(screen, refusal)
  return code
}

const mostNamed = 5

/** What a restore would do, for a person. */
function describePreview({ preview, sentence }: LookedAhead, screen: Screen): string[] {
  const { fates, label, snapshot, target, needed, free } = preview
  const named = (words: string, tally: Tally) => [
    ...(tally.entries > 0 ? [`  ${words}: ${counted(tally.entries, 'entry', 'entries')}, ${bytesInWords(tally.bytes)}`] : []),
    ...examples(tally.examples, tally.entries),
  ]
  const listed = (words: string, { count, first }: FirstOf<string>) =>
    count === 0 ? [] : [screen.paint('attention', `  ${words}: ${count}`), ...examples(first, count)]
  const why = ({ count, first }: RestorePreview['conflicts']) => ({ count, first: first.map((one) => `${one.path} (${one.why})`) })
  return [
    screen.paint('strong', `A restore from ${label ?? snapshot.slice(0, 8)} to ${printable(target)}`),
    `  ${sentence}`,
    ...named('Added', fates.added),
    ...named('Overwritten', fates.overwritten),
    ...named('Of these newer on the disk', preview.newerOverwritten),
    ...named('Only rights, times or owner', fates['metadata-only']),
    ...named('Put beside', fates.beside),
    ...named('Newer on the disk, and left', fates['newer-on-disk-kept']),
    ...named('Left as they are', fates.kept),
    ...listed('In the way, and left', why(preview.conflicts)),
    ...listed('Not made', why(preview.leftOut)),
    ...listed('Without their setuid and setgid bits', preview.unprivileged),
    ...(preview.trusted.entries > 0
      ? [`  Taken for the same by size and time, not by content: ${counted(preview.trusted.entries, 'entry', 'entries')}`]
      : []),
    ...(preview.foreignOwners > 0
      ? [`  Will be yours, for only root can give back other owners: ${counted(preview.foreignOwners, 'entry', 'entries')}`]
      : []),
    `  Needs ${bytesInWords(needed)} of ${bytesInWords(free)} free. Nothing was written.`,
  ]
}

function examples(paths: readonly string[], all: number): string[] {
  const shown = paths.slice(0, mostNamed).map((path) => `    ${printable(path)}`)
  return all > mostNamed ? [...shown, `    and ${counted(all - mostNamed, 'more').replace('mores', 'more')}`] : shown
}

function describeRestore(result: RestoreResult, screen: Screen): string[] {
  const from = result.label ?? result.snapshot.slice(0, 8)
  const lines = [`${screen.paint('good', '✔')} ${screen.paint('strong', `Restored from ${from} to ${printable(result.target)}`)}`]
  const { keptBoth } = result
  if (keptBoth !== null)
    lines.push(
      `  ${counted(keptBoth.added, 'entry', 'entries')} added, ${counted(keptBoth.beside, 'file')} put beside ${keptBoth.beside === 1 ? 'one that differs' : 'ones that differ'}, ${count(keptBoth.same)} identical`,
    )
  else {
    const skipped =
      result.skipped > 0 ? `, ${counted(result.skipped, 'file')} left as ${result.skipped === 1 ? 'it was' : 'they were'}` : ''
    lines.push(
      `  ${counted(result.restored, 'file or folder', 'files and folders')}, ${bytesInWords(result.bytes)}${skipped} (${durationInWords(result.took)})`,
    )
  }
  if (result.verified) lines.push('  Everything that was written was read again and compared')
  return lines
}

function howToUndo(run: string, { undo }: RestoreOptions): string[] {
  return undo ? [`  Take it back with: vaultkeeper undo ${run}`] : []
}

function count(value: number): string {
  return `${value === 0 ? 'none' : value}`
}
