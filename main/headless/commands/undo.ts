import { exitCode } from '../../contract/exit-code.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { KnownRestore } from '../../contract/procedures/known-restore.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { count, counted, moment } from '../terminal/words.ts'

/** `vaultkeeper undo [RUN] [--list | --dry-run]` */
export function undoCommand(run: string | undefined, options: CommonOptions & { list?: boolean; dryRun?: boolean }): Promise<number> {
  return withClient(options, async (session) => {
    const { client, signal, screen } = session
    if (options.list) return list((await client.restores.list()).undoable, screen)
    if (options.dryRun) {
      const preview = await client.restores.previewUndo({ run }, { signal })
      if (screen.json) screen.emit({ command: 'undo', exitCode: exitCode.done, preview })
      else for (const line of describe(preview, 'Would take back', screen)) screen.say(line)
      return exitCode.done
    }
    const ended = await followRun(session, await client.restores.undo({ run }), 'undo')
    return showEnding(screen, ended, (result) => [
      ...describe(result, `${screen.paint('good', '✔')} Took back`, screen),
      ...(result.safety === null ? [] : [`  What was there before is kept; back to it with: vaultkeeper undo ${ended.run}`]),
    ])
  })
}

function describe(result: NonNullable<EndedRunOf<'undo'>['result']>, verb: string, screen: Screen): string[] {
  const { began, target, unfinished, putBack, removed, changedSince, changedSinceCount } = result
  const unchanged = Math.min(result.unchanged ?? 0, putBack)
  const changed = putBack - unchanged
  const done = [
    ...(changed > 0 ? [`${counted(changed, 'file')} put back as ${changed === 1 ? 'it was' : 'they were'}`] : []),
    ...(unchanged > 0 ? [`rights and times put back of ${count(unchanged)}${changed > 0 ? ' more' : ''} whose content had stayed`] : []),
    ...(removed > 0 ? [`${count(removed)} removed that it had added`] : []),
  ]
  const what = `the ${unfinished ? 'unfinished ' : ''}restore of ${moment(new Date(began))} into ${printable(target)}`
  const lines = [screen.paint('strong', `${verb} ${what}: ${done.length === 0 ? 'there was nothing left to do' : done.join(', ')}.`)]
  if (changedSinceCount > 0) {
    const some = changedSince.slice(0, 3).map(printable).join(', ')
    lines.push(
      `  ${counted(changedSinceCount, 'file')} had been changed since (${some}${changedSinceCount > 3 ? ', ...' : ''}); that is kept too`,
    )
  }
  return lines
}

function list(restores: readonly KnownRestore[], screen: Screen): number {
  if (screen.json) screen.emit({ command: 'undo', exitCode: exitCode.done, restores })
  else if (restores.length === 0) screen.say('There is no restore that could be taken back.')
  else {
    const rows = restores.map(({ run, time, kind, verdict, snapshot, target }) => [
      run,
      moment(new Date(time)),
      kind === 'undo' ? 'undo' : `restore of ${snapshot.slice(0, 8)}`,
      printable(target),
      verdict === 'done' || verdict === 'warnings' || verdict === 'not-verified' ? '' : screen.paint('attention', 'unfinished'),
    ])
    for (const line of table([['run', 'time', 'what', 'folder', ''].map((text) => screen.paint('faint', text)), ...rows])) screen.say(line)
    screen.say('Take one back with: vaultkeeper undo RUN')
  }
  return exitCode.done
}
