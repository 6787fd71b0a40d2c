import { gitExitCode } from '../../contract/git-exit-code.ts'
import type { GitState, GitVault } from '../../contract/procedures/git.ts'
import type { Core } from '../core.ts'
import { gitLook } from '../state/git-looks.ts'
import { gitVaults, isInGit } from './git-vault.ts'

/** The vaults that are in git, or should be, and how they stood when they were last looked at. Looks at nothing but whether there is a `.git`. */
export function listGit(core: Core): GitVault[] {
  return gitVaults(core)
    .filter((one) => one.guarded || isInGit(one))
    .map(({ vault, name, path, guarded, push }) => {
      const look = gitLook(core.state.database, vault)
      const first = look?.matters.find(({ code }) => stateOf(code) !== undefined)
      const state = look === undefined ? null : ((first && stateOf(first.code)) ?? 'up-to-date')
      return { vault, name, path, guarded, push, state, line: first?.sentence ?? null, time: look?.time ?? null }
    })
}

function stateOf(code: string): GitState | undefined {
  const state = code.replace(/^git-/, '')
  return state in gitExitCode ? (state as GitState) : undefined
}
