import { z } from 'zod'

/** What may be otherwise than it should with the git repository of a vault. Each is told by its own words and mended by its own action. */
export const GitMatterCode = z.enum([
  'git-uncommitted',
  'git-unpushed',
  'git-behind',
  'git-diverged',
  'git-rewritten',
  'git-deleted',
  'git-no-remote',
  'git-remote-gone',
  'git-no-credentials',
  'git-host-unknown',
  'git-offline',
  'git-detached',
  'git-lock-left',
  'git-unreadable',
  'git-push-refused',
  'git-protected',
  'git-hook-refused',
  'git-too-large',
  'git-read-only',
  'git-secret',
  'git-env-tracked',
  'git-configuration-missing',
  'git-configuration-untracked',
])
/** See {@link GitMatterCode}. */
export type GitMatterCode = z.infer<typeof GitMatterCode>

/**
 * One thing about git in a vault that is otherwise than it should be. `where`: the repository's folder, relative to the vault; empty for the vault's own.
 * `count`: how many files, commits or findings. `since`, RFC 3339: of what is not committed the oldest file, of what is not pushed the oldest commit, of all
 * else when it was seen first. `detail`: one line from git, a remote or a file's name, without secrets.
 */
export const GitMatter = z.object({
  code: GitMatterCode,
  where: z.string(),
  remote: z.string().nullable(),
  branch: z.string().nullable(),
  count: z.number(),
  since: z.string(),
  detail: z.string().nullable(),
})
/** See {@link GitMatter}. */
export type GitMatter = z.infer<typeof GitMatter>
