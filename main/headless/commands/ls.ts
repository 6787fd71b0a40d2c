import { exitCode } from '../../contract/exit-code.ts'
import type { Entry } from '../../contract/procedures/entry.ts'
import { printable } from '../../contract/words/printable.ts'
import type { ListRequest } from '../../engine/runs/list-files.ts'
import { parseReference } from '../../engine/runs/resolve-snapshot.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { permissionsInWords } from '../terminal/permissions.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, moment } from '../terminal/words.ts'

/** What `ls` is asked for. */
export type LsOptions = CommonOptions & Omit<ListRequest, 'recursive'> & { readonly recursive?: boolean }

/** `vaultkeeper ls SNAPSHOT[:PATH]`: with `--json` one object a line, for there may be a million. */
export function lsCommand(reference: string, options: LsOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const sums = { folders: 0, files: 0, bytes: 0 }
    const { name, path = '' } = parseReference(reference)
    const { vault, repository, sort, reverse, limit, recursive = false } = options
    const wanted = { snapshot: name, path, vault, repository, sort, reverse, limit, recursive }
    for await (const entries of await client.files.walk(wanted, { signal }))
      for (const entry of entries) {
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

function show({ path, type, size, mtime, mode }: Entry, screen: Screen): void {
  const permissions = permissionsInWords(mode)
  if (screen.json) screen.emit({ path: `/${path}`, type, size, mtime, permissions })
  else {
    const shown = type === 'dir' ? '' : bytesInWords(size)
    screen.quote(`${permissions}  ${moment(new Date(mtime))}  ${shown.padStart(9)}  ${printable(path)}${type === 'dir' ? '/' : ''}`)
  }
}
