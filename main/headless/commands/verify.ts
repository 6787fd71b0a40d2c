import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted } from '../terminal/words.ts'

/** `vaultkeeper verify [--repair]` */
export function verifyCommand({
  repository,
  repair,
  ...options
}: CommonOptions & { repository: string; repair?: boolean }): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen } = session
    const begun = repair ? await client.repositories.repair({ repository }) : await client.repositories.verify({ repository })
    const ended = await followRun(session, begun, 'verify', 'repair')
    return showEnding(screen, ended, (result) =>
      ended.verdict === 'done' || ended.verdict === 'warnings' ? describeVerify(result, screen) : [],
    )
  })
}

function describeVerify(result: NonNullable<EndedRunOf<'verify'>['result']>, screen: Screen): string[] {
  const lines = [
    `${screen.paint('good', '✔')} ${screen.paint('strong', 'Everything in the repository can be read back')}`,
    `  ${counted(result.snapshots, 'snapshot')}; every byte was read and its checksum compared`,
  ]
  for (const { name, label, report } of result.vaults) {
    if (report === null)
      lines.push(
        `  ${printable(name)}: ${label ?? 'its newest snapshot'} was checked in the repository, and not compared: its folder, or its plan, is not there now`,
      )
    else {
      const since = report.changedSince > 0 ? `, ${counted(report.changedSince, 'entry', 'entries')} changed on disk since` : ''
      lines.push(
        `  ${printable(name)}: ${counted(report.comparedFiles, 'file')} (${bytesInWords(report.comparedBytes)}) of ${label ?? 'the newest snapshot'} equal to those on disk${since}`,
      )
    }
  }
  return lines
}
