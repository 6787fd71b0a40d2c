import { exitCode } from '../../contract/exit-code.ts'
import { listFiles } from '../../engine/runs/list-files.ts'
import { listSnapshots } from '../../engine/runs/list-snapshots.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, moment } from '../terminal/words.ts'

/** `vaultkeeper snapshots` */
export function snapshotsCommand(options: CommonOptions & { repository?: string }): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    const { snapshots, unasked } = await listSnapshots(engine.core, options.repository, host)
    const code = unasked.length === 0 ? exitCode.done : exitCode.warnings
    if (screen.json) {
      screen.emit({ command: 'snapshots', exitCode: code, snapshots, unasked })
      return code
    }
    const several = new Set(snapshots.map(({ repository }) => repository)).size > 1
    const rows = snapshots.map(({ id, repository, time, vaultName, vault, label, files, bytes, verified, vanished, pinned }) => [
      id.slice(0, 8),
      label ?? '-',
      moment(new Date(time)),
      printable(vaultName ?? vault ?? '-'),
      ...(several ? [printable(repository)] : []),
      files === null ? '-' : counted(files, 'file'),
      bytes === null ? '-' : bytesInWords(bytes),
      `${stateOf(screen, vanished, verified)}${pinned === null ? '' : ', pinned'}`,
    ])
    const titles = ['id', 'label', 'time', 'vault', ...(several ? ['repository'] : []), 'files', 'size', '']
    for (const line of table([titles.map((text) => screen.paint('faint', text)), ...rows])) screen.say(line)
    for (const { repository, problem } of unasked) {
      screen.tell(
        `${screen.paint('attention', '!')} ${printable(problem.sentence)} Listed is what was seen in ${printable(repository)} last.`,
      )
      screen.tell(`  ${printable(problem.remedy)}`)
    }
    return code
  })
}

function stateOf(screen: Screen, vanished: string | null, verified: string | null): string {
  if (vanished !== null) return screen.paint('bad', 'vanished')
  return verified !== null ? screen.paint('good', 'verified') : screen.paint('attention', 'not verified')
}

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
