import { existsSync } from 'node:fs'
import { exitCode, exitCodeOf } from '../../contract/exit-code.ts'
import type { OpenAnomaly } from '../../contract/procedures/anomalies.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Core } from '../../engine/core.ts'
import { fail } from '../../engine/problem-error.ts'
import { knownVaults } from '../../engine/state/queries.ts'
import { type ClientSession, type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { followRun, followToEnd } from '../follow.ts'
import { gravest } from '../gravest.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, count, counted, durationInWords } from '../terminal/words.ts'
import { warnOfConfiguration } from '../warn-of-configuration.ts'

/** A backup as it ended, and what it has to show. */
type EndedBackup = EndedRunOf<'backup'>
type BackupResult = NonNullable<EndedBackup['result']>

/** `vaultkeeper backup PLAN|FOLDER`: a name without a slash that a plan has is that plan; `./name` is the folder. */
export function backupCommand(what: string, options: CommonOptions & { verify: boolean }): Promise<number> {
  return withClient(options, async (session) => {
    const { core } = session.engine
    const { client, screen } = session
    if (core.settings.configuration?.plans[what] !== undefined) {
      if (!options.verify)
        fail(
          'not-for-plans',
          'A plan says by itself whether its snapshots are read back; --no-verify is for folders.',
          `Leave it out, or write "verify": false into the plan "${what}".`,
        )
      return backupPlan(session, what)
    }
    const folder = fromWhereCalled(what)
    if (isNeither(core, what, folder)) return nothingOfThatName(core, what)
    const ended = await followRun(session, await client.backups.start({ folder, verify: options.verify }), 'backup')
    const [told = ended] = warnOfConfiguration(core, [ended])
    const code = showEnding(screen, told, (result) => describeBackup(result, screen, isGood(ended)))
    const vault = ended.result?.vault.id ?? knownVaults(core.state.database).find(({ path }) => path === folder)?.id
    if (!screen.json) await tellUnusual(session, (one) => one.plan === null && one.vault === vault)
    return code
  })
}

/** A plain name that no plan has and no folder: a plan was meant as likely as a folder. A vault that is gone stays a vault, so that its record shows it. */
function isNeither({ state }: Core, what: string, folder: string): boolean {
  return !/[/\\~.]/.test(what) && !existsSync(folder) && !knownVaults(state.database).some(({ path }) => path === folder)
}

function nothingOfThatName({ settings }: Core, what: string): never {
  const plans = Object.keys(settings.configuration?.plans ?? {})
  return fail(
    'folder-missing',
    `There is no plan "${what}", and no folder of that name here.`,
    plans.length === 0
      ? 'Check the name of the folder. No plan is configured.'
      : `Plans are: ${plans.join(', ')}. A folder is named by its path.`,
  )
}

/** All of a plan now: each vault into each repository. With `--json` one object that holds all runs. */
async function backupPlan(session: ClientSession, plan: string): Promise<number> {
  const { client, screen } = session
  const { runs } = await followToEnd(session, await client.backups.start({ plan }))
  const ended = warnOfConfiguration(
    session.engine.core,
    runs.filter((run) => run.kind === 'backup'),
  )
  const codes = ended.map(({ verdict }) => exitCodeOf(verdict))
  // The worst that happened; a run that was not made at all is a failure, too.
  const code = codes.length === 0 ? exitCode.failed : gravest(codes)
  if (screen.json) {
    screen.emit({ command: 'backup', plan, exitCode: code, runs: ended.map((run) => endingAsJson(run)) })
    return code
  }
  const asTold = (run: EndedBackup): EndedBackup => {
    if (run.problem === null) return run
    // The sentence alone does not always say of which vault it is, and in which repository.
    const where = `${run.vaultName ?? run.vault} into ${run.repository}`
    return { ...run, problem: { ...run.problem, sentence: `${where}: ${run.problem.sentence}` } }
  }
  const isElsewhere = ({ vault }: EndedBackup) =>
    ended.some((other) => other.vault === vault && isGood(other) && other.result !== null && other.result.onDisk !== 'same')
  for (const run of ended.map(asTold))
    showEnding(screen, run, (result) => describeBackup(result, screen, isGood(run), { isElsewhere: isElsewhere(run) }))
  await tellUnusual(session, (one) => one.plan === plan || (one.plan === null && ended.some(({ vault }) => vault === one.vault)))
  return code
}

/** The run is what it is; but whoever asked for it should not learn of it later that much is gone. */
async function tellUnusual({ client, screen }: ClientSession, isMeant: (one: OpenAnomaly) => boolean): Promise<void> {
  for (const { name, why } of (await client.anomalies.list()).filter((one) => one.code !== null && isMeant(one))) {
    screen.tell(`${screen.paint('bad', 'x')} Unusual in ${printable(name)}: ${printable(why)}.`)
    screen.tell('  See what there is to do with: vaultkeeper status')
  }
}

function isGood({ verdict }: EndedBackup): boolean {
  return verdict === 'done' || verdict === 'warnings'
}

/**
 * What a person hears of a backup that made a snapshot.
 * @param ofPlan its label may be that of other vaults, and of other repositories, too; whether it went to another disk or a server as well
 */
function describeBackup(result: BackupResult, screen: Screen, verified: boolean, ofPlan?: { readonly isElsewhere: boolean }): string[] {
  const { counts, report, vault } = result
  const name = printable(vault.name)
  const partly = report !== null && report.leftFiles > 0 && !result.unchanged
  const words = !verified
    ? `${name} is backed up, but not verified`
    : partly
      ? `${name} is backed up; what one run reads back is verified`
      : `${name} is backed up and verified`
  const head = `${verified ? screen.paint('good', '✔') : screen.paint('attention', '!')} ${screen.paint('strong', words)}`
  const lines = [head]
  const amount = `${counted(counts.files, 'file')}, ${bytesInWords(counts.bytes)}`
  if (result.unchanged) lines.push(`  Nothing has changed since ${result.label}: ${amount} (${durationInWords(result.snapshotTook)})`)
  else
    lines.push(
      `  ${amount}: ${newsOf(counts)}; ${bytesInWords(counts.bytesStored)} stored, encrypted (${durationInWords(result.snapshotTook)})`,
    )
  if (report !== null && verified) lines.push(...describeReadBack(report, result.verifyTook))
  lines.push(`  Snapshot ${result.label} (${result.snapshot.slice(0, 8)}) in ${printable(result.location)}`)
  if (result.onDisk === 'same' && ofPlan?.isElsewhere !== true)
    lines.push(`  ${screen.paint('attention', 'On this disk only')}: it helps against mistakes and lost files, not against a dead disk`)
  if (result.password === 'file') lines.push('  There is no keychain here, so its password is kept in a file that only you can read')
  const which = ofPlan !== undefined ? ` --vault ${result.vault.id} --repository ${result.repository}` : ''
  lines.push(`  Get it back with: vaultkeeper restore ${result.label}${which} --to FOLDER`)
  return lines
}

function describeReadBack(report: NonNullable<BackupResult['report']>, took: number): string[] {
  const { comparedFiles, comparedBytes, changedSince, leftFiles } = report
  const what =
    report.how === 'whole'
      ? 'Read back from the repository'
      : leftFiles > 0
        ? 'Read back so far'
        : 'Read back: what is new, and a sample of the rest'
  const lines: string[] = []
  if (comparedFiles > 0)
    lines.push(`  ${what}: ${counted(comparedFiles, 'file')}, ${bytesInWords(comparedBytes)}, equal by SHA-256 (${durationInWords(took)})`)
  else if (changedSince === 0) lines.push('  There was nothing new to read back; what is there was proven before')
  if (changedSince > 0)
    lines.push(`  ${counted(changedSince, 'file')} changed while this ran; the next backup has ${changedSince === 1 ? 'it' : 'them'}`)
  if (leftFiles > 0)
    lines.push(`  ${counted(leftFiles, 'file')} more than one run reads back: each has its turn, or all of it now with: vaultkeeper verify`)
  return lines
}

/** `all new`, `12 new`, `3 changed`, `12 new, 3 changed`; `nothing new` where files are gone or moved only, or another plan saved all this before. */
function newsOf({ files, filesNew, filesChanged }: BackupResult['counts']): string {
  if (files > 0 && filesNew === files) return 'all new'
  const parts = [...(filesNew > 0 ? [`${count(filesNew)} new`] : []), ...(filesChanged > 0 ? [`${count(filesChanged)} changed`] : [])]
  return parts.length > 0 ? parts.join(', ') : 'nothing new'
}
