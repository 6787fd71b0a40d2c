import { exitCode } from '../../contract/exit-code.ts'
import type { Entry } from '../../contract/procedures/entry.ts'
import type { Preview } from '../../contract/procedures/files.ts'
import { printable } from '../../contract/words/printable.ts'
import { quoted } from '../../contract/words/quoted.ts'
import { fileAt } from '../../engine/content/file-at.ts'
import { refuseOthers } from '../../engine/content/preview.ts'
import { streamFile } from '../../engine/content/stream-file.ts'
import { fail } from '../../engine/problem-error.ts'
import { openRepository } from '../../engine/repositories/open-repository.ts'
import type { Where } from '../../engine/runs/look-into.ts'
import { namedAs, parseReference } from '../../engine/runs/resolve-snapshot.ts'
import { type CommonOptions, type Session, withClient, withEngine } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, whenInWords } from '../terminal/words.ts'

/** Where to look, and whether the bytes are wanted as they are. */
export type ShowOptions = CommonOptions & Where & { readonly raw?: boolean }

/** `vaultkeeper show SNAPSHOT:PATH [--raw]` */
export function showCommand(reference: string, options: ShowOptions): Promise<number> {
  const { name, path } = parseReference(reference)
  if (path === undefined)
    return fail('path-missing', `"${reference}" names no file.`, 'Write the snapshot and the path: vaultkeeper show latest:notes/ideas.md')
  // Bytes as they are go from restic to standard output, however many: no answer of a procedure.
  if (options.raw === true) return withEngine(options, (session) => showRaw(session, { name, path }, options))
  return withClient(options, async ({ engine, client, signal, screen }) => {
    const { vault, repository } = options
    const found = await client.files.preview({ snapshot: name, path, vault, repository }, { signal })
    const { entry, preview } = found
    if (screen.json)
      screen.emit({
        command: 'show',
        exitCode: exitCode.done,
        repository: found.repository,
        snapshot: found.snapshot,
        ...entry,
        ...asJson(preview),
      })
    else show(preview, entry, namedAs(quoted(reference), options), engine.core.ports.clock.now(), screen)
    return exitCode.done
  })
}

async function showRaw({ engine, host }: Session, { name, path }: { name: string; path: string }, where: Where): Promise<number> {
  const { repository, snapshot, entry } = await fileAt(engine.core, { name, path }, where, host)
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

function show(seen: Preview, { path, mtime }: Entry, named: string, now: Date, screen: Screen): void {
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
