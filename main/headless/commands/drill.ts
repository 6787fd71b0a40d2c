import { exitCodeOf } from '../../contract/exit-code.ts'
import type { DrillResult } from '../../contract/procedures/run-results.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import { gravest } from '../gravest.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, count, counted, durationInWords } from '../terminal/words.ts'

type DrillOptions = CommonOptions & { readonly repository?: string; readonly full?: boolean }

/** `vaultkeeper drill [VAULT] [--repository NAME] [--full]` */
export function drillCommand(vault: string | undefined, { repository, full = false, ...options }: DrillOptions): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen } = session
    const { runs } = await followToEnd(session, await client.drills.run({ vault, repository, full }))
    const drills = runs.filter((run) => run.kind === 'drill')
    const code = gravest(drills.map(({ verdict }) => exitCodeOf(verdict)))
    if (screen.json) screen.emit({ command: 'drill', exitCode: code, runs: drills.map((run) => endingAsJson(run)) })
    else for (const run of drills) showEnding(screen, run, (result) => describe(result, screen))
    return code
  })
}

function describe(result: DrillResult, screen: Screen): string[] {
  const { vault, repository, how, files, bytes, comparedFiles, verifiedFiles, changedSince, findings, findingCount, duration, backIn } =
    result
  const name = printable(vault.name)
  const from = `from "${printable(repository)}"`
  const part = how === 'whole' ? '' : ', of a part of it'
  const rest = [
    ...(comparedFiles > 0 ? [`${counted(comparedFiles, 'file')} equal to those in the folder`] : []),
    ...(verifiedFiles > 0
      ? [`${count(verifiedFiles)}${changedSince > 0 ? ' changed since, or not there any more, and' : ''} as the repository has its hashes`]
      : []),
  ]
  const details = [
    `  ${counted(files, 'file')} (${bytesInWords(bytes)}) were restored in ${durationInWords(duration)} and thrown away again`,
  ]
  if (rest.length > 0) details.push(`  ${rest.join('; ')}`)
  if (findingCount === 0)
    return [
      `${screen.paint('good', '✔')} ${screen.paint('strong', `${name} comes back ${from}${part}`)}`,
      ...details,
      `  You would be back in ${durationInWords(backIn)}`,
    ]
  const named = findings
    .slice(0, 20)
    .map(({ path, why }) => `${screen.paint('bad', 'x')} ${path === '' ? '' : `${printable(path)}: `}${printable(why)}`)
  const more = findingCount - Math.min(20, findings.length)
  return [...details, ...named, ...(more > 0 ? [`  and ${count(more)} more`] : [])]
}
