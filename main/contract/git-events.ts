import { z } from 'zod'
import { GitMatter } from './git-matter.ts'
import { Verdict } from './verdict.ts'

/** The lines of the history that are about vaults' git; see {@link HistoryEvent}. */
export const gitEvents = [
  // A vault's git was looked at, and pushed where that is wanted. `matters`: what is otherwise than it should be; without them it is as it was. `due`: the time
  // of its schedule that this was for, and how that ended; another look that the schedule did not set off has none.
  z.object({
    event: z.literal('git.looked'),
    vault: z.string(),
    due: z.string().optional(),
    verdict: Verdict.optional(),
    code: z.string().optional(),
    matters: z.array(GitMatter).optional(),
  }),
  // What a remote of a vault's git had when it was asked, as far as it is otherwise than before, by branch. A head that it has no more stays what it was until a
  // person accepts that (`git.accepted`: what counts from then on) or it is there again; empty: the branch is gone, and all that was in it is in others.
  // `repository`: in which folder of the vault; left out for the vault's own.
  z.object({
    event: z.literal('git.heads'),
    vault: z.string(),
    repository: z.string().optional(),
    remote: z.string(),
    heads: z.record(z.string(), z.string()),
  }),
  z.object({
    event: z.literal('git.accepted'),
    vault: z.string(),
    repository: z.string().optional(),
    remote: z.string(),
    branch: z.string(),
    head: z.string(),
    by: z.string(),
  }),
] as const
