import { Group, Stack, Switch } from '@mantine/core'
import { valueAt } from '../../editing/draft.ts'
import { ChoiceField, LinesField, TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'

const pushes = [
  { value: '', label: 'Never by itself' },
  { value: 'after-session', label: 'After a session of an assistant' },
  { value: 'scheduled', label: 'On the schedule, and after sessions' },
] as const

const usualDocument = '00_system/docs/disaster-recovery.md'

/** The keys of a vault's git section. */
const keys = ['remotes', 'push', 'schedule', 'unpushedAfter', 'uncommittedAfter'] as const

type VaultGitFieldsProps = { readonly draft: Draft; readonly written: unknown; readonly vault: string }

/** What is told about the git repository in a vault, and when it is pushed: a section that is there or not. */
export function VaultGitFields({ draft, written, vault }: VaultGitFieldsProps) {
  const before = valueAt(written, ['vaults', vault, 'git'])
  const on = draft.get('git') !== undefined
  const toggle = (wanted: boolean) => {
    // What was changed in it goes with it, or stands as the file has it.
    for (const key of keys) draft.set(`git.${key}`, valueAt(before, [key]))
    draft.set('git', wanted ? (before ?? {}) : undefined)
  }
  return (
    <Stack gap="md" role="group" aria-label="Git">
      <Switch
        label="Tell me when something is wrong with its git"
        description="What is not committed or not on its remotes, and at once when a branch was rewritten or deleted there."
        checked={on}
        error={draft.mistake('git')}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      {on && (
        <>
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <ChoiceField draft={draft} at="git.push" label="Push" description="Never by force." choices={pushes} />
            <TextField draft={draft} at="git.schedule" label="Look at it" description="Such as every 1h, or a time." usual="every 1h" />
          </Group>
          <LinesField
            draft={draft}
            at="git.remotes"
            label="Remotes"
            description="One a line; a private mirror can be among them."
            usual="origin"
          />
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <TextField draft={draft} at="git.unpushedAfter" label="Tell me of commits that are not pushed after" usual="2h" />
            <TextField draft={draft} at="git.uncommittedAfter" label="Tell me of files that are not committed after" usual="24h" />
          </Group>
        </>
      )}
    </Stack>
  )
}

/** Where in the vault the recovery document is written, or that none is. */
export function RecoveryFields({ draft }: { readonly draft: Draft }) {
  const on = draft.get('recoveryDocument') !== false
  return (
    <Stack gap="xs">
      <Switch
        label="Write a recovery document into it"
        description="How to get everything back on a new machine, command by command, without any password."
        checked={on}
        onChange={(event) => draft.set('recoveryDocument', event.currentTarget.checked ? undefined : false)}
      />
      {on && <TextField draft={draft} at="recoveryDocument" label="Where in the vault" usual={usualDocument} />}
    </Stack>
  )
}
