import { exitCode } from '../../contract/exit-code.ts'
import type { Problem } from '../../contract/problem.ts'
import type { VaultOverview } from '../../contract/procedures/overview.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Answer } from '../../engine/anomalies/answer-anomalies.ts'
import { type OpenAnomaly, restoreCommand } from '../../engine/anomalies/open-anomaly.ts'
import type { HealthState } from '../../engine/health/health.ts'
import { vaultOverviews } from '../../engine/overview/vault-overviews.ts'
import { calledApart } from '../../engine/runs/vault-called.ts'
import { type Status, status, type VaultState } from '../../engine/status.ts'
import { type ClientSession, type CommonOptions, type Session, withClient, withEngine } from '../command-host.ts'
import { answeredLine } from '../terminal/answered-line.ts'
import type { Screen } from '../terminal/screen.ts'
import { machineLines } from '../terminal/show-machines.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, durationInWords, soonInWords, whenInWords } from '../terminal/words.ts'

type Sign = { readonly sign: string; readonly style: 'good' | 'attention' | 'bad' | 'faint' }

const states: Record<VaultState | HealthState, Sign> = {
  protected: { sign: '✔ protected', style: 'good' },
  running: { sign: '… running', style: 'attention' },
  'never-ran': { sign: '- never ran', style: 'faint' },
  warning: { sign: '! warning', style: 'attention' },
  paused: { sign: '! paused', style: 'attention' },
  'not-verified': { sign: 'x not verified', style: 'bad' },
  stale: { sign: 'x stale', style: 'bad' },
  failed: { sign: 'x failed', style: 'bad' },
  anomaly: { sign: 'x anomaly', style: 'bad' },
}

/** `true`: all that wait; a text: the one whose id begins so. */
type Answered = { readonly expected?: string | true; readonly restored?: string | true }

/** `vaultkeeper status [--expected [ID]] [--restored [ID]]`: exit code 1 when something needs a person. */
export function statusCommand({ expected, restored, ...options }: CommonOptions & Answered): Promise<number> {
  const which = expected ?? restored
  // Asked for most often, by prompts and bars, too: what the procedure `status.get` answers is told without loading the contract, which takes as long again.
  if (which === undefined) return withEngine(options, (session) => show(session, {}))
  return withClient(options, async (session) => {
    const answer = expected === undefined ? 'restored' : 'expected'
    const answered = await answerThem(session, which, answer)
    const said = answer === 'expected' ? 'Taken as expected' : 'Taken as put right'
    if (!session.screen.json) {
      for (const one of answered) session.screen.say(answeredLine(one, said, session))
      if (answered.length === 0) session.screen.say('Nothing waits for an answer.')
    }
    return show(session, { answered })
  })
}

function answerThem({ client, signal }: ClientSession, which: string | true, answer: Answer) {
  return client.anomalies.answer({ id: which === true ? undefined : which, answer }, { signal })
}

async function show({ engine, screen }: Session, more: { readonly answered?: readonly object[] }): Promise<number> {
  const found = await status(engine.core)
  const code = found.attention ? exitCode.failed : exitCode.done
  const nameOf = (vault: string) => engine.core.settings.configuration?.vaults[vault]?.name ?? vault
  if (screen.json) screen.emit({ command: 'status', exitCode: code, ...more, ...found })
  else {
    for (const line of describeStatus(toldApart(found), screen, engine.core.ports.clock.now(), nameOf)) screen.say(line)
    for (const line of notElsewhereLines(vaultOverviews(engine.core, found), screen)) screen.say(line)
  }
  return code
}

/** The answer in one line, the table, and a sentence with its remedy for everything that is not as it should be. */
export function describeStatus(found: Status, screen: Screen, now: Date, nameOfVault: (vault: string) => string): string[] {
  if (found.vaults.length === 0 && found.plans.length === 0)
    return [
      'Nothing is backed up yet.',
      '  Begin with: vaultkeeper backup FOLDER',
      ...found.troubles.flatMap((trouble) => linesOfTrouble(trouble, screen, nameOfVault)),
    ]
  return [
    ...(found.plans.length > 0 ? [headline(found, screen)] : []),
    ...planTable(found, screen, now),
    ...vaultTable(found, screen, now),
    ...planLines(found, screen),
    ...found.anomalies.flatMap((anomaly) => anomalyLines(anomaly, screen, now)),
    ...found.vaults.flatMap(({ name, state, problem, warnings }) => [
      ...(problem === null ? [] : explained(screen, states[state], name, problem.sentence, problem.remedy)),
      ...warnings.slice(0, 5).map((warning) => `${screen.paint('attention', '!')} ${printable(name)}: ${printable(warning)}`),
    ]),
    ...found.troubles.flatMap((trouble) => linesOfTrouble(trouble, screen, nameOfVault)),
    ...found.unfinished.flatMap(({ problem }) => troubleLines(screen, problem, true)),
    ...provenLines(found, screen, now),
    ...found.repositories.flatMap((repository) => repositoryLines(repository, found, screen, now)),
    ...machineLines(found.machines, screen, now),
    ...(found.scheduler?.tray ? [`The tray app (process ${found.scheduler.pid}) runs the schedule.`] : []),
    ...found.doing.map((doing) => `Now: ${printable(doing)}`),
  ]
}

/** The same, with vaults of one name called by their folders. */
function toldApart(found: Status): Status {
  const asKnown = ({ vault, name, path }: Status['vaults'][number]) => ({ id: vault, name, path })
  const all = found.vaults.map(asKnown)
  return { ...found, vaults: found.vaults.map((one) => ({ ...one, name: calledApart(all, asKnown(one)) })) }
}

/** What a person calls a lane of `status`. */
function nameOf({ plan, repository, mirrorOf }: Pick<Status['plans'][number], 'plan' | 'repository' | 'mirrorOf'>): string {
  return mirrorOf === null ? `${plan} into ${repository}` : `${repository} (mirror of ${mirrorOf})`
}

function headline({ plans, vaults, repositories, troubles, anomalies, unfinished, attention }: Status, screen: Screen): string {
  const needing = plans.filter((one) => one.attention)
  if (!attention) return calmHeadline(plans, screen)
  const bad = vaults.filter(({ state }) => state === 'failed' || state === 'not-verified')
  const names = [...needing.map(nameOf), ...bad.map(({ name }) => name)]
  const told = new Set(needing.map(nameOf))
  const unusual = anomalies.filter(({ plan, repository }) => !told.has(`${plan} into ${repository}`)).length
  const gone = repositories.filter((one) => one.gone).length
  const others = troubles.filter((one) => one.attention).length + unusual + unfinished.length + gone
  if (names.length === 0) return screen.paint('bad', screen.paint('strong', `x ${counted(others, 'thing')} to look at, below`))
  const verb = names.length === 1 ? 'needs' : 'need'
  const more = others === 0 ? '' : `, and ${counted(others, 'more thing')} below`
  return screen.paint('bad', screen.paint('strong', `x ${names.map(printable).join(', ')} ${verb} you${more}`))
}

/** Nobody has to do anything; but what has no backup yet is not protected, and what is paused or warns of something is not all well. */
function calmHeadline(plans: Status['plans'], screen: Screen): string {
  const never = plans.filter(({ lastGood }) => lastGood === null)
  const [sign, style, words] =
    never.length === plans.length
      ? (['-', 'attention', 'Nothing is backed up by the plans yet'] as const)
      : never.length > 0
        ? (['!', 'attention', `No backup yet: ${never.map((one) => printable(nameOf(one))).join(', ')}`] as const)
        : plans.some(({ state }) => state === 'paused')
          ? (['!', 'attention', 'All is protected, but paused'] as const)
          : plans.some(({ state }) => state === 'warning')
            ? (['!', 'attention', 'All is protected; there is something to know, below'] as const)
            : (['✔', 'good', 'All is protected'] as const)
  return screen.paint(style, screen.paint('strong', `${sign} ${words}`))
}

function planTable({ plans }: Status, screen: Screen, now: Date): string[] {
  if (plans.length === 0) return []
  const rows = plans.map(({ plan, mirrorOf, repository, state, lastGood, nextDue: next }) => [
    screen.paint(states[state].style, states[state].sign),
    printable(mirrorOf === null ? plan : `mirror of ${mirrorOf}`),
    printable(repository),
    lastGood === null ? 'never' : whenInWords(new Date(lastGood), now),
    next === null ? 'on change' : soonInWords(new Date(next), now),
  ])
  return table([['', 'plan', 'repository', 'last good backup', 'next'].map((text) => screen.paint('faint', text)), ...rows])
}

/** What is the matter with plans. What is the same of one plan in several repositories, such as a hook that fails, is said once. */
function planLines({ plans }: Status, screen: Screen): string[] {
  const troubled = plans.filter(({ state }) => state !== 'protected' && state !== 'running' && state !== 'never-ran' && state !== 'anomaly')
  const alike = Map.groupBy(troubled, ({ plan, state, why, remedy }) => JSON.stringify([plan, state, why, remedy]))
  return [...alike.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const name = nameOf({ ...first, repository: same.map(({ repository }) => repository).join(', ') })
    return explained(screen, states[first.state], name, first.why, first.remedy)
  })
}

/** What a person said just now. */
/** What is unusual, what there is to go back to, and how to answer. */
function anomalyLines(anomaly: OpenAnomaly, screen: Screen, now: Date): string[] {
  const { id, code, name, plan, repository, why, time, label, lastGood } = anomaly
  const where = `${plan === null ? '' : `${plan} `}into ${repository}${label === null ? '' : `, ${label}`}`
  const head = `${screen.paint('bad', 'x')} ${screen.paint('strong', printable(name))}: ${printable(why)}${/[.!?]$/.test(why) ? '' : '.'}`
  const lines = [head, `  Found ${whenInWords(new Date(time), now)} (${printable(where)}). Nothing is removed until somebody has answered.`]
  if (code !== null && lastGood !== null)
    lines.push(
      `  Last good state: ${lastGood.label ?? lastGood.id.slice(0, 8)} of ${whenInWords(new Date(lastGood.time), now)}${lastGood.files === null ? '' : `, ${counted(lastGood.files, 'file')}`}`,
      `  Bring it back with: ${printable(restoreCommand(anomaly))}; then say: vaultkeeper status --restored ${id.slice(0, 6)}`,
    )
  lines.push(`  If it was your own doing: vaultkeeper status --expected ${id.slice(0, 6)}`)
  return lines
}

function vaultTable({ vaults, plans }: Status, screen: Screen, now: Date): string[] {
  if (vaults.length === 0) return []
  const rows = vaults.map(({ name, state, lastGood }) => {
    const { sign, style } = states[state]
    return [
      screen.paint(style, sign),
      printable(name),
      lastGood ? whenInWords(new Date(lastGood.time), now) : 'never',
      lastGood ? `${counted(lastGood.files, 'file')}, ${bytesInWords(lastGood.bytes)}` : '',
    ]
  })
  const title = plans.length > 0 ? 'vault without a plan' : 'vault'
  return table([['', title, 'last verified backup', ''].map((text) => screen.paint('faint', text)), ...rows])
}

function explained(screen: Screen, { style }: Sign, name: string, sentence: string, remedy: string | null): string[] {
  const line = `${screen.paint(style, style === 'bad' ? 'x' : '!')} ${printable(name)}: ${printable(sentence)}`
  return remedy === null ? [line] : [line, `  ${printable(remedy)}`]
}

/** What is said of a vault's git names the vault; a push that waits is no failed backup. */
function linesOfTrouble(
  { about, name, problem, attention }: Status['troubles'][number],
  screen: Screen,
  nameOfVault: (vault: string) => string,
): string[] {
  if (about !== 'git') return troubleLines(screen, problem, attention)
  const vault = nameOfVault(decodeURIComponent(name.split('/')[0] ?? ''))
  return troubleLines(screen, { ...problem, sentence: `${vault}: ${problem.sentence}` }, false)
}

function troubleLines(screen: Screen, { sentence, remedy }: Problem, attention: boolean): string[] {
  return [`${screen.paint(attention ? 'bad' : 'attention', attention ? 'x' : '!')} ${printable(sentence)}`, `  ${printable(remedy)}`]
}

/** Where each copy is on this disk that is said of the repositories; here of vaults that are worse off than others, or whose copy elsewhere is old. */
function notElsewhereLines(vaults: readonly Pick<VaultOverview, 'name' | 'elsewhere'>[], screen: Screen): string[] {
  const someElsewhere = vaults.some(({ elsewhere }) => elsewhere.state !== 'none')
  return vaults.flatMap(({ name, elsewhere: { state, sentence } }) =>
    sentence !== null && (state === 'stale' || someElsewhere) ? [`${screen.paint('attention', '!')} ${printable(name)}: ${sentence}`] : [],
  )
}

/** When each vault was last seen to come back, and how long that would take. Nothing where nobody has tried. */
function provenLines({ proven, troubles }: Status, screen: Screen, now: Date): string[] {
  return proven.flatMap(({ vault, name, repository, proven: last }) => {
    if (last === null) return []
    // It came back once, and did not when it was tried last: no good word for that.
    const failedSince = troubles.some((one) => one.about === 'drill' && one.name === `${vault}/${repository}`)
    if (failedSince)
      return [
        `${screen.paint('attention', '!')} ${printable(name)} last came back from ${printable(repository)} ${whenInWords(new Date(last.at), now)}; since then it did not`,
      ]
    const part = last.how === 'whole' ? '' : ', a part of it'
    const when = whenInWords(new Date(last.at), now)
    return [
      `${screen.paint('good', '✔')} ${printable(name)} came back from ${printable(repository)} ${when}${part}: you would be back in ${durationInWords(last.backIn)}`,
    ]
  })
}

function repositoryLines(repository: Status['repositories'][number], { plans, repositories }: Status, screen: Screen, now: Date): string[] {
  const { name, location, snapshots, vanished, damagedSince, onThisDisk, notThere, gone } = repository
  const only = repositories.every((one) => one.onThisDisk) ? ' only' : ''
  const lines = [
    `${counted(snapshots, 'snapshot')} in ${name === 'default' ? '' : `${printable(name)}, `}${printable(location)}${onThisDisk ? `, on this disk${only}` : ''}${notThere ? screen.paint('attention', ', which is not there now') : ''}`,
  ]
  if (gone)
    lines.push(
      `${screen.paint('bad', 'x')} The repository "${printable(name)}" is not where it was, so nothing can be brought back from there.`,
      '  Connect its drive, or put the folder back. Vaultkeeper never makes a new one in its place.',
    )
  // What a plan expects of a repository is among the troubles.
  if (vanished > 0 && plans.length === 0)
    lines.push(
      `${screen.paint('bad', 'x')} ${counted(vanished, 'snapshot')} vanished from it without Vaultkeeper's doing: vaultkeeper snapshots`,
    )
  if (damagedSince !== null && plans.length === 0)
    lines.push(
      `${screen.paint('bad', 'x')} The repository is damaged (found ${whenInWords(new Date(damagedSince), now)}): vaultkeeper verify --repair`,
    )
  return lines
}
