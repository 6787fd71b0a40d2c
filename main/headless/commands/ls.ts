import { exitCode } from '../../contract/exit-code.ts'
import type { IndexedEntry } from '../../engine/index/types.ts'
import { type ListRequest, listFiles } from '../../engine/runs/list-files.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { permissionsInWords } from '../terminal/permissions.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, moment } from '../terminal/words.ts'

/** What `ls` is asked for. */
export type LsOptions = CommonOptions & Omit<ListRequest, 'recursive'> & { readonly recursive?: boolean }

/** `vaultkeeper ls SNAPSHOT[:PATH]`: with `--json` one object a line, for there may be a million. */
export function lsCommand(reference: string, options: LsOptions): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    const sums = { folders: 0, files: 0, bytes: 0 }
    for await (const entry of listFiles(engine.core, reference, { ...options, recursive: options.recursive === true }, host)) {
      if (entry.type === 'dir') sums.folders += 1
      else sums.files += 1
      sums.bytes += entry.size
      show(entry, screen)
    }
    screen.tell(
      screen.paint(
        'faint',
        `${options.limit === undefined ? '' : 'Listed: '}${counted(sums.folders, 'folder')}, ${counted(sums.files, 'file')}, ${bytesInWords(sums.bytes)}`,
      ),
    )
    return exitCode.done
  })
}

function show({ path, type, size, mtime, mode }: IndexedEntry, screen: Screen): void {
  const permissions = permissionsInWords(mode)
  if (screen.json) screen.emit({ path: `/${path}`, type, size, mtime, permissions })
  else {
    const shown = type === 'dir' ? '' : bytesInWords(size)
    screen.quote(`${permissions}  ${moment(new Date(mtime))}  ${shown.padStart(9)}  ${printable(path)}${type === 'dir' ? '/' : ''}`)
  }
}
