import type { GuardStanding } from '../../contract/procedures/guard.ts'
import type { Core } from '../core.ts'
import { gitAt, gitLimits } from '../git/git-at.ts'
import { findSetUpSecrets } from './find-set-up-secrets.ts'
import { guardedPaths } from './guarded-paths.ts'
import { guardedVault } from './guarded-vault.ts'
import { guardedFiles, judgeSetUp, wantsExample } from './judge-set-up.ts'
import { exampleFile, exampleStanding } from './missing-variables.ts'
import { readSetUp } from './read-set-up.ts'

/** More findings than anybody reads. */
const mostFindings = 50

/**
 * How the set-up of a vault stands: whether its files are there and in git, and whether a secret is about to go with them. Reads only, and a folder of settings
 * takes some ten short processes of git. Throws a problem for a vault that there is not.
 */
export async function guardVault(core: Core, text: string, signal: AbortSignal): Promise<GuardStanding> {
  const vault = guardedVault(core, text)
  const setting = { environment: core.ports.environment, limits: gitLimits, signal, running: core.running }
  // Of what a partial clone lacks nothing is fetched: a look asks nobody else.
  const git = gitAt(setting, vault.path, { more: { GIT_NO_LAZY_FETCH: '1' } })
  const paths = guardedPaths(vault)
  const facts = await readSetUp(git, paths.paths)
  const { secrets, left } = facts === null ? { secrets: [], left: [] } : await findSetUpSecrets(git, vault.path, facts)
  const example = exampleStanding(vault.path)
  const findings = judgeSetUp({ vault: vault.id, paths, facts, secrets, example })
  return {
    vault: vault.id,
    name: vault.name,
    at: core.ports.clock.now().toISOString(),
    git: facts !== null,
    why: paths.why,
    verdict: findings.some(({ verdict }) => verdict === 'bad') ? 'bad' : findings.length > 0 ? 'attention' : 'good',
    files: guardedFiles({ paths, facts }),
    findings: findings.slice(0, mostFindings),
    more: Math.max(0, findings.length - mostFindings),
    variables: { example: exampleFile, exists: example.exists, missing: wantsExample({ paths, example }) ? example.missing : [] },
    left: [...left],
  }
}
