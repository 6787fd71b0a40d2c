import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import { type RestoreResult, restore } from '../../engine/runs/restore-run.ts'
import { type CommonOptions, fromWhereCalled, withEngine } from '../command-host.ts'
import { showEnding } from '../show-ending.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, durationInWords } from '../terminal/words.ts'

/** `vaultkeeper restore SNAPSHOT[:PATH] --to FOLDER` */
export function restoreCommand(
  reference: string,
  options: CommonOptions & { to: string; overwrite?: OverwritePolicy; vault?: string; repository?: string; verify: boolean },
): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    const ended = await restore(
      engine.core,
      {
        reference,
        vault: options.vault,
        repository: options.repository,
        target: fromWhereCalled(options.to),
        overwrite: options.overwrite,
        verify: options.verify,
      },
      host,
    )
    return showEnding(screen, ended, (result) => describeRestore(result, screen))
  })
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

function count(value: number): string {
  return `${value === 0 ? 'none' : value}`
}
