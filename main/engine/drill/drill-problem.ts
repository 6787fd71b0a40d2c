import type { Problem } from '../../contract/problem.ts'
import type { DrillResult } from '../../contract/procedures/run-results.ts'

/** What is said of a restore on trial that did not bring everything back as it was. Pure. */
export function drillProblem({
  vault,
  repository,
  findings,
  findingCount,
}: Pick<DrillResult, 'vault' | 'repository' | 'findings' | 'findingCount'>): Problem {
  const [first] = findings
  const named = first === undefined || first.path === '' ? '' : `${first.path}${findingCount > 1 ? ` and ${findingCount - 1} more` : ''}: `
  const isDamaged = findings.some(({ finding }) => finding !== 'different')
  return {
    code: 'drill-failed',
    sentence: `Not all of ${vault.name} comes back from "${repository}": ${named}${first?.why ?? 'files are damaged'}.`,
    remedy: isDamaged
      ? `Mend the repository with: vaultkeeper verify --repair --repository ${repository} (what is still in your folders is stored anew). Then: vaultkeeper drill ${vault.id} --repository ${repository}`
      : `Back the folder up again; if it stays, run: vaultkeeper verify --repair --repository ${repository}`,
    detail: findings.map(({ path, why }) => `${path}: ${why}`).join('\n'),
  }
}
