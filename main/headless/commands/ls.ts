import { exitCode } from '../../contract/exit-code.ts'
import { listFiles } from '../../engine/runs/list-files.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import { bytesInWords, moment } from '../terminal/words.ts'

/** `vaultkeeper ls SNAPSHOT[:PATH]`: with `--json` one object a line, for there may be a million. */
export function lsCommand(
  reference: string,
  options: CommonOptions & { vault?: string; repository?: string; recursive?: boolean },
): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    for await (const node of listFiles(
      engine.core,
      reference,
      { vault: options.vault, repository: options.repository, recursive: options.recursive === true },
      host,
    )) {
      if (screen.json) screen.emit({ path: node.path, type: node.type, size: node.size, mtime: node.mtime, permissions: node.permissions })
      else
        screen.say(
          `${node.permissions}  ${moment(new Date(node.mtime))}  ${(node.type === 'dir' ? '' : bytesInWords(node.size)).padStart(9)}  ${printable(node.path)}${node.type === 'dir' ? '/' : ''}`,
        )
    }
    return exitCode.done
  })
}
