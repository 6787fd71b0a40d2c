import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** How far something has come that git should not have: `loose`: in the folder only, `git add` would take it; `staged`: the next commit takes it. */
export const GuardStage = z.enum(['loose', 'staged', 'committed', 'pushed'])
/** See {@link GuardStage}. */
export type GuardStage = z.infer<typeof GuardStage>

/**
 * One thing about the set-up of a vault that somebody should do something about. `file`: where, from the vault's folder, with `/`; `line` from 1. Of a secret
 * `kind` says what it is, `begins` at most its first two characters: it is never told itself. `bad`: a secret that others may come to see.
 */
export const GuardFinding = z.object({
  code: z.enum([
    'secret',
    'env-tracked',
    'settings-missing',
    'settings-ignored',
    'settings-untracked',
    'local-settings-tracked',
    'variables-missing',
    'settings-unreadable',
  ]),
  verdict: z.enum(['attention', 'bad']),
  file: z.string(),
  line: z.number().nullable(),
  kind: z.string().nullable(),
  begins: z.string().nullable(),
  stage: GuardStage.nullable(),
  sentence: z.string(),
  remedy: z.string(),
})
/** See {@link GuardFinding}. */
export type GuardFinding = z.infer<typeof GuardFinding>

/**
 * One of the files that belong to the set-up. `tracked`: `partly` where some files of a folder are not. `committed`: nothing of it differs from the last
 * commit. `pushed`: every commit of it is in a branch of a remote, as far as this clone has seen; `null` where there is no remote.
 */
export const GuardedFile = z.object({
  path: z.string(),
  exists: z.boolean(),
  tracked: z.enum(['yes', 'partly', 'no']),
  ignored: z.boolean(),
  committed: z.boolean(),
  pushed: z.boolean().nullable(),
})
/** See {@link GuardedFile}. */
export type GuardedFile = z.infer<typeof GuardedFile>

/**
 * How the set-up of a vault stands: what a new machine needs and git does not bring by itself. `why`: whether a person named the files, or they are those of
 * a folder with `.claude/`; `none`: there is nothing to look at. `git`: whether the vault is in git; where it is not, nothing is about to be committed.
 * `more`: findings that are not listed. `left`: files that were not looked into, and why. `variables.missing`: used, but not named in the example.
 */
export const GuardStanding = z.object({
  vault: z.string(),
  name: z.string(),
  at: z.string(),
  git: z.boolean(),
  why: z.enum(['configured', 'found', 'none']),
  verdict: z.enum(['good', 'attention', 'bad']),
  files: list(GuardedFile),
  findings: list(GuardFinding),
  more: z.number(),
  variables: z.object({
    example: z.string(),
    exists: z.boolean(),
    missing: list(z.object({ name: z.string(), file: z.string(), line: z.number() })),
  }),
  left: list(z.object({ file: z.string(), why: z.string() })),
})
/** See {@link GuardStanding}. */
export type GuardStanding = z.infer<typeof GuardStanding>

const which = z.object({ vault: z.string() })

/** The set-up of a vault (`.claude/`, `.mcp.json`, `.env.example`): that it is there and in git, and that no secret goes with it. */
export const guard = {
  get: procedure
    .route({ method: 'GET', path: '/guard/{vault}', summary: 'How the set-up of a vault stands: what is not in git, and what must not be' })
    .input(which)
    .output(GuardStanding),
  complete: procedure
    .route({
      method: 'POST',
      path: '/guard/{vault}/complete',
      summary: 'Write the names of variables that are used into .env.example, without any value',
    })
    .input(which)
    .output(z.object({ path: z.string(), added: list(z.string()) })),
}
