import { exitCode } from '../../contract/exit-code.ts'
import { type Preview, preview, refuseOthers } from '../../engine/content/preview.ts'
import { streamFile } from '../../engine/content/stream-file.ts'
import { entryAt } from '../../engine/index/list-folder.ts'
import type { IndexedEntry } from '../../engine/index/types.ts'
import { fail } from '../../engine/problem-error.ts'
import { openRepository } from '../../engine/repositories/open-repository.ts'
import { lookInto, type Where } from '../../engine/runs/look-into.ts'
import { namedAs, parseReference } from '../../engine/runs/resolve-snapshot.ts'
import { type CommonOptions, type Session, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import { quoted } from '../terminal/quoted.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, whenInWords } from '../terminal/words.ts'

/** Where to look, and whether the bytes are wanted as they are. */
export type ShowOptions = CommonOptions & Where & { readonly raw?: boolean }

/** `vaultkeeper show SNAPSHOT:PATH [--raw]` */
export function showCommand(reference: string, options: ShowOptions): Promise<number> {
  return withEngine(options, async (session) => {
    const { engine, host, screen } = session
    const { name, path } = parseReference(reference)
    if (path === undefined)
      return fail(
        'path-missing',
        `"${reference}" names no file.`,
        'Write the snapshot and the path: vaultkeeper show latest:notes/ideas.md',
      )
    const { repository, snapshot, index } = await lookInto(engine.core, name, options, host)
    const entry = entryAt(index, snapshot.id, path)
    index.close()
    if (entry === undefined)
      return fail(
        'path-not-found',
        `There is no "${path}" in that snapshot.`,
        `See what there is with: vaultkeeper ls ${namedAs(name, options)}`,
      )
    if (options.raw === true) return showRaw(session, { repository, snapshot: snapshot.id, entry })
    const opened = await openRepository(engine.core, repository, 'read', host)
    const seen = await preview(engine.core, opened, { snapshot: snapshot.id, path, entry }, host)
    if (screen.json) screen.emit({ command: 'show', exitCode: exitCode.done, repository, snapshot: snapshot.id, ...entry, ...asJson(seen) })
    else show(seen, entry, namedAs(quoted(reference), options), engine.core.ports.clock.now(), screen)
    return exitCode.done
  })
}

async function showRaw(
  { engine, host }: Session,
  { repository, snapshot, entry }: { repository: string; snapshot: string; entry: IndexedEntry },
): Promise<number> {
  if (process.stdout.isTTY)
    return fail(
      'raw-on-terminal',
      'Bytes as they are may be commands for the terminal.',
      'Send them elsewhere: vaultkeeper show SNAPSHOT:PATH --raw > FILE',
    )
  refuseOthers(entry.path, entry.type)
  const opened = await openRepository(engine.core, repository, 'read', host)
  for await (const chunk of streamFile(opened, { snapshot, path: entry.path }, host)) if (!(await written(chunk))) break
  return exitCode.done
}

/** Hands bytes on, no faster than they are read. `false`: the reader went away, as with `| head`. */
function written(chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    process.stdout.write(chunk, (error) => resolve(!error))
  })
}

function asJson(seen: Preview): Record<string, unknown> {
  if (seen.what === 'link') return { target: seen.target }
  const { kind, size } = seen
  return { kind, ...(seen.what === 'text' ? { text: seen.text, shown: seen.shown, cut: seen.shown < size } : {}) }
}

function show(seen: Preview, { path, mtime }: IndexedEntry, named: string, now: Date, screen: Screen): void {
  const changed = `changed ${whenInWords(new Date(mtime), now)}`
  if (seen.what === 'link')
    screen.say(`${printable(path)} is a link${seen.target === null ? '' : ` that leads to ${printable(seen.target)}`}, ${changed}`)
  else if (seen.what === 'bytes') {
    screen.say(`${printable(path)}: ${seen.kind.words}, ${bytesInWords(seen.size)}, ${changed}`)
    if (seen.size > 0) screen.say(screen.paint('faint', `All of it: vaultkeeper show ${named} --raw > FILE`))
  } else {
    screen.tell(screen.paint('faint', `${printable(path)}: ${seen.kind.words}, ${bytesInWords(seen.size)}, ${changed}`))
    const lines = seen.text.split('\n')
    if (lines.at(-1) === '') lines.pop()
    for (const line of lines) screen.quote(shownLine(line))
    if (seen.shown < seen.size)
      screen.tell(
        screen.paint('attention', `That was the first ${bytesInWords(seen.shown)} of ${bytesInWords(seen.size)}. All of it: --raw > FILE`),
      )
  }
}

/** Tabs and the ends of lines on Windows are what they are; everything else that could command a terminal is not. */
function shownLine(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(printable).join('\t')
}
