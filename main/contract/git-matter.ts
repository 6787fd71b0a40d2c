import { z } from 'zod'

/**
 * One thing about git in a vault that is otherwise than it should be. `code`: `git-` and the state that git was found in, `git-push-` and why a push was refused, or
 * `guard-` and what was found in the set-up of the vault. `repository`: its folder, relative to the vault; empty for the vault's own. `count`: how many files,
 * commits or findings. `since`, RFC 3339: of what is not committed the oldest file, of what is not pushed the oldest commit, of all else when it was first seen. `held`: what the remote lost
 * is in a branch here, so that it need not be brought back.
 */
export const GitMatter = z.object({
  code: z.string(),
  level: z.enum(['alarm', 'warning', 'note']),
  repository: z.string(),
  remote: z.string().nullable(),
  branch: z.string().nullable(),
  count: z.number().nullable(),
  since: z.string(),
  sentence: z.string(),
  remedy: z.string(),
  held: z.boolean().optional(),
})
/** See {@link GitMatter}. */
export type GitMatter = z.infer<typeof GitMatter>
