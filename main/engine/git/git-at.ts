import { type GitEnd, type GitRequest, runGit } from './run-git.ts'

/** How long each kind of call may take, in ms: what is on this disk, an answer of a remote, bringing commits from there. */
export type GitLimits = { readonly local: number; readonly remote: number; readonly fetch: number }

/** The caps that are used where a test does not say otherwise. */
export const gitLimits: GitLimits = { local: 60_000, remote: 20_000, fetch: 120_000 }

/** What every git of one look has in common. */
export type GitSetting = {
  readonly environment: NodeJS.ProcessEnv
  readonly limits: GitLimits
  readonly signal?: AbortSignal | undefined
  readonly running?: Set<number> | undefined
}

/** git in one folder. */
export type GitAt = (parameters: readonly string[], more?: Partial<GitRequest>) => Promise<GitEnd>

/** git in a folder, with the cap for what is on this disk unless told otherwise. */
export function gitAt({ environment, limits, signal, running }: GitSetting, folder: string, always: Partial<GitRequest> = {}): GitAt {
  return (parameters, more = {}) => runGit(parameters, { folder, environment, timeout: limits.local, signal, running, ...always, ...more })
}
