import type { Verdict } from '../../contract/verdict.ts'
import type { Core, RunHost } from '../core.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { Job } from '../schedule/scheduler.ts'
import { gitVaults } from './git-vault.ts'
import { isGitThere, lookAfterGit, passGitBy } from './look-after-git.ts'

/** Looks after the git of the vault whose turn it is, by its configuration. A few git processes where nothing has changed. */
export async function scheduledLook(core: Core, { vaults, due, trigger, plan }: Job, host: RunHost): Promise<Verdict> {
  const wish = gitVaults(core).find(({ vault, guarded }) => guarded && vaults.includes(vault))
  // Its section was taken out of the configuration meanwhile.
  if (wish === undefined || due === null) return 'skipped'
  if (!isGitThere(wish)) {
    await passGitBy(core, wish.vault, due)
    return 'skipped'
  }
  const push = wish.push === 'scheduled' ? 'by schedule' : 'never'
  try {
    return (await lookAfterGit(core, wish, { push, occasion: { trigger, plan, due } }, host)).verdict
  } catch (error) {
    // It stays due, and is made up for.
    if (error instanceof CancelledError) return 'interrupted'
    throw error
  }
}
