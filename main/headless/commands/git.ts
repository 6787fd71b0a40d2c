import { existsSync } from 'node:fs'
import { ORPCError } from '@orpc/server'
import { exitCode } from '../../contract/exit-code.ts'
import { byGravity, guardExitCode } from '../../contract/git-exit-code.ts'
import type { Problem } from '../../contract/problem.ts'
import type { EndedRun, EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { GitStanding } from '../../contract/procedures/git.ts'
import type { GuardStanding } from '../../contract/procedures/guard.ts'
import { printable } from '../../contract/words/printable.ts'
import { quoted } from '../../contract/words/quoted.ts'
import { vaultAround } from '../../engine/git/git-vault.ts'
import { ProblemError } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { followRun, followToEnd } from '../follow.ts'
import { endingAsJson, showEnding, showProblem } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { pushedLines, standingLines } from '../terminal/show-git.ts'
import { counted, moment } from '../terminal/words.ts'

/** What is to be done besides looking; at most one of the three. */
export type GitOptions = CommonOptions & {
  readonly push?: boolean
  readonly bringBack?: string
  readonly accept?: string
  readonly remote?: string
  /** As it stands in what is shown of it: from the vault; `.` for the vault's own. */
  readonly repository?: string
}

/**
 * `vaultkeeper git [VAULT] [--push | --bring-back BRANCH | --accept BRANCH]`: without a vault the one that the current folder is in, else all that are in git.
 * Exit code 0 when everything is committed and on every remote; else that of the gravest of what was found (contract/git-exit-code.ts).
 */
export function gitCommand(
  named: string | undefined,
  { push, bringBack, accept, remote, repository: of, ...options }: GitOptions,
): Promise<number> {
  return withClient(options, async (session) => {
    const { client, signal, screen } = session
    const vaults = await vaultsMeant(session, named)
    const [vault] = vaults
    const repository = of === '.' ? '' : of?.replace(/^\.\//, '').replace(/(?<=.)\/+$/, '')
    if (vault !== undefined && bringBack !== undefined) {
      const ended = await followRun(
        session,
        await client.git.bringBack({ vault, branch: bringBack, remote, repository }, { signal }),
        'branch',
      )
      return showEnding(screen, ended, (result) => broughtBack(result, screen))
    }
    if (vault !== undefined && accept !== undefined) await client.git.accept({ vault, branch: accept, remote, repository }, { signal })
    const runs: EndedRun[] = []
    if (push) for (const one of vaults) runs.push(...(await followToEnd(session, await client.git.push({ vault: one }, { signal }))).runs)
    return show(session, vaults, runs)
  })
}

/** Ids, names or folders, as the procedures take them. */
async function vaultsMeant({ client, engine, signal }: ClientSession, named: string | undefined): Promise<string[]> {
  const known = await client.git.list(undefined, { signal })
  if (named === undefined) {
    const around = vaultAround(engine.core, fromWhereCalled('.'))
    if (around !== undefined) return [around.vault]
    return known.length === 0 ? [fromWhereCalled('.')] : known.map(({ vault }) => vault)
  }
  if (known.some(({ vault, name }) => vault === named || name === named)) return [named]
  const place = fromWhereCalled(named)
  return [existsSync(place) ? place : named]
}

async function show({ client, screen, signal }: ClientSession, vaults: readonly string[], runs: readonly EndedRun[]): Promise<number> {
  const untold: Problem[] = []
  const shown = await Promise.all(
    vaults.map(async (vault) => {
      const guarding = client.guard.get({ vault }, { signal }).catch(unlessUnknown)
      const [standing, guard] = await Promise.all([client.git.get({ vault }, { signal }), guarding])
      const isTold = guard === null || !('sentence' in guard)
      // Where git is missing, or there is no repository, the standing says it.
      if (!isTold && standing.repositories.length > 0) untold.push(guard)
      return { ...standing, guard: isTold ? guard : null }
    }),
  )
  const found = codeOf(shown)
  const code = found === exitCode.done && untold.length > 0 ? guardExitCode.attention : found
  if (screen.json) {
    screen.emit({ command: 'git', exitCode: code, pushed: runs.map(endingAsJson), vaults: shown })
    return code
  }
  for (const { problem } of runs) if (problem !== null) showProblem(screen, problem)
  for (const problem of untold) showProblem(screen, problem)
  for (const standing of shown) for (const line of standingLines(standing, standing.guard, screen)) screen.say(line)
  for (const line of pushedLines(runs, screen)) screen.say(line)
  return code
}

/** A folder that is no vault has no set-up. What git cannot tell of one is a problem beside how git itself stands: it may hold a secret. */
function unlessUnknown(error: unknown): Problem | null {
  const cause = error instanceof ORPCError ? error.cause : undefined
  const problem = cause instanceof ProblemError ? cause.problem : undefined
  if (problem?.code === 'set-up-unreadable') return problem
  if (problem?.code === 'vault-unknown') return null
  throw error
}

/** That of the gravest of all. */
function codeOf(shown: readonly (GitStanding & { readonly guard: GuardStanding | null })[]): number {
  const verdicts = shown.map(({ guard }) => guard?.verdict)
  if (verdicts.includes('bad')) return guardExitCode.bad
  const [gravest] = shown.toSorted(byGravity)
  const code = gravest === undefined ? exitCode.done : gravest.exitCode
  return code === exitCode.done && verdicts.includes('attention') ? guardExitCode.attention : code
}

function broughtBack(
  { vault, branch, name, commit, commits, label, time }: NonNullable<EndedRunOf<'branch'>['result']>,
  screen: Screen,
): string[] {
  const from = time === null ? 'it was still in the repository' : `from ${label ?? 'a snapshot'} of ${moment(new Date(time))}`
  const which =
    name === branch ? `The branch ${printable(branch)} is back` : `What ${printable(branch)} was is back as the branch ${printable(name)}`
  return [
    `${screen.paint('good', '✔')} ${screen.paint('strong', which)}: ${commit.slice(0, 10)}, ${from}`,
    `  ${commits === 0 ? 'No commit had to be brought' : `${counted(commits, 'commit')} came back with it`}, and nothing was overwritten. Look at it: git log ${printable(name)}`,
    `  To have it on a remote again: git -C ${printable(quoted(vault.path))} push origin ${printable(quoted(name))}`,
  ]
}
