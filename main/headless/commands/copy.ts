import { exitCode } from '../../contract/exit-code.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { CopyPreview } from '../../contract/procedures/repository-copies.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, moment } from '../terminal/words.ts'
import { warnOfConfiguration } from '../warn-of-configuration.ts'

type CopyOptions = CommonOptions & { readonly plan?: string; readonly vault?: string; readonly dryRun?: boolean }

/** `vaultkeeper copy FROM TO [--plan PLAN] [--vault VAULT] [--dry-run]` */
export function copyCommand(from: string, to: string, { plan, vault, dryRun, ...options }: CopyOptions): Promise<number> {
  const request = { from, to, plan, vault }
  return withClient(options, async (session) => {
    const { client, signal, screen } = session
    if (dryRun) return showPreview(screen, request, await client.repositories.previewCopy(request, { signal }))
    const ended = await followRun(session, await client.repositories.copy(request), 'copy')
    const [told = ended] = warnOfConfiguration(session.engine.core, [ended])
    return showEnding(screen, told, (result) => describe(result, screen))
  })
}

function describe(result: NonNullable<EndedRunOf<'copy'>['result']>, screen: Screen): string[] {
  const { from, repository, copied, there, unwanted, others, files, bytes } = result
  const also = [
    ...(there > 0 ? [`${counted(there, 'snapshot')} had been there before`] : []),
    ...(unwanted > 0 ? [`${counted(unwanted, 'older one')} would not be kept there`] : []),
    ...(others > 0 ? [`${counted(others, 'snapshot')} of other machines or programs ${others === 1 ? 'is' : 'are'} left to them`] : []),
  ]
  const rest = also.length === 0 ? [] : [`  ${also.join(', ')}`]
  const into = `from "${printable(from)}" into "${printable(repository)}"`
  if (copied.length === 0) return [`Nothing had to be copied ${into}.`, ...rest]
  return [
    `${screen.paint('good', '✔')} ${screen.paint('strong', `${counted(copied.length, 'snapshot')} copied ${into}`)}`,
    `  each has the content of its original; ${counted(files, 'file')} (${bytesInWords(bytes)}) of the newest were read back`,
    ...rest,
  ]
}

function showPreview(screen: Screen, { from, to }: { from: string; to: string }, { copy, there, unwanted }: CopyPreview): number {
  if (screen.json) screen.emit({ command: 'copy', dryRun: true, exitCode: exitCode.done, from, to, copy, there, unwanted })
  else if (copy.length === 0) screen.say(`Nothing has to be copied from "${printable(from)}" into "${printable(to)}".`)
  else {
    screen.say(screen.paint('strong', `Would copy ${counted(copy.length, 'snapshot')} from "${printable(from)}" into "${printable(to)}":`))
    const rows = copy.map(({ id, label, time, plan }) => [`  ${id.slice(0, 8)}`, label ?? '-', moment(new Date(time)), plan ?? 'by hand'])
    for (const line of table(rows)) screen.say(line)
  }
  if (!screen.json && unwanted > 0) screen.say(`  ${counted(unwanted, 'older one')} would not be kept there.`)
  return exitCode.done
}
