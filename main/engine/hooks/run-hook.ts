import type { Problem } from '../../contract/problem.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core } from '../core.ts'
import { afterHookFailed, hookRemedy } from '../runs/backup-warnings.ts'
import { findPassword } from '../secrets/password.ts'
import { knownRepository } from '../state/queries.ts'
import { commandEnvironment } from './command-environment.ts'
import { type CommandEnd, runCommand } from './run-command.ts'

/** A hook as the configuration has it: argv, and a timeout in milliseconds. */
type Hook = { readonly command: readonly string[]; readonly timeout: number }

/** The run that a hook belongs to. */
type HookRun = {
  readonly id: string
  readonly plan: string | null
  readonly repository: string
  readonly vault: string
  /** The folder of the vault. */
  readonly path: string
}

/** What an after-hook is told of the run's end; it gets this as JSON on its standard input. */
export type HookOutcome = {
  readonly verdict: Verdict
  readonly problem: Problem | null
  readonly warnings: readonly string[]
  readonly snapshot: string | null
  readonly label: string | null
  readonly unchanged: boolean
}

/** How a hook ended. `detail` is a sentence with the end of what the hook wrote; secrets are taken out. */
export type HookEnd = { readonly verdict: 'done' | 'failed' | 'timed-out' | 'not-started'; readonly detail: string }

/** What to run, and at which end of which run. */
export type HookRequest = {
  readonly run: HookRun
  readonly hook: Hook
} & ({ readonly when: 'before' } | { readonly when: 'after'; readonly outcome: HookOutcome })

/**
 * Runs the hook before or after a run, and records how it ended. Never throws for what the hook does: a before-hook that is not *done* has to stop
 * the run ({@link hookProblem}), an after-hook makes it a warning ({@link hookWarning}).
 * @param signal ends the hook. An after-hook runs although the run itself was cancelled: it may have to put back what the before-hook did.
 */
export async function runHook(core: Core, request: HookRequest, signal: AbortSignal): Promise<HookEnd> {
  const { run, hook, when } = request
  await knowPassword(core, run.repository)
  const ended = await runCommand(
    {
      command: hook.command,
      environment: commandEnvironment(core.ports.environment, variablesOf(request)),
      // Relative names in a hook are seen from where the configuration lies.
      folder: core.home.root,
      input: request.when === 'after' ? `${JSON.stringify({ ...run, ...request.outcome })}\n` : '',
      timeout: hook.timeout,
      running: core.running,
      redact: core.redactor.redact,
    },
    when === 'after' && signal.aborted ? new AbortController().signal : signal,
  )
  const end = { verdict: verdictOf(ended), detail: core.redactor.redact(describe(hook, ended)) }
  // The program only: its arguments may hold an address that is a secret, and stand in the configuration.
  await core.record({ event: 'hook.ended', run: run.id, when, command: hook.command[0] ?? '', ...end })
  return end
}

/** A hook may print the password, before anything else has asked for it: it can be taken out only when it is known. */
async function knowPassword(core: Core, repository: string): Promise<void> {
  const known = knownRepository(core.state.database, repository)
  // A command may ask the person, who is asked once.
  if (known === undefined || known.password === 'command') return
  // Why it cannot be had is told by the run itself.
  await findPassword(core, repository, known.password).catch(() => undefined)
}

/** The problem of a run that its before-hook stopped. */
export function hookProblem(end: HookEnd): Problem {
  const [sentence = '', ...output] = end.detail.split('\n')
  return {
    code: 'hook-failed',
    sentence: `Nothing was backed up, because the hook before it did not succeed: ${sentence}`,
    remedy: hookRemedy,
    ...(output.length > 0 ? { detail: output.join('\n') } : {}),
  }
}

/** The warning of a run whose after-hook did not succeed. */
export function hookWarning(end: HookEnd): string {
  return `${afterHookFailed}${end.detail.split('\n')[0] ?? ''}`
}

function variablesOf(request: HookRequest): Record<string, string | null> {
  const { run, when } = request
  const outcome = request.when === 'after' ? request.outcome : null
  return {
    VAULTKEEPER_HOOK: when,
    VAULTKEEPER_RUN: run.id,
    VAULTKEEPER_PLAN: run.plan,
    VAULTKEEPER_REPOSITORY: run.repository,
    VAULTKEEPER_VAULT: run.vault,
    VAULTKEEPER_PATH: run.path,
    VAULTKEEPER_VERDICT: outcome?.verdict ?? null,
    VAULTKEEPER_LABEL: outcome?.label ?? null,
    VAULTKEEPER_SNAPSHOT: outcome?.snapshot ?? null,
    VAULTKEEPER_SENTENCE: outcome === null ? null : (outcome.problem?.sentence ?? ''),
  }
}

function verdictOf({ code, startError, ended }: CommandEnd): HookEnd['verdict'] {
  if (startError !== null) return 'not-started'
  if (ended === 'timeout') return 'timed-out'
  return ended === null && code === 0 ? 'done' : 'failed'
}

/** One sentence, and on the lines after it what the hook wrote last. */
function describe(hook: Hook, end: CommandEnd): string {
  const name = hook.command[0] ?? ''
  const output = end.output.trimEnd()
  return `${sentenceOf(name, hook.timeout, end)}${output === '' ? '' : `\n${output}`}`
}

function sentenceOf(name: string, timeout: number, { code, signal, startError, ended }: CommandEnd): string {
  if (startError === 'ENOENT') return `${name} was not found.`
  if (startError === 'EACCES') return `${name} may not be run: it is no program, or not yours to run.`
  if (startError !== null) return `${name} could not be started (${startError}).`
  if (ended === 'timeout') return `${name} was ended because it took longer than ${timeout / 1000} s.`
  if (ended === 'cancelled') return `${name} was ended because the run was cancelled.`
  return signal === null ? `${name} ended with exit code ${code}.` : `${name} was killed (${signal}).`
}
