import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { orpc } from '../../api.ts'
import { EmergencyKit } from '../../kit/emergency-kit.tsx'
import { useBegun } from '../../live/use-begun.ts'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { failureOf } from './failure-of.ts'
import { KeyDialog } from './key-dialog.tsx'
import { NewPassword, type PasswordWish, usualWish, wishIsGood } from './new-password.tsx'

type ChangePasswordProps = { readonly repository: string; readonly opened: boolean; readonly onClose: () => void }

/** Replaces the password of a repository, and ends with its new emergency kit: the one before is out of date. Nobody leaves it between the two. */
export function ChangePassword({ repository, opened, onClose }: ChangePasswordProps) {
  return (
    <KeyDialog opened={opened} onClose={onClose} title={`New password for “${repository}”`} size="xl">
      {(onBusy) => <Inside repository={repository} onClose={onClose} onBusy={onBusy} />}
    </KeyDialog>
  )
}

function Inside({ repository, onClose, onBusy }: Omit<ChangePasswordProps, 'opened'> & { readonly onBusy: (busy: boolean) => void }) {
  const [wish, setWish] = useState<PasswordWish>(usualWish)
  const change = useMutation(orpc.repositories.changePassword.mutationOptions({ gcTime: 0 }))
  const [job, setJob] = useState<string | null>(null)
  const begun = useBegun(job)
  const { going, ended } = begun
  const done = ended?.verdict === 'done' || ended?.verdict === 'warnings'
  const busy = change.isPending || begun.busy
  useEffect(() => onBusy(busy), [onBusy, busy])
  const { reset } = change
  useEffect(() => {
    if (!done) return
    setWish(usualWish)
    reset()
  }, [done, reset])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!wishIsGood(wish) || busy) return
    setJob(null)
    change.mutate(
      { repository, password: wish.how === 'generated' ? { how: 'generated' } : { how: 'typed', value: wish.own.value } },
      { onSuccess: (answer) => setJob(answer.job) },
    )
  }
  const wished = useCallback((what: Partial<PasswordWish>) => setWish((before) => ({ ...before, ...what })), [])
  if (done) {
    // Where nobody may remove anything the one before stays a key.
    const warnings = ended.runs.flatMap((run) => run.warnings)
    return (
      <Stack>
        <div role="status">
          {warnings.length === 0 ? (
            <Callout tone="good" title="The password is changed">
              The one before opens the repository no more, and your emergency kit is out of date. This is the new one.
            </Callout>
          ) : (
            <Callout tone="attention" title="The password is changed, with remarks">
              {warnings.map((warning) => (
                <Text key={warning} size="sm">
                  {warning}
                </Text>
              ))}
              <Text size="sm">Your emergency kit is out of date. This is the new one.</Text>
            </Callout>
          )}
        </div>
        <EmergencyKit repository={repository} onChecked={onClose} />
      </Stack>
    )
  }
  const problem = change.isError ? problemOf(change.error) : (begun.lost ?? failureOf(ended))
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack>
        <Text size="sm">
          The new one is added and proven to open the repository before the old one is removed, so that at no moment none does. Who has read
          the old one and copied the repository can still read that copy.
        </Text>
        <NewPassword wish={wish} about={[repository]} onChange={wished} />
        {going !== undefined && <JobProgress job={going} />}
        {problem !== null && !busy && <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={busy} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!wishIsGood(wish)}>
            Change it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
