import { exitCode, exitCodeOf } from '../../contract/exit-code.ts'
import type { Problem } from '../../contract/problem.ts'
import type { RecoveryPlan } from '../../contract/procedures/agents.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import { printable } from '../../contract/words/printable.ts'
import { ProblemError } from '../../engine/problem-error.ts'
import { CancelledError } from '../../engine/runs/record-run.ts'
import { openEscalation } from '../../engine/state/agent-queries.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import { gravest } from '../gravest.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import { askLine } from '../terminal/ask-line.ts'
import type { Screen } from '../terminal/screen.ts'
import { planLines } from '../terminal/show-recovery-plan.ts'
import { tellArrivals } from '../terminal/tell-arrivals.ts'
import { counted, durationInWords } from '../terminal/words.ts'
import { warnOfConfiguration } from '../warn-of-configuration.ts'

const noneDead = 'agents-none-dead'

/** How agents are to be brought back. */
export type RecoverOptions = CommonOptions & { readonly dryRun?: boolean; readonly incomplete?: boolean; readonly yes?: boolean }

/** `vaultkeeper recover [AGENT...] [--all] [--dry-run] [--incomplete] [--yes]`; no names: all that are dead. */
export function recoverCommand(agents: string[], { dryRun, incomplete = false, yes, ...options }: RecoverOptions): Promise<number> {
  return withClient(options, async (session) => {
    const { client, signal, screen, host, engine } = session
    if (dryRun) return showPlan(await client.agents.plan({ agents }, { signal }), screen)
    const agreed = yes || options.json || process.stdin.isTTY !== true ? incomplete : await agree(session, agents, incomplete)
    const arrivals = tellArrivals(screen, host.onProgress)
    const begun = await client.agents.recover({ agents, incomplete: agreed })
    const ended = await followToEnd({ ...session, host: { ...host, onProgress: arrivals.onProgress } }, begun).catch(nobodyDead)
    if (!('runs' in ended)) return showNobody(ended, screen)
    const recovered = warnOfConfiguration(
      engine.core,
      ended.runs.filter((run) => run.kind === 'recover'),
    )
    for (const run of recovered) if (run.result !== null) arrivals.ended(run.result.agent, endOf(run))
    const code = gravest(recovered.map(({ verdict }) => exitCodeOf(verdict)))
    const bundleOf = ({ run, result }: EndedRunOf<'recover'>) => {
      const open = result === null ? undefined : openEscalation(engine.core.state.database, result.agent)
      return open?.run === run && open.bundle !== '' ? open.bundle : null
    }
    if (screen.json)
      screen.emit({
        command: 'recover',
        exitCode: code,
        runs: recovered.map((run) => ({ ...endingAsJson(run), agent: run.result?.agent ?? null, bundle: bundleOf(run) })),
      })
    else
      for (const run of recovered) {
        showEnding(screen, run, (result) => describe(result, run.verdict, screen))
        const bundle = bundleOf(run)
        if (bundle !== null) screen.tell(`  All that is known of it: ${printable(bundle)}`)
      }
    return code
  })
}

function endOf({ verdict, problem }: EndedRunOf<'recover'>) {
  if (['done', 'warnings', 'not-verified'].includes(verdict) || problem?.code === 'agent-back-already') return 'recovered'
  return verdict === 'failed' ? 'failed' : 'not-started'
}

/** That nobody is dead is no failure where all that are dead were asked for. */
function nobodyDead(error: unknown): Problem {
  if (error instanceof ProblemError && error.problem.code === noneDead) return error.problem
  throw error
}

function showNobody(problem: Problem, screen: Screen): number {
  if (screen.json) screen.emit({ command: 'recover', verdict: 'skipped', exitCode: exitCode.skipped, problem, runs: [] })
  else for (const line of [problem.sentence, `  ${problem.remedy}`]) screen.say(line)
  return exitCode.skipped
}

function showPlan(plan: RecoveryPlan, screen: Screen): number {
  const agents = plan.levels.flat()
  const failed = plan.problem !== null || agents.some(({ problem }) => problem !== null)
  const code = failed ? exitCode.failed : plan.incomplete.length > 0 ? exitCode.warnings : exitCode.done
  if (plan.problem?.code === noneDead) return showNobody(plan.problem, screen)
  if (screen.json) screen.emit({ command: 'recover', exitCode: code, plan })
  else for (const line of planLines(plan, screen)) screen.say(line)
  return code
}

/** Asks on the terminal what wants an answer. @returns whether what is not whole is to be brought back too */
async function agree({ client, signal, screen }: ClientSession, agents: string[], incomplete: boolean): Promise<boolean> {
  const plan = await client.agents.plan({ agents }, { signal })
  const running = plan.levels.flat().filter((one) => one.running.length > 0)
  const missing = incomplete ? [] : plan.incomplete
  for (const sentence of missing) screen.tell(`${screen.paint('attention', '!')} ${printable(sentence)}`)
  if (missing.length > 0) await confirm('Bring back what there is?')
  for (const { agent, running: processes } of running)
    screen.tell(`${screen.paint('attention', '!')} ${printable(agent)} is running (${counted(processes.length, 'process', 'processes')}).`)
  if (running.length > 0)
    await confirm(`Stop ${running.length === 1 ? 'it' : 'them'} and bring ${running.length === 1 ? 'it' : 'them'} back?`)
  return incomplete || missing.length > 0
}

async function confirm(question: string): Promise<void> {
  if (!/^y(es)?$/i.test(await askLine(`${question} [y/N] `))) throw new CancelledError()
}

function describe(
  result: NonNullable<EndedRunOf<'recover'>['result']>,
  verdict: EndedRunOf<'recover'>['verdict'],
  screen: Screen,
): string[] {
  const name = printable(result.agent)
  if (result.folder === 'as-before') return []
  const files = [
    `${counted(result.replaced, 'file')} replaced`,
    ...(result.added > 0 ? [`${result.added} brought back that ${result.added === 1 ? 'was' : 'were'} gone`] : []),
    ...(result.preserved > 0 ? [`${result.preserved} left as ${result.preserved === 1 ? 'it was' : 'they were'}`] : []),
  ].join(', ')
  const safety =
    result.safety === null ? [] : [`  What was there before is kept: vaultkeeper restore ${result.safety.slice(0, 8)} --in-place`]
  const sign = verdict === 'done' ? screen.paint('good', '✔') : screen.paint('attention', '!')
  const how = result.process === 'beats' ? 'is back and beats' : result.process === 'started' ? 'was started' : 'has its folder back'
  return [`${sign} ${screen.paint('strong', `${name} ${how}`)} (${durationInWords(result.took)})`, `  ${files}`, ...safety]
}
