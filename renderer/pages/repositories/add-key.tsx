import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { api } from '../../api.ts'
import { useBegun } from '../../live/use-begun.ts'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { failureOf } from './failure-of.ts'
import { KeyDialog } from './key-dialog.tsx'

type AddKeyProps = { readonly repository: string; readonly opened: boolean; readonly onClose: () => void }

/** Has a further password open a repository: made here, shown once for a sheet of paper, and kept nowhere. */
export function AddKey({ repository, opened, onClose }: AddKeyProps) {
  return (
    <KeyDialog opened={opened} onClose={onClose} title={`A password for recovery of “${repository}”`} size="lg">
      {(onBusy) => <Inside repository={repository} onClose={onClose} onBusy={onBusy} />}
    </KeyDialog>
  )
}

function Inside({ repository, onClose, onBusy }: Omit<AddKeyProps, 'opened'> & { readonly onBusy: (busy: boolean) => void }) {
  const [password, setPassword] = useState<string | null>(null)
  const [job, setJob] = useState<string | null>(null)
  const add = useMutation({
    mutationFn: async () => {
      const value = password ?? (await api.repositories.newPassword()).password
      setPassword(value)
      return api.repositories.keys.add({ repository, password: value, label: 'recovery' })
    },
    gcTime: 0,
    onSuccess: (answer) => setJob(answer.job),
  })
  // The dialog goes, and with it the only place where this one was to be seen.
  useEffect(() => () => setPassword(null), [])
  const begun = useBegun(job)
  const { going, ended } = begun
  const busy = add.isPending || begun.busy
  useEffect(() => onBusy(busy), [onBusy, busy])
  const problem = add.isError ? problemOf(add.error) : (begun.lost ?? failureOf(ended))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) add.mutate()
  }
  if (ended?.verdict === 'done' && password !== null)
    return (
      <Stack>
        <div role="status">
          <Callout tone="good" title="This password opens the repository as well">
            It is kept nowhere and never shown again: write it down now, and keep the paper somewhere else than this computer.
          </Callout>
        </div>
        <Code block fz="lg" aria-label="Password for recovery">
          {password}
        </Code>
        <Group justify="flex-end">
          <Button onClick={onClose}>I have written it down</Button>
        </Group>
      </Stack>
    )
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          One is made for you and shown once. It opens the repository besides the password that is used here: for a sheet in a safe, or for
          somebody whom you trust.
        </Text>
        {going !== undefined && <JobProgress job={going} />}
        {problem !== null && !busy && <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={busy} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
