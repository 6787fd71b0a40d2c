import type { KeepRules } from '../../contract/configuration/keep.ts'
import { exitCode, exitCodeOf } from '../../contract/exit-code.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { RetentionPreview } from '../../contract/procedures/repositories.ts'
import { printable } from '../../contract/words/printable.ts'
import { rulesInWords } from '../../engine/retention/preview-retention.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import { gravest } from '../gravest.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import { answeredLine } from '../terminal/answered-line.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, moment } from '../terminal/words.ts'

type PruneOptions = CommonOptions & {
  readonly dryRun?: boolean
  readonly plan?: string
  readonly repository?: string
  /** Rules as the flags `--keep-last`, `--keep-within-daily` ... give them. */
  readonly keep?: KeepRules
  readonly expected?: boolean
}

/** `vaultkeeper prune [--dry-run] [--plan PLAN] [--repository NAME] [--keep-last N ...] [--expected]` */
export function pruneCommand({ dryRun, plan, repository, keep, expected, ...options }: PruneOptions): Promise<number> {
  const request = { plan, repository, keep }
  return withClient(options, async (session) => {
    const { client, signal, screen } = session
    if (dryRun) return showPreview(screen, await client.repositories.previewRetention(request, { signal }))
    const answered = expected ? await client.anomalies.answer({ plan, repository, answer: 'expected' }) : []
    if (!screen.json) for (const one of answered) screen.say(answeredLine(one, 'Taken as expected', session))
    const { runs: ended, remarks: appendOnly } = await followToEnd(session, await client.repositories.prune(request))
    const retention = ended.filter((run) => run.kind === 'retention')
    const prune = ended.filter((run) => run.kind === 'prune')
    const code = gravest([...retention, ...prune].map(({ verdict }) => exitCodeOf(verdict)))
    if (screen.json) {
      const runs = { retention: retention.map((run) => endingAsJson(run)), prune: prune.map((run) => endingAsJson(run)) }
      screen.emit({ command: 'prune', dryRun: false, exitCode: code, answered, ...runs, appendOnly })
      return code
    }
    for (const run of retention) showEnding(screen, run, describeRetention)
    if (retention.length === 0) screen.say('No snapshot had to be removed.')
    for (const run of prune)
      showEnding(screen, run, (result) => [
        `"${printable(result.repository)}": ${result.freedBytes === 0 ? 'there was no space to free' : `${bytesInWords(result.freedBytes)} freed`}, ${bytesInWords(result.remainingBytes)} left`,
      ])
    for (const sentence of appendOnly) screen.say(printable(sentence))
    return code
  })
}

function describeRetention({ plan, repository, vaults }: NonNullable<EndedRunOf<'retention'>['result']>): string[] {
  return vaults
    .filter(({ removed }) => removed.length > 0)
    .map(
      ({ vault, removed, kept }) =>
        `${printable(plan)}, ${printable(vault)} in "${printable(repository)}": ${counted(removed.length, 'snapshot')} removed (${removed.map(({ id, label }) => label ?? id.slice(0, 8)).join(', ')}), ${kept} kept`,
    )
}

/** What would be removed, and why, plan by plan. */
function showPreview(screen: Screen, previews: readonly RetentionPreview[]): number {
  if (screen.json) {
    screen.emit({ command: 'prune', dryRun: true, exitCode: exitCode.done, retention: previews })
    return exitCode.done
  }
  if (previews.length === 0) screen.say('No plan has snapshots here whose rules could remove any.')
  for (const { plan, vault, repository, rules, keep, remove, freezes } of previews) {
    const series = `${printable(plan)}, ${printable(vault)} in "${printable(repository)}"`
    if (remove.length === 0) {
      screen.say(`${series}: nothing to remove; ${counted(keep.length, 'snapshot')}, keep ${rulesInWords(rules)}`)
      continue
    }
    const these = remove.length === 1 ? 'this one' : `these ${remove.length}`
    screen.say(screen.paint('strong', `${series}: would remove ${these} of ${keep.length + remove.length}`))
    const rows = remove.map(({ id, label, time }) => [`  ${id.slice(0, 8)}`, label ?? '-', moment(new Date(time))])
    for (const line of table(rows)) screen.say(line)
    screen.say(`  because no rule keeps ${remove.length === 1 ? 'it' : 'them'}: ${rulesInWords(rules)}`)
    const beyond = keep.filter(({ reasons }) => reasons.every((reason) => !isRule(reason)))
    for (const { snapshot, reasons } of beyond)
      screen.say(`  ${snapshot.label ?? snapshot.id.slice(0, 8)} stays all the same: ${reasons.join(', ')}`)
    for (const { sentence, remedy } of freezes) {
      screen.say(`  ${screen.paint('attention', '!')} Not now: ${printable(sentence)}`)
      screen.say(`    ${printable(remedy)}`)
    }
  }
  return exitCode.done
}

/** restic's reasons, as opposed to ours: `last snapshot`, `oldest daily snapshot`, `within 7d`, `hourly within 2d`. */
function isRule(reason: string): boolean {
  return /snapshot$|within /.test(reason)
}
