import { z } from 'zod'
import { section } from './names.ts'
import { duration, Path, PathInside, ScheduleText, Text } from './values.ts'

const Git = section({
  remotes: z.array(Text).min(1).default(['origin']),
  push: z
    .enum(['never', 'after-session', 'scheduled'])
    .default('never')
    .describe('When commits are pushed, never by force: after a session of an assistant, or by the schedule as well.'),
  schedule: ScheduleText.default('every 1h').describe('When it is looked at, and pushed where that is wanted.'),
  unpushedAfter: duration().prefault('2h').describe('When commits that are not pushed are told.'),
  uncommittedAfter: duration().prefault('24h').describe('When files that are not committed are told.'),
})

/** A folder that is kept safe. */
export const Vault = section({
  name: Text.optional().describe('What it is called on pages; its key if left out.'),
  path: Path.describe('The folder.'),
  exclude: z.array(Text).default([]).describe("Patterns of files that are left out, as in restic's --exclude."),
  recoveryDocument: z
    .union([PathInside, z.literal(false)], { error: 'must be a path inside the vault, or false' })
    .default('00_system/docs/disaster-recovery.md')
    .describe('Where in the vault the recovery document is written, or false.'),
  git: Git.optional().describe('What is told about the git repository in this vault.'),
  configuration: z.array(Text).default([]).describe('Files that belong to the set-up of this vault and must be tracked.'),
})
